/** An output of a node: "Conv2D_3:0". */
export type Output = `${string}:${number}`;

/** TensorFlow's numbers for its data types (types.proto). */
export interface DataType {
  readonly type: number;
}
export const float32: DataType = { type: 1 };
export const int32: DataType = { type: 3 };
export const uint8: DataType = { type: 4 };
export const bool: DataType = { type: 10 };

/** Sizes along each axis; −1 where it is known only when the graph runs. */
export type Shape = readonly number[];

export interface Constant {
  readonly dtype: DataType;
  readonly shape: Shape;
  readonly values: Float32Array | Int32Array;
}

/** A plain number is a whole one; a list holds whole numbers. */
export type Attribute =
  | DataType
  | string
  | number
  | boolean
  | readonly number[]
  | { readonly float: number }
  | { readonly shape: Shape }
  | { readonly constant: Constant };

export interface Node {
  readonly name: string;
  /** One of TensorFlow's operations. */
  readonly op: string;
  readonly inputs: readonly Output[];
  /** Nodes that must have run before this one. */
  readonly after: readonly Output[];
  readonly attributes: { readonly [name: string]: Attribute };
}

/** A value that stays in a session from one run to the next. */
export interface Variable {
  readonly name: string;
  readonly shape: Shape;
  readonly handle: Output;
  /** Its value at the start of a run, before that run's updates. */
  readonly value: Output;
}

/** A TensorFlow graph as it is built, node after node. */
export class Graph {
  readonly nodes: Node[] = [];

  /** Adds a node and gives its first output. */
  node(
    op: string,
    inputs: readonly Output[],
    attributes: Node["attributes"] = {},
    { name = `${op}_${this.nodes.length}`, after = [] }: { name?: string; after?: readonly Output[] } = {},
  ): Output {
    this.nodes.push({ name, op, inputs, after, attributes });
    return `${name}:0`;
  }

  placeholder(name: string, dtype: DataType, shape: Shape): Output {
    return this.node("Placeholder", [], { dtype, shape: { shape } }, { name });
  }

  floats(values: readonly number[], shape: Shape = []): Output {
    const constant = { dtype: float32, shape, values: Float32Array.from(values) };
    return this.node("Const", [], { dtype: float32, value: { constant } });
  }

  /** A scalar for one number without a shape, else a vector. */
  ints(values: number | readonly number[]): Output {
    const list = typeof values === "number" ? [values] : values;
    const shape = typeof values === "number" ? [] : [list.length];
    const constant = { dtype: int32, shape, values: Int32Array.from(list) };
    return this.node("Const", [], { dtype: int32, value: { constant } });
  }

  variable(name: string, shape: Shape): Variable {
    const attributes = { dtype: float32, shape: { shape }, shared_name: name, container: "" };
    const handle = this.node("VarHandleOp", [], attributes, { name });
    return { name, shape, handle, value: this.node("ReadVariableOp", [handle], { dtype: float32 }) };
  }

  /** An element-wise operation of float32 values, broadcast where their shapes differ. */
  float(op: string, ...inputs: readonly Output[]): Output {
    return this.node(op, inputs, { T: float32 });
  }

  /** The sum of equally shaped float32 values. */
  sum(values: readonly Output[]): Output {
    const [first, ...rest] = values;
    if (first === undefined) throw new RangeError("nothing to add up");
    return rest.length === 0 ? first : this.node("AddN", values, { T: float32, N: values.length });
  }

  cast(value: Output, from: DataType, to: DataType): Output {
    return this.node("Cast", [value], { SrcT: from, DstT: to });
  }

  /** The shape of a float32 value, as a vector. */
  shapeOf(value: Output): Output {
    return this.node("Shape", [value], { T: float32, out_type: int32 });
  }

  reshape(value: Output, shape: Output): Output {
    return this.node("Reshape", [value, shape], { T: float32, Tshape: int32 });
  }

  /** Sum, Mean or Max over some axes of a value. */
  reduce(op: "Sum" | "Mean" | "Max", value: Output, axes: readonly number[], dtype: DataType = float32): Output {
    return this.node(op, [value, this.ints(axes)], { T: dtype, Tidx: int32, keep_dims: false });
  }
}

/** Another output of the node that a first output belongs to. */
export function outputAt(first: Output, index: number): Output {
  return `${first.slice(0, first.lastIndexOf(":"))}:${index}`;
}
