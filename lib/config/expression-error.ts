/** Characters of a text, counted from 0. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

/** An expression that cannot be read or looked up; the caller knows in which file the text stands. */
export class ExpressionError extends Error {
  readonly remedy: string;
  readonly span: Span;

  constructor(message: string, remedy: string, span: Span) {
    super(message);
    this.remedy = remedy;
    this.span = span;
  }
}
