export {
  type BlobLike,
  type ByteSink,
  type ByteSource,
  blobSource,
  type MemorySink,
  memorySink,
  memorySource,
} from "./bytes.js";
export {
  AbortedError,
  ConfigError,
  DataError,
  type ErrorDetails,
  FormatError,
  LssError,
  NumericsError,
  ResourceError,
  ShapeError,
  UnsupportedError,
} from "./errors.js";
export {
  columnOf,
  expectShape,
  type FloatArray,
  identity64,
  type Matrix,
  type Matrix32,
  type Matrix64,
  matrixOf,
  rowOf,
  rowsOf,
  takeRows,
  zeros32,
  zeros64,
} from "./matrix.js";
export { npyHeader } from "./npy.js";
export { openNpy, type RowReader } from "./npy-read.js";
export { Rng, type RngState } from "./rng.js";
export { decodeSafetensors, encodeSafetensors, type NamedArray, type NamedArrays } from "./safetensors.js";
export { hashHex } from "./sha256.js";
export { type CheckpointStore, createTask, type Progress, type Task, type TaskOptions } from "./task.js";
export { type Duration, durationInFrames, formatTime, parseDuration, parseLength } from "./units.js";
