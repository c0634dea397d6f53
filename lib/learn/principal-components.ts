export interface Component {
  /** Of each feature, standardised; of length 1, and its greatest entry is positive. */
  readonly loadings: readonly number[];
  /** Its share of the whole variance, 0…1. */
  readonly share: number;
}

export interface Projection {
  /** By falling variance; at most as many as there are features that vary. */
  readonly components: readonly Component[];
  /** Row by row, its place along each component. */
  readonly scores: readonly (readonly number[])[];
}

/**
 * Principal components of rows of features: each feature is standardised (mean 0, variance 1, by n − 1); one that does not vary
 * counts as 0. The components are eigenvectors of the features' correlation matrix, found by Jacobi's rotations.
 */
export function principalComponents(rows: readonly (readonly number[])[], count: number): Projection {
  const standard = standardise(rows);
  const { values, vectors } = eigenvectors(correlations(standard));
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  const order = [...values.keys()]
    .filter((index) => (values[index] ?? 0) > total * 1e-12)
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0))
    .slice(0, count);
  const components = order.map((index) => ({
    loadings: turned(vectors[index] ?? []),
    share: (values[index] ?? 0) / total,
  }));
  const scores = standard.map((row) => components.map(({ loadings }) => dot(row, loadings)));
  return { components, scores };
}

function standardise(rows: readonly (readonly number[])[]): number[][] {
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, column) => {
    const mean = rows.reduce((sum, row) => sum + (row[column] ?? 0), 0) / rows.length;
    const squares = rows.reduce((sum, row) => sum + ((row[column] ?? 0) - mean) ** 2, 0);
    const deviation = Math.sqrt(squares / Math.max(1, rows.length - 1));
    // What rounding leaves of equal values is no variance.
    return { mean, scale: deviation > 1e-12 * Math.abs(mean) ? 1 / deviation : 0 };
  });
  return rows.map((row) => columns.map(({ mean, scale }, column) => ((row[column] ?? 0) - mean) * scale));
}

function correlations(standard: readonly (readonly number[])[]): Float64Array[] {
  const width = standard[0]?.length ?? 0;
  const matrix = Array.from({ length: width }, () => new Float64Array(width));
  for (const row of standard) {
    for (let i = 0; i < width; i++) {
      const into = matrix[i] ?? new Float64Array();
      const one = row[i] ?? 0;
      for (let j = 0; j <= i; j++) into[j] = (into[j] ?? 0) + one * (row[j] ?? 0);
    }
  }
  const scale = 1 / Math.max(1, standard.length - 1);
  return matrix.map((row, i) => row.map((value, j) => (j <= i ? value : (matrix[j]?.[i] ?? 0)) * scale));
}

/** Eigenvalues of a symmetric matrix, and for each its eigenvector: cyclic Jacobi (Golub and Van Loan, Matrix Computations, 8.5). */
function eigenvectors(symmetric: readonly Float64Array[]): {
  readonly values: readonly number[];
  readonly vectors: readonly Float64Array[];
} {
  const size = symmetric.length;
  const a = symmetric.map((row) => Float64Array.from(row));
  // Rows of v become the eigenvectors.
  const v = symmetric.map((_, index) => Float64Array.from({ length: size }, (_, column) => (column === index ? 1 : 0)));
  for (let sweep = 0; sweep < 100 && offDiagonal(a) > 1e-22 * size; sweep++) {
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) rotate(a, v, p, q);
  }
  return { values: a.map((row, index) => row[index] ?? 0), vectors: v };
}

function offDiagonal(a: readonly Float64Array[]): number {
  let sum = 0;
  a.forEach((row, i) => {
    row.forEach((value, j) => {
      if (i !== j) sum += value * value;
    });
  });
  return sum;
}

/** Turns rows and columns p and q so that a[p][q] is 0. */
function rotate(a: readonly Float64Array[], v: readonly Float64Array[], p: number, q: number): void {
  const rowP = a[p] ?? new Float64Array();
  const rowQ = a[q] ?? new Float64Array();
  const element = rowP[q] ?? 0;
  if (element === 0) return;
  const tau = ((rowQ[q] ?? 0) - (rowP[p] ?? 0)) / (2 * element);
  const tangent = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = tangent * cosine;
  for (const row of a) turn(row, p, row, q, cosine, sine);
  for (let k = 0; k < rowP.length; k++) turn(rowP, k, rowQ, k, cosine, sine);
  const [vectorP, vectorQ] = [v[p] ?? new Float64Array(), v[q] ?? new Float64Array()];
  for (let k = 0; k < vectorP.length; k++) turn(vectorP, k, vectorQ, k, cosine, sine);
}

function turn(one: Float64Array, i: number, other: Float64Array, j: number, cosine: number, sine: number): void {
  const x = one[i] ?? 0;
  const y = other[j] ?? 0;
  one[i] = cosine * x - sine * y;
  other[j] = sine * x + cosine * y;
}

/** The same direction, so that its greatest entry, by size, is positive. */
function turned(vector: readonly number[] | Float64Array): number[] {
  let greatest = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(greatest) + 1e-12) greatest = value;
  return Array.from(vector, (value) => (greatest < 0 ? -value : value));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
