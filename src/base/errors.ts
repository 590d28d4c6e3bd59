// The errors that a caller can act on. A message says where, what came and what was wanted; the hint says what to do.

export interface ErrorDetails {
  /** What the reader can do about it, one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** The common shape of all errors thrown on purpose; `kind` tells them apart. */
export abstract class LssError extends Error {
  abstract readonly kind: string;
  readonly hint: string | null;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.name = new.target.name;
    this.hint = details.hint ?? null;
  }
}

/** A file does not hold what its format promises. */
export class FormatError extends LssError {
  readonly kind = "format";
  readonly file: string;

  constructor(file: string, problem: string, details: ErrorDetails = {}) {
    super(`${file}: ${problem}`, details);
    this.file = file;
  }
}

/** An array has another shape than the function needs. */
export class ShapeError extends LssError {
  readonly kind = "shape";
}

/** An option, flag or configuration key is wrong. */
export class ConfigError extends LssError {
  readonly kind = "config";
  readonly option: string;

  constructor(option: string, problem: string, details: ErrorDetails = {}) {
    super(`${option}: ${problem}`, details);
    this.option = option;
  }
}

/** The data are readable but cannot support what was asked (too short, no transition, ...). */
export class DataError extends LssError {
  readonly kind = "data";
}

/** A computation left the finite numbers, or a matrix is not what it must be. */
export class NumericsError extends LssError {
  readonly kind = "numerics";
}

/** A valid input that this version cannot handle. */
export class UnsupportedError extends LssError {
  readonly kind = "unsupported";
}

/** A file, folder or other resource is missing, in the way, or cannot be written. */
export class ResourceError extends LssError {
  readonly kind = "resource";
}

/** The caller's AbortSignal asked to stop. */
export class AbortedError extends LssError {
  readonly kind = "aborted";
}
