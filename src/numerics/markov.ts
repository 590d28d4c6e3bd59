// Markov chains given by their transition matrix: T_ij is the probability to be in state j one step after i.
// N states. Sets of states are masks, (N), 1 for members.

import { expectShape, identity64, type Matrix64, NumericsError, ShapeError, zeros64 } from "../base/index.js";
import { luSolve } from "./lu.js";
import { multiply } from "./products.js";

/** A set of states: 1 for its members, 0 for the others, (N). */
export type StateSet = Uint8Array;

/** Divides each row by its sum, in place. @throws NumericsError that names a row without weight */
export function normaliseRows(weights: Matrix64): Matrix64 {
  const { data, rows, cols } = weights;
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += data[i * cols + j]!;
    if (!(sum > 0 && Number.isFinite(sum))) throw new NumericsError(`normaliseRows: row ${i} sums to ${sum}`);
    for (let j = 0; j < cols; j++) data[i * cols + j]! /= sum;
  }
  return weights;
}

/**
 * T^power by repeated squaring.
 * @param transition (N, N)
 * @param power whole, at least 0
 */
export function matrixPower(transition: Matrix64, power: number): Matrix64 {
  expectShape("matrixPower", transition, { N: transition.cols, "N'": transition.rows });
  let result: Matrix64 | null = null;
  let square = transition;
  for (let rest = power; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result === null ? square : multiply(result, square);
    if (rest > 1) square = multiply(square, square);
  }
  return result ?? identity64(transition.rows);
}

/**
 * The law that one step leaves unchanged, by the elimination of Grassmann, Taksar and Heyman (Oper. Res. 1985, 33,
 * 1107): no subtraction, so small probabilities keep all their digits.
 * @param transition (N, N), irreducible
 * @returns (N), sums to 1
 * @throws NumericsError when some states cannot reach the others
 */
export function stationaryDistribution(transition: Matrix64): Float64Array {
  expectShape("stationaryDistribution", transition, { N: transition.cols, "N'": transition.rows });
  const n = transition.rows;
  const p = transition.data.slice();
  for (let k = n - 1; k > 0; k--) {
    // Takes state k out of the chain: paths through it become direct steps.
    let leaving = 0;
    for (let j = 0; j < k; j++) leaving += p[k * n + j]!;
    if (!(leaving > 0)) {
      throw new NumericsError(`stationaryDistribution: state ${k} of ${n} never leads to the states before it`);
    }
    for (let i = 0; i < k; i++) {
      const share = p[i * n + k]! / leaving;
      p[i * n + k] = share;
      if (share === 0) continue;
      for (let j = 0; j < k; j++) p[i * n + j]! += share * p[k * n + j]!;
    }
  }
  const law = new Float64Array(n);
  law[0] = 1;
  let total = 1;
  for (let k = 1; k < n; k++) {
    for (let i = 0; i < k; i++) law[k]! += law[i]! * p[i * n + k]!;
    total += law[k]!;
  }
  return law.map((weight) => weight / total);
}

/**
 * Mean number of steps from `source`, weighted by `law` inside of it, until `target` is first hit.
 * @param law (N), for instance the stationary distribution
 * @throws NumericsError when the target cannot be reached from everywhere
 */
export function meanFirstPassageTime(
  transition: Matrix64,
  source: StateSet,
  target: StateSet,
  law: Float64Array,
): number {
  const ones = new Float64Array(transition.rows).fill(1);
  const times = solveOutside("meanFirstPassageTime", transition, target, ones);
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < times.length; i++) {
    if (source[i] !== 1) continue;
    sum += law[i]! * times[i]!;
    weight += law[i]!;
  }
  if (!(weight > 0)) throw new NumericsError("meanFirstPassageTime: the source has no weight");
  return sum / weight;
}

/**
 * The probability to reach `b` before `a`, of each state.
 * @returns (N), 0 in a, 1 in b
 * @throws NumericsError when some state reaches neither
 */
export function committor(transition: Matrix64, a: StateSet, b: StateSet): Float64Array {
  const n = transition.rows;
  const boundary = a.map((member, i) => (member === 1 || b[i] === 1 ? 1 : 0));
  const intoB = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (b[j] === 1) intoB[i]! += transition.data[i * n + j]!;
  const q = solveOutside("committor", transition, boundary, intoB);
  for (let i = 0; i < n; i++) if (b[i] === 1) q[i] = 1;
  return q;
}

/** x_i - sum_j T_ij x_j = right_i for i outside of `set`, x = 0 inside. */
function solveOutside(where: string, transition: Matrix64, set: StateSet, right: Float64Array): Float64Array {
  const n = transition.rows;
  expectShape(where, transition, { N: n, "N'": n });
  if (set.length !== n) throw new ShapeError(`${where}: ${n} states, but a set over ${set.length}`);
  const outside: number[] = [];
  for (let i = 0; i < n; i++) if (set[i] !== 1) outside.push(i);
  const m = outside.length;
  const system = zeros64(m, m);
  const rightSide = zeros64(m, 1);
  outside.forEach((i, row) => {
    outside.forEach((j, col) => {
      system.data[row * m + col] = (i === j ? 1 : 0) - transition.data[i * n + j]!;
    });
    rightSide.data[row] = right[i]!;
  });
  const solution = luSolve(system, rightSide);
  const x = new Float64Array(n);
  outside.forEach((i, row) => {
    x[i] = solution.data[row]!;
  });
  return x;
}

/**
 * The mean entropy of one step, -sum_i law_i sum_j T_ij ln T_ij, in nats: what no model of the step can go below. For a
 * density on a grid of spacing h add ln h.
 * @param law (N), the stationary distribution
 */
export function transitionEntropy(transition: Matrix64, law: Float64Array): number {
  const n = transition.cols;
  let entropy = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++) {
      const p = transition.data[i * n + j]!;
      if (p > 0) row -= p * Math.log(p);
    }
    entropy += law[i]! * row;
  }
  return entropy;
}

/**
 * How far a chain is from detailed balance: the sum over all pairs of |law_i T_ij - law_j T_ji| / 2, between 0 and 1.
 * @param law (N), the stationary distribution
 */
export function detailedBalanceError(transition: Matrix64, law: Float64Array): number {
  const { data, rows: n } = transition;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) sum += Math.abs(law[i]! * data[i * n + j]! - law[j]! * data[j * n + i]!);
  }
  return sum;
}
