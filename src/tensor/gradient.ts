// Reverse-mode differentiation of tensor programs. The gradient of a program is again a program over the same
// operators, so it can be differentiated once more (the gradient penalty of a WGAN needs that).

import { ShapeError } from "../base/index.js";
import {
  add,
  concat,
  div,
  exp,
  expand,
  filled,
  matmul,
  mul,
  neg,
  pad,
  reshape,
  sameShape,
  sigmoid,
  sign,
  slice,
  square,
  sub,
  sum,
  type Tensor,
  transpose,
} from "./graph.js";

/**
 * The gradients of the scalar `y` with respect to each of `xs`, in the shapes of `xs`.
 * An x that does not reach y has the gradient zero.
 */
export function gradient(y: Tensor, xs: readonly Tensor[]): Tensor[] {
  if (y.shape.length !== 0) throw new ShapeError(`gradient: want a scalar, got the shape (${y.shape})`);
  const order = topologicalOrder(y);
  const onPath = reachedFrom(xs, order);
  const contributions = new Map<Tensor, Tensor[]>([[y, [filled(1, y.shape)]]]);
  const totals = new Map<Tensor, Tensor>();
  for (const tensor of order.toReversed()) {
    const parts = contributions.get(tensor);
    if (parts === undefined || !onPath.has(tensor)) continue;
    const total = accumulate(parts, tensor.shape);
    totals.set(tensor, total);
    const wanted = tensor.inputs.map((source) => onPath.has(source));
    if (!wanted.includes(true)) continue;
    pullBack(tensor, total, (index, part) => {
      if (!wanted[index]) return;
      const source = tensor.inputs[index]!;
      contributions.set(source, [...(contributions.get(source) ?? []), part()]);
    });
  }
  return xs.map((x) => totals.get(x) ?? filled(0, x.shape));
}

function topologicalOrder(y: Tensor): Tensor[] {
  const order: Tensor[] = [];
  const seen = new Set<Tensor>();
  const visit = (tensor: Tensor): void => {
    if (seen.has(tensor)) return;
    seen.add(tensor);
    for (const source of tensor.inputs) visit(source);
    order.push(tensor);
  };
  visit(y);
  return order;
}

/** The tensors through which a change of some x reaches the result. */
function reachedFrom(xs: readonly Tensor[], order: readonly Tensor[]): Set<Tensor> {
  const reached = new Set(xs);
  for (const tensor of order) {
    const blocks = tensor.operator === "StopGradient" || tensor.operator === "Sign" || tensor.operator === "ReduceMax";
    if (!blocks && tensor.inputs.some((source) => reached.has(source))) reached.add(tensor);
  }
  return reached;
}

/** Sums a gradient over the axes along which its operand was broadcast. */
function unbroadcast(g: Tensor, shape: Tensor["shape"]): Tensor {
  if (sameShape(g.shape, shape)) return g;
  const lead = g.shape.length - shape.length;
  const axes = g.shape.map((_, i) => i).filter((i) => g.shape[i] !== (i < lead ? 1 : shape[i - lead]));
  return reshape(sum(g, axes), shape);
}

/**
 * Adds the contributions up. Those that come from disjoint slices of one axis (the flat parameter vector, the
 * outputs of a mixture network) are laid side by side instead of being padded with zeros and added.
 */
function accumulate(parts: readonly Tensor[], shape: Tensor["shape"]): Tensor {
  const pads = parts.filter((part) => part.operator === "Pad");
  const others = parts.filter((part) => part.operator !== "Pad");
  const axes = new Set(pads.map((part) => part.attributes.axis!));
  for (const axis of axes) {
    const along = pads.filter((part) => part.attributes.axis === axis);
    const tiled = tile(along, axis, shape);
    others.push(...(tiled === null ? along : [tiled]));
  }
  return others.reduce((total, part) => add(total, part));
}

/** One Concat for pads that do not overlap (equal extents are added first); null when they do. */
function tile(pads: readonly Tensor[], axis: number, shape: Tensor["shape"]): Tensor | null {
  const extents = new Map<string, { start: number; tensor: Tensor }>();
  for (const part of pads) {
    const tensor = part.inputs[0]!;
    const start = part.attributes.start!;
    const key = `${start}:${tensor.shape[axis]}`;
    const earlier = extents.get(key);
    extents.set(key, { start, tensor: earlier === undefined ? tensor : add(earlier.tensor, tensor) });
  }
  const pieces: Tensor[] = [];
  let position = 0;
  for (const { start, tensor } of [...extents.values()].sort((a, b) => a.start - b.start)) {
    if (start < position) return null;
    if (start > position) pieces.push(filled(0, shape.with(axis, start - position)));
    pieces.push(tensor);
    position = start + tensor.shape[axis]!;
  }
  if (position < shape[axis]!) pieces.push(filled(0, shape.with(axis, shape[axis]! - position)));
  return concat(pieces, axis);
}

const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

/**
 * Vector-Jacobian products: given dL/dy, gives dL/dx of input `index` to `give`, made only when asked for.
 * They are written with the output y where that spares a computation (tanh, sigmoid, exp, sqrt).
 */
function pullBack(y: Tensor, g: Tensor, give: (index: number, part: () => Tensor) => void): void {
  const [a, b, c] = y.inputs as [Tensor, Tensor, Tensor];
  switch (y.operator) {
    case "Add":
      give(0, () => unbroadcast(g, a.shape));
      give(1, () => unbroadcast(g, b.shape));
      return;
    case "Sub":
      give(0, () => unbroadcast(g, a.shape));
      give(1, () => neg(unbroadcast(g, b.shape)));
      return;
    case "Mul":
      if (a === b) {
        give(0, () => mul(mul(g, a), 2));
        return;
      }
      give(0, () => unbroadcast(mul(g, b), a.shape));
      give(1, () => unbroadcast(mul(g, a), b.shape));
      return;
    case "Div":
      give(0, () => unbroadcast(div(g, b), a.shape));
      give(1, () => neg(unbroadcast(div(mul(g, y), b), b.shape)));
      return;
    case "Max": {
      // (1 +- sign(a - b)) / 2: one for the larger, a half each at a tie.
      const larger = sign(sub(a, b));
      give(0, () => unbroadcast(mul(g, mul(add(1, larger), 0.5)), a.shape));
      give(1, () => unbroadcast(mul(g, mul(sub(1, larger), 0.5)), b.shape));
      return;
    }
    case "Neg":
      give(0, () => neg(g));
      return;
    case "Exp":
      give(0, () => mul(g, y));
      return;
    case "Log":
      give(0, () => div(g, a));
      return;
    case "Sqrt":
      give(0, () => div(mul(g, 0.5), y));
      return;
    case "Tanh":
      give(0, () => mul(g, sub(1, square(y))));
      return;
    case "Sigmoid":
      give(0, () => mul(g, mul(y, sub(1, y))));
      return;
    case "Softplus":
      give(0, () => mul(g, sigmoid(a)));
      return;
    case "Relu":
      give(0, () => mul(g, sign(y)));
      return;
    case "Erf":
      give(0, () => mul(g, mul(exp(neg(square(a))), TWO_OVER_SQRT_PI)));
      return;
    case "MatMul":
      pullBackMatmul(y, g, give);
      return;
    case "Linear":
      give(0, () => matmul(g, b, { transposeB: true }));
      give(1, () => matmul(a, g, { transposeA: true }));
      give(2, () => unbroadcast(g, c.shape));
      return;
    case "Inverse": // d(A^-1) = -A^-1 dA A^-1
      give(0, () => neg(matmul(matmul(y, g, { transposeA: true }), y, { transposeB: true })));
      return;
    case "ReduceSum":
      give(0, () => expand(g, a.shape));
      return;
    case "Expand":
      give(0, () => unbroadcast(g, a.shape));
      return;
    case "Reshape":
      give(0, () => reshape(g, a.shape));
      return;
    case "Transpose":
      give(0, () => transpose(g));
      return;
    case "Slice":
      give(0, () => pad(g, y.attributes.axis!, y.attributes.start!, a.shape[y.attributes.axis!]!));
      return;
    case "Pad": {
      const { axis, start } = y.attributes;
      give(0, () => slice(g, axis!, start!, start! + a.shape[axis!]!));
      return;
    }
    case "Concat": {
      const axis = y.attributes.axis!;
      let offset = 0;
      y.inputs.forEach((part, index) => {
        const start = offset;
        offset += part.shape[axis]!;
        give(index, () => slice(g, axis, start, start + part.shape[axis]!));
      });
      return;
    }
    case "Input":
    case "Constant":
    case "StopGradient":
    case "Sign":
    case "ReduceMax":
      return;
  }
}

/** C = op(A) op(B): the four cases of transposition, each again one product. */
function pullBackMatmul(y: Tensor, g: Tensor, give: (index: number, part: () => Tensor) => void): void {
  const [a, b] = y.inputs as [Tensor, Tensor];
  const { transposeA = false, transposeB = false } = y.attributes;
  give(0, () =>
    transposeA ? matmul(b, g, { transposeA: transposeB, transposeB: true }) : matmul(g, b, { transposeB: !transposeB }),
  );
  give(1, () =>
    transposeB ? matmul(g, a, { transposeA: true, transposeB: transposeA }) : matmul(a, g, { transposeA: !transposeA }),
  );
}
