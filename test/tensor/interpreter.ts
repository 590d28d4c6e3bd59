// A tensor program evaluated in double precision, plainly: the oracle for ONNX Runtime and for finite differences.

import type { Shape, Tensor } from "../../src/tensor/index.js";

export type Values = Readonly<Record<string, readonly number[] | Float32Array | Float64Array>>;

const size = (shape: Shape): number => shape.reduce((product, n) => product * n, 1);

/** The flat index into an operand of `shape` that broadcasting reads for the flat index `flat` of `out`. */
function broadcastIndex(flat: number, out: Shape, shape: Shape): number {
  let rest = flat;
  let index = 0;
  let stride = 1;
  for (let i = out.length - 1; i >= 0; i--) {
    const coordinate = rest % out[i]!;
    rest = Math.floor(rest / out[i]!);
    const n = shape[i - (out.length - shape.length)] ?? 1;
    index += (n === 1 ? 0 : coordinate) * stride;
    stride *= n;
  }
  return index;
}

/** Flat coordinates as an index vector. */
function coordinates(flat: number, shape: Shape): number[] {
  const out: number[] = [];
  let rest = flat;
  for (let i = shape.length - 1; i >= 0; i--) {
    out.unshift(rest % shape[i]!);
    rest = Math.floor(rest / shape[i]!);
  }
  return out;
}

function flatIndex(index: readonly number[], shape: Shape): number {
  return index.reduce((flat, k, i) => flat * shape[i]! + k, 0);
}

/** Abramowitz and Stegun 7.1.6: the Taylor-like series of erf, to machine precision for the small |x| of tests. */
export function erf(x: number): number {
  let term = (2 / Math.sqrt(Math.PI)) * x * Math.exp(-x * x);
  let total = 0;
  for (let n = 0; n < 200; n++) {
    total += term;
    term *= (2 * x * x) / (2 * n + 3);
  }
  return total;
}

const UNARY: Readonly<Record<string, (x: number) => number>> = {
  Neg: (x) => -x,
  Exp: Math.exp,
  Log: Math.log,
  Sqrt: Math.sqrt,
  Tanh: Math.tanh,
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Softplus: (x) => Math.log1p(Math.exp(x)),
  Relu: (x) => Math.max(x, 0),
  Erf: erf,
  Sign: Math.sign,
  StopGradient: (x) => x,
  Reshape: (x) => x,
};

const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Max: Math.max,
};

function invert(a: Float64Array, n: number): Float64Array {
  const work = Array.from({ length: n }, (_, i) =>
    Array.from({ length: 2 * n }, (_, j) => (j < n ? a[i * n + j]! : Number(j - n === i))),
  );
  for (let k = 0; k < n; k++) {
    const pivot = work
      .slice(k)
      .reduce((best, row, i) => (Math.abs(row[k]!) > Math.abs(work[best]![k]!) ? k + i : best), k);
    [work[k], work[pivot]] = [work[pivot]!, work[k]!];
    work[k] = work[k]!.map((v, _, row) => v / row[k]!);
    for (let i = 0; i < n; i++) if (i !== k) work[i] = work[i]!.map((v, j) => v - work[i]![k]! * work[k]![j]!);
  }
  return Float64Array.from(work.flatMap((row) => row.slice(n)));
}

export function evaluate(tensor: Tensor, values: Values, memo = new Map<Tensor, Float64Array>()): Float64Array {
  const known = memo.get(tensor);
  if (known !== undefined) return known;
  const result = compute(
    tensor,
    tensor.inputs.map((source) => evaluate(source, values, memo)),
    values,
  );
  memo.set(tensor, result);
  return result;
}

function compute(tensor: Tensor, inputs: readonly Float64Array[], values: Values): Float64Array {
  const { operator, shape, attributes } = tensor;
  const [a, b, c] = inputs as [Float64Array, Float64Array, Float64Array];
  const shapes = tensor.inputs.map((source) => source.shape);
  const each = (value: (flat: number) => number): Float64Array =>
    Float64Array.from({ length: size(shape) }, (_, flat) => value(flat));
  if (UNARY[operator] !== undefined) return a.map(UNARY[operator]);
  if (BINARY[operator] !== undefined) {
    const f = BINARY[operator];
    return each((flat) => f(a[broadcastIndex(flat, shape, shapes[0]!)]!, b[broadcastIndex(flat, shape, shapes[1]!)]!));
  }
  switch (operator) {
    case "Input":
      return Float64Array.from(values[attributes.name!]!);
    case "Constant":
      return Float64Array.from(attributes.data!);
    case "MatMul":
    case "Linear": {
      const at = (m: Float64Array, s: Shape, transposed: boolean, i: number, j: number): number =>
        transposed ? m[j * s[1]! + i]! : m[i * s[1]! + j]!;
      const inner = attributes.transposeA ? shapes[0]![0]! : shapes[0]![1]!;
      return each((flat) => {
        const [i, j] = [Math.floor(flat / shape[1]!), flat % shape[1]!];
        let total = operator === "Linear" ? c[j]! : 0;
        for (let k = 0; k < inner; k++) {
          total +=
            at(a, shapes[0]!, attributes.transposeA ?? false, i, k) *
            at(b, shapes[1]!, attributes.transposeB ?? false, k, j);
        }
        return total;
      });
    }
    case "Inverse":
      return invert(a, shape[0]!);
    case "ReduceSum":
    case "ReduceMax": {
      const out = new Float64Array(size(shape)).fill(operator === "ReduceSum" ? 0 : Number.NEGATIVE_INFINITY);
      a.forEach((value, flat) => {
        const index = coordinates(flat, shapes[0]!).map((k, i) => (attributes.axes!.includes(i) ? 0 : k));
        const target = flatIndex(index, shape);
        out[target] = operator === "ReduceSum" ? out[target]! + value : Math.max(out[target]!, value);
      });
      return out;
    }
    case "Expand":
      return each((flat) => a[broadcastIndex(flat, shape, shapes[0]!)]!);
    case "Transpose":
      return each((flat) => a[(flat % shape[1]!) * shape[0]! + Math.floor(flat / shape[1]!)]!);
    case "Slice":
      return each((flat) => {
        const index = coordinates(flat, shape);
        index[attributes.axis!]! += attributes.start!;
        return a[flatIndex(index, shapes[0]!)]!;
      });
    case "Pad":
      return each((flat) => {
        const index = coordinates(flat, shape);
        index[attributes.axis!]! -= attributes.start!;
        const k = index[attributes.axis!]!;
        return k >= 0 && k < shapes[0]![attributes.axis!]! ? a[flatIndex(index, shapes[0]!)]! : 0;
      });
    case "Concat":
      return each((flat) => {
        const index = coordinates(flat, shape);
        const part = shapes.findIndex((s) => {
          if (index[attributes.axis!]! < s[attributes.axis!]!) return true;
          index[attributes.axis!]! -= s[attributes.axis!]!;
          return false;
        });
        return inputs[part]![flatIndex(index, shapes[part]!)]!;
      });
    default:
      throw new Error(`interpreter: ${operator}`);
  }
}
