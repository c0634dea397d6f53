/** Where something went wrong, for a person to look at. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** The text of the line, as it stands in the file. */
  readonly text?: string;
  /** How many characters of the line, from `column` on, are meant. */
  readonly length?: number;
}

export interface ErrorDetails {
  readonly code: string;
  readonly message: string;
  readonly where?: Place | string | undefined;
  readonly remedy?: string | undefined;
  readonly cause?: unknown;
}

/** The one expected failure: what went wrong, where, and what to do about it. */
export class PipelineError extends Error {
  readonly code: string;
  readonly where: Place | string | undefined;
  readonly remedy: string | undefined;

  constructor(details: ErrorDetails) {
    super(details.message, { cause: details.cause });
    this.name = "PipelineError";
    this.code = details.code;
    this.where = details.where;
    this.remedy = details.remedy;
  }
}

/** A `PipelineError` (or any other error) as plain data, so that it can cross a process boundary. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly where?: Place | string;
  readonly remedy?: string;
  readonly stack?: string;
}

export function toFailure(error: unknown): Failure {
  if (error instanceof PipelineError || isPipelineErrorShape(error)) {
    return {
      code: error.code,
      message: error.message,
      ...(error.where === undefined ? {} : { where: error.where }),
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      ...(error.stack === undefined ? {} : { stack: error.stack }),
    };
  }
  if (error instanceof Error) {
    return { code: "unexpected", message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
  }
  return { code: "unexpected", message: String(error) };
}

export function fromFailure(failure: Failure): PipelineError {
  const error = new PipelineError(failure);
  if (failure.stack !== undefined) error.stack = failure.stack;
  return error;
}

/** A step's bundle carries its own copy of the class, so `instanceof` alone does not recognise its errors. */
function isPipelineErrorShape(error: unknown): error is PipelineError {
  return error instanceof Error && error.name === "PipelineError" && "code" in error && typeof error.code === "string";
}

/** The `code` of a Node system error such as ENOSPC, or undefined. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
