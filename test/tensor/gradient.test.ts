import { describe, expect, test } from "vitest";
import { Rng } from "../../src/base/index.js";
import {
  add,
  concat,
  constant,
  dense,
  denseShapes,
  div,
  erf,
  exp,
  expand,
  filled,
  gradient,
  input,
  inverse,
  linear,
  log,
  logSumExp,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  pad,
  reduceMax,
  relu,
  reshape,
  type Shape,
  sigmoid,
  sign,
  slice,
  softplus,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  swish,
  type Tensor,
  tanh,
  transpose,
  unpackParameters,
} from "../../src/tensor/index.js";
import { evaluate, type Values } from "./interpreter.js";
import { run } from "./programs.js";

const total = (x: Tensor): Tensor => sum(x, undefined, false);

/** Central differences in double precision: exact to about h^2 = 1e-10. */
function centralDifferences(y: Tensor, x: Tensor, values: Values): Float64Array {
  const h = 1e-5;
  const at = Float64Array.from(values[x.attributes.name!]!);
  return at.map((_, i) => {
    const shifted = (by: number): number => {
      const moved = at.slice();
      moved[i]! += by;
      return evaluate(y, { ...values, [x.attributes.name!]: moved })[0]!;
    };
    return (shifted(h) - shifted(-h)) / (2 * h);
  });
}

function relativeError(got: ArrayLike<number>, want: ArrayLike<number>): number {
  let error = 0;
  let norm = 0;
  for (let i = 0; i < want.length; i++) {
    error += (got[i]! - want[i]!) ** 2;
    norm += want[i]! ** 2;
  }
  return Math.sqrt(error) / Math.max(Math.sqrt(norm), 1e-6);
}

type Build = (x: Tensor, y: Tensor) => Tensor;

/** Each program takes x (4, 3), entries in +-(0.3, 1.3), and y (3, 4); non-linear around the operator, to be second-order too. */
const programs: Record<string, Build> = {
  add: (x, y) => square(add(x, transpose(y))),
  "add, broadcast row": (x) => square(add(x, slice(x, 0, 1, 2))),
  "add, broadcast column": (x) => square(add(x, slice(x, 1, 1, 2))),
  sub: (x, y) => square(sub(transpose(y), x)),
  mul: (x, y) => mul(mul(x, transpose(y)), x),
  "mul, broadcast": (x) => mul(square(slice(x, 1, 0, 1)), x),
  div: (x, y) => div(x, add(2, square(transpose(y)))),
  "div, broadcast": (x) => div(slice(x, 0, 0, 1), add(2, square(x))),
  maximum: (x, y) => square(maximum(x, mul(transpose(y), 0.1))),
  neg: (x) => square(neg(x)),
  exp: (x) => exp(x),
  log: (x) => log(add(1, square(x))),
  sqrt: (x) => sqrt(add(1, square(x))),
  tanh: (x) => square(tanh(x)),
  sigmoid: (x) => sigmoid(x),
  softplus: (x) => softplus(x),
  relu: (x) => square(relu(x)),
  erf: (x) => square(erf(x)),
  swish: (x) => swish(x),
  matmul: (x, y) => square(matmul(x, y)),
  "matmul, transposed a": (x, y) => square(matmul(x, transpose(y), { transposeA: true })),
  "matmul, transposed b": (x, y) => square(matmul(x, transpose(y), { transposeB: true })),
  "matmul, both transposed": (x, y) => square(matmul(x, y, { transposeA: true, transposeB: true })),
  linear: (x, y) => square(linear(x, y, reshape(slice(y, 0, 0, 1), [4]))),
  inverse: (x) =>
    square(inverse(add(matmul(x, x, { transposeA: true }), constant([1, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3])))),
  "sum of all": (x) => square(total(x)),
  "sum of rows": (x) => square(sum(x, [0])),
  "sum of columns, dropped": (x) => square(sum(x, [1], false)),
  "sum of a broadcast": (x) => square(sum(expand(slice(x, 0, 0, 1), [4, 3]), [0, 1])),
  "sum of a tall matrix": (x) => square(sum(expand(reshape(square(x), [1, 12]), [80, 12]), [0])),
  mean: (x) => square(mean(x, [0])),
  logSumExp: (x) => square(logSumExp(x, 1)),
  reshape: (x) => square(matmul(reshape(x, [2, 6]), reshape(x, [6, 2]))),
  transpose: (x) => square(matmul(transpose(x), x)),
  expand: (x) => mul(expand(slice(x, 0, 2, 3), [4, 3]), square(x)),
  slice: (x) => square(slice(slice(x, 0, 1, 3), 1, 1, 3)),
  "slices of a vector": (x) => {
    const parts = unpackParameters(reshape(x, [12]), { a: [2, 3], b: [3], c: [3] });
    return square(linear(parts["a"]!, reshape(x, [3, 4]), concat([parts["b"]!, slice(parts["c"]!, 0, 0, 1)], 0)));
  },
  "overlapping slices": (x) => mul(slice(x, 0, 0, 3), square(slice(x, 0, 1, 4))),
  pad: (x) => square(add(pad(x, 1, 1, 5), 0.5)),
  concat: (x, y) => square(concat([x, transpose(y), mul(x, 2)], 1)),
  "stopped gradient": (x) => mul(stopGradient(square(x)), x),
  "mean minus maximum": (x) => square(sub(x, reduceMax(x, [1]))),
  sign: (x) => mul(sign(x), square(x)),
};

const rng = Rng.fromSeed(3);
const draw = (n: number): number[] =>
  Array.from({ length: n }, () => (0.3 + rng.uniform()) * (rng.uniform() < 0.5 ? -1 : 1));
const values = { x: draw(12), y: draw(12) };
const x = input("x", [4, 3]);
const y = input("y", [3, 4]);

/** Through these no gradient flows by definition, so differences of the value are not what is wanted. */
const blocked = new Set(["stopped gradient", "mean minus maximum"]);

describe("gradient of each operator", () => {
  for (const [name, build] of Object.entries(programs)) {
    test(name, async () => {
      const loss = total(build(x, y));
      const [gx, gy] = gradient(loss, [x, y]);
      const result = await run({ loss, gx: gx!, gy: gy! }, values);
      expect(relativeError(result.loss, evaluate(loss, values))).toBeLessThan(2e-6);
      expect(relativeError(result.gx, evaluate(gx!, values))).toBeLessThan(1e-5); // engine against interpreter
      if (blocked.has(name)) return;
      expect(relativeError(evaluate(gx!, values), centralDifferences(loss, x, values))).toBeLessThan(1e-7);
      expect(relativeError(evaluate(gy!, values), centralDifferences(loss, y, values))).toBeLessThan(1e-7);
    });

    test(`${name}, second order`, () => {
      const [gx] = gradient(total(build(x, y)), [x]);
      const penalty = total(square(add(gx!, 0.3)));
      const [second] = gradient(penalty, [x]);
      if (blocked.has(name)) return;
      expect(relativeError(evaluate(second!, values), centralDifferences(penalty, x, values))).toBeLessThan(1e-6);
    });
  }

  test("no gradient passes a stop, a sign or a maximum", () => {
    const stopped = gradient(total(mul(stopGradient(x), 3)), [x])[0]!;
    expect([...evaluate(stopped, values)]).toEqual(Array(12).fill(0));
    const [g] = gradient(total(programs["stopped gradient"]!(x, y)), [x]);
    expect(
      relativeError(
        evaluate(g!, values),
        values.x.map((v) => v * v),
      ),
    ).toBeLessThan(1e-6);
  });

  test("an input that does not reach the loss has the gradient zero", () => {
    const z = input("z", [2, 2]);
    expect([...evaluate(gradient(total(x), [z])[0]!, values)]).toEqual([0, 0, 0, 0]);
  });

  test("a wrong shape is refused where it is made", () => {
    expect(() => matmul(x, x)).toThrow("matmul: cannot multiply (4,3) by (4,3)");
    expect(() => add(x, y)).toThrow("Add: cannot broadcast (4,3) with (3,4)");
    expect(() => gradient(x, [x])).toThrow("gradient: want a scalar");
    expect(() => reshape(x, [5])).toThrow("reshape: (4,3) to (5)");
    expect(() => slice(x, 1, 2, 5)).toThrow("slice: [2, 5) of axis 1");
  });
});

test("a dense network: gradient by parameters against central differences", () => {
  const shapes = denseShapes([3, 5, 2]);
  const count = 3 * 5 + 5 + 5 * 2 + 2;
  const flat = input("p", [count]);
  const all: Values = { ...values, p: draw(count) };
  const loss = total(square(dense(unpackParameters(flat, shapes), "tanh", x)));
  const [g] = gradient(loss, [flat]);
  expect(relativeError(evaluate(g!, all), centralDifferences(loss, flat, all))).toBeLessThan(1e-7);
});

test("filled tensors and shapes of rank three broadcast as NumPy does", () => {
  const shape: Shape = [2, 3, 4];
  const a = input("a", [2, 1, 4]);
  const b = input("b", [3, 1]);
  const product = add(mul(a, b), filled(1, shape));
  const va = draw(8);
  const vb = draw(3);
  const want = Array.from(
    { length: 24 },
    (_, k) => va[Math.floor(k / 12) * 4 + (k % 4)]! * vb[Math.floor(k / 4) % 3]! + 1,
  );
  expect(relativeError(evaluate(product, { a: va, b: vb }), want)).toBeLessThan(1e-12);
});
