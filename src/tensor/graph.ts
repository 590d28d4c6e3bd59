// Tensor programs: expressions over named inputs. Building one computes nothing; `gradient` makes new expressions of
// it, `encodeOnnx` turns it into a model that an engine runs. Shapes are static and checked here, once.

import { ShapeError } from "../base/index.js";

export type Shape = readonly number[];

/** What an operator needs beside its inputs. */
export interface Attributes {
  readonly name?: string;
  readonly data?: Float32Array;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly axes?: readonly number[];
  readonly axis?: number;
  readonly start?: number;
}

export type Operator =
  | "Input"
  | "Constant"
  | "Add"
  | "Sub"
  | "Mul"
  | "Div"
  | "Max"
  | "Neg"
  | "Exp"
  | "Log"
  | "Sqrt"
  | "Tanh"
  | "Sigmoid"
  | "Softplus"
  | "Relu"
  | "Erf"
  | "Sign"
  | "MatMul"
  | "Linear"
  | "Inverse"
  | "ReduceSum"
  | "ReduceMax"
  | "Reshape"
  | "Transpose"
  | "Expand"
  | "Slice"
  | "Pad"
  | "Concat"
  | "StopGradient";

/** An expression. Float32; compared by identity. */
export interface Tensor {
  readonly operator: Operator;
  readonly inputs: readonly Tensor[];
  readonly shape: Shape;
  readonly attributes: Attributes;
}

function node(operator: Operator, inputs: readonly Tensor[], shape: Shape, attributes: Attributes = {}): Tensor {
  return { operator, inputs, shape, attributes };
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, n) => product * n, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i]);
}

/** The shape of `a op b` by NumPy's broadcasting rule. @throws ShapeError naming both when they do not fit */
function broadcast(operator: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const m = a[a.length - rank + i] ?? 1;
    const n = b[b.length - rank + i] ?? 1;
    if (m !== n && m !== 1 && n !== 1) throw new ShapeError(`${operator}: cannot broadcast (${a}) with (${b})`);
    return Math.max(m, n);
  });
}

// ---- leaves

export function input(name: string, shape: Shape): Tensor {
  return node("Input", [], shape, { name });
}

export function constant(data: Float32Array | readonly number[], shape: Shape): Tensor {
  if (data.length !== sizeOf(shape)) throw new ShapeError(`constant: ${data.length} numbers for the shape (${shape})`);
  return node("Constant", [], shape, { data: Float32Array.from(data) });
}

export function scalar(value: number): Tensor {
  return constant([value], []);
}

/** A tensor of one value, kept as a broadcast scalar. */
export function filled(value: number, shape: Shape): Tensor {
  return expand(scalar(value), shape);
}

function asTensor(x: Tensor | number): Tensor {
  return typeof x === "number" ? scalar(x) : x;
}

/** The value of a scalar constant, however broadcast; null for anything else. */
function constantValue(x: Tensor): number | null {
  const source = x.operator === "Expand" ? x.inputs[0]! : x;
  return source.operator === "Constant" && source.shape.length === 0 ? source.attributes.data![0]! : null;
}

// ---- elementwise

/**
 * An operand that was broadcast by hand is used as it was before, where the other operand brings the shape anyway:
 * an Expand costs a pass over memory, broadcasting inside the operator costs nothing.
 */
function binary(operator: "Add" | "Sub" | "Mul" | "Div" | "Max", x: Tensor | number, y: Tensor | number): Tensor {
  let a = asTensor(x);
  let b = asTensor(y);
  const shape = broadcast(operator, a.shape, b.shape);
  const shrink = (t: Tensor, other: Tensor): Tensor => {
    if (t.operator !== "Expand") return t;
    const source = t.inputs[0]!;
    return sameShape(broadcast(operator, source.shape, other.shape), shape) ? source : t;
  };
  a = shrink(a, b);
  b = shrink(b, a);
  return node(operator, [a, b], shape);
}

export function add(a: Tensor | number, b: Tensor | number): Tensor {
  return binary("Add", a, b);
}

export function sub(a: Tensor | number, b: Tensor | number): Tensor {
  return binary("Sub", a, b);
}

export function mul(x: Tensor | number, y: Tensor | number): Tensor {
  const a = asTensor(x);
  const b = asTensor(y);
  if (constantValue(a) === 1 && sameShape(broadcast("Mul", a.shape, b.shape), b.shape)) return b;
  if (constantValue(b) === 1 && sameShape(broadcast("Mul", a.shape, b.shape), a.shape)) return a;
  return binary("Mul", a, b);
}

export function div(a: Tensor | number, b: Tensor | number): Tensor {
  return binary("Div", a, b);
}

/** Elementwise maximum; its gradient goes to the larger operand. */
export function maximum(a: Tensor | number, b: Tensor | number): Tensor {
  return binary("Max", a, b);
}

const unary =
  (operator: Operator) =>
  (x: Tensor): Tensor =>
    node(operator, [x], x.shape);

export const neg = unary("Neg");
export const exp = unary("Exp");
export const log = unary("Log");
export const sqrt = unary("Sqrt");
export const tanh = unary("Tanh");
export const sigmoid = unary("Sigmoid");
/** ln(1 + e^x). */
export const softplus = unary("Softplus");
export const relu = unary("Relu");
export const erf = unary("Erf");
/** -1, 0 or 1; its gradient is zero. */
export const sign = unary("Sign");
/** The identity, through which no gradient flows. */
export const stopGradient = unary("StopGradient");

export function square(x: Tensor): Tensor {
  return mul(x, x);
}

// ---- linear algebra

/** a b, or with either operand transposed; (M, K) x (K, N). */
export function matmul(a: Tensor, b: Tensor, { transposeA = false, transposeB = false } = {}): Tensor {
  const [m, k] = transposeA ? [a.shape[1], a.shape[0]] : [a.shape[0], a.shape[1]];
  const [kb, n] = transposeB ? [b.shape[1], b.shape[0]] : [b.shape[0], b.shape[1]];
  if (a.shape.length !== 2 || b.shape.length !== 2 || k !== kb) {
    throw new ShapeError(`matmul: cannot multiply (${a.shape}) by (${b.shape})`);
  }
  return node("MatMul", [a, b], [m!, n!], { transposeA, transposeB });
}

/** x w + b: (B, I) x (I, O) + (O), one fused pass. */
export function linear(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  if (x.shape[1] !== weight.shape[0] || weight.shape[1] !== bias.shape[0] || bias.shape.length !== 1) {
    throw new ShapeError(`linear: (${x.shape}) x (${weight.shape}) + (${bias.shape})`);
  }
  return node("Linear", [x, weight, bias], [x.shape[0]!, weight.shape[1]!]);
}

/** Inverse of a small square matrix. */
export function inverse(a: Tensor): Tensor {
  if (a.shape.length !== 2 || a.shape[0] !== a.shape[1]) throw new ShapeError(`inverse: (${a.shape}) is not square`);
  return node("Inverse", [a], a.shape);
}

// ---- reductions

/**
 * Sum over `axes` (all when left out), which stay as size 1 unless `keep` is false.
 * The sum over a broadcast axis is a multiplication.
 */
export function sum(x: Tensor, axes: readonly number[] = x.shape.map((_, i) => i), keep = true): Tensor {
  const reduced = reduceSum(
    x,
    axes.filter((axis) => x.shape[axis] !== 1),
  );
  return keep
    ? reduced
    : reshape(
        reduced,
        x.shape.filter((_, i) => !axes.includes(i)),
      );
}

function reduceSum(x: Tensor, axes: readonly number[]): Tensor {
  if (axes.length === 0) return x;
  const shape = x.shape.map((n, i) => (axes.includes(i) ? 1 : n));
  if (x.operator !== "Expand") return node("ReduceSum", [x], shape, { axes });
  const source = x.inputs[0]!;
  const padded = [...Array<number>(x.shape.length - source.shape.length).fill(1), ...source.shape];
  const repeats = axes.reduce((product, axis) => (padded[axis] === 1 ? product * x.shape[axis]! : product), 1);
  const remaining = axes.filter((axis) => padded[axis] !== 1);
  return expand(reduceSum(mul(reshape(source, padded), repeats), remaining), shape);
}

export function mean(x: Tensor, axes: readonly number[] = x.shape.map((_, i) => i), keep = true): Tensor {
  const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
  return mul(sum(x, axes, keep), 1 / count);
}

/** Maximum over `axes`, kept as size 1; no gradient. */
export function reduceMax(x: Tensor, axes: readonly number[]): Tensor {
  const shape = x.shape.map((n, i) => (axes.includes(i) ? 1 : n));
  return node("ReduceMax", [x], shape, { axes });
}

/** ln sum e^x over one axis, kept as size 1, safe against overflow. */
export function logSumExp(x: Tensor, axis: number): Tensor {
  const peak = stopGradient(reduceMax(x, [axis]));
  return add(log(sum(exp(sub(x, peak)), [axis])), peak);
}

// ---- shape

export function reshape(x: Tensor, shape: Shape): Tensor {
  if (sizeOf(shape) !== sizeOf(x.shape)) throw new ShapeError(`reshape: (${x.shape}) to (${shape})`);
  if (sameShape(x.shape, shape)) return x;
  if (x.operator === "Reshape") return reshape(x.inputs[0]!, shape);
  if (constantValue(x) !== null && x.operator === "Expand") return expand(x.inputs[0]!, shape);
  return node("Reshape", [x], shape);
}

export function transpose(x: Tensor): Tensor {
  if (x.shape.length !== 2) throw new ShapeError(`transpose: (${x.shape}) is not a matrix`);
  return node("Transpose", [x], [x.shape[1]!, x.shape[0]!]);
}

/** Repeats x along axes of size 1 (and new leading ones) up to `shape`. */
export function expand(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcast("expand", x.shape, shape), shape))
    throw new ShapeError(`expand: (${x.shape}) to (${shape})`);
  return node("Expand", [x.operator === "Expand" ? x.inputs[0]! : x], shape);
}

/** The part [start, stop) along one axis. */
export function slice(x: Tensor, axis: number, start: number, stop: number): Tensor {
  if (start < 0 || stop > x.shape[axis]! || start >= stop) {
    throw new ShapeError(`slice: [${start}, ${stop}) of axis ${axis} of (${x.shape})`);
  }
  if (start === 0 && stop === x.shape[axis]) return x;
  const shape = x.shape.with(axis, stop - start);
  if (x.operator === "Expand") {
    const source = x.inputs[0]!;
    const sourceAxis = axis - (x.shape.length - source.shape.length);
    if (sourceAxis < 0 || source.shape[sourceAxis] === 1) return expand(source, shape);
  }
  if (x.operator === "Concat" && x.attributes.axis === axis) {
    let offset = 0;
    for (const part of x.inputs) {
      if (offset === start && offset + part.shape[axis]! === stop) return part;
      offset += part.shape[axis]!;
    }
  }
  return node("Slice", [x], shape, { axis, start });
}

/** Cuts x along one axis into parts of the given sizes. */
export function split(x: Tensor, axis: number, sizes: readonly number[]): Tensor[] {
  let offset = 0;
  return sizes.map((size) => {
    const part = slice(x, axis, offset, offset + size);
    offset += size;
    return part;
  });
}

/** x between zeros: it starts at `start` of an axis of `size`. */
export function pad(x: Tensor, axis: number, start: number, size: number): Tensor {
  return node("Pad", [x], x.shape.with(axis, size), { axis, start });
}

export function concat(parts: readonly Tensor[], axis: number): Tensor {
  if (parts.length === 1) return parts[0]!;
  const size = parts.reduce((total, part) => total + part.shape[axis]!, 0);
  const shape = parts[0]!.shape.with(axis, size);
  for (const part of parts) {
    if (!sameShape(part.shape.with(axis, size), shape)) {
      throw new ShapeError(`concat: (${part.shape}) does not fit (${parts[0]!.shape}) along axis ${axis}`);
    }
  }
  return node("Concat", parts, shape, { axis });
}
