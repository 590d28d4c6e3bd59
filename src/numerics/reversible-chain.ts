// Markov state models: transition matrices estimated from counts of transitions under detailed balance. N states.

import { expectShape, type Matrix64, NumericsError, ShapeError, zeros64 } from "../base/index.js";

/**
 * The largest set of states that all lead to one another by observed transitions (Tarjan, SIAM J. Comput. 1972, 1, 146); of
 * several equally large ones that with most counts.
 * @param counts (N, N)
 * @returns the states, ascending
 */
export function largestConnectedSet(counts: Matrix64): Int32Array {
  expectShape("largestConnectedSet", counts, { N: counts.cols, "N'": counts.rows });
  const { data, rows: n } = counts;
  const weightOf = (states: readonly number[]): number =>
    states.reduce((sum, i) => sum + states.reduce((row, j) => row + data[i * n + j]!, 0), 0);
  let best: { states: number[]; weight: number } | null = null;
  for (const states of connectedSets(counts)) {
    if (best !== null && states.length < best.states.length) continue;
    const weight = weightOf(states);
    if (best === null || states.length > best.states.length || weight > best.weight) best = { states, weight };
  }
  return Int32Array.from(best?.states ?? []).sort();
}

/** Strongly connected components, by a depth-first search that keeps its own stack: chains may be long. */
function connectedSets({ data, rows: n }: Matrix64): number[][] {
  const order = new Int32Array(n).fill(-1);
  const lowest = new Int32Array(n);
  const isOpen = new Uint8Array(n);
  const open: number[] = [];
  const sets: number[][] = [];
  let visited = 0;
  for (let root = 0; root < n; root++) {
    if (order[root] !== -1) continue;
    const path: { state: number; next: number }[] = [{ state: root, next: 0 }];
    while (path.length > 0) {
      const top = path.at(-1)!;
      const { state } = top;
      if (top.next === 0) {
        order[state] = lowest[state] = visited++;
        open.push(state);
        isOpen[state] = 1;
      }
      while (top.next < n && !(data[state * n + top.next]! > 0 && order[top.next] === -1)) {
        if (data[state * n + top.next]! > 0 && isOpen[top.next] === 1) {
          lowest[state] = Math.min(lowest[state]!, order[top.next]!);
        }
        top.next++;
      }
      if (top.next < n) {
        path.push({ state: top.next, next: 0 });
        top.next++;
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lowest[parent.state] = Math.min(lowest[parent.state]!, lowest[state]!);
      if (lowest[state] === order[state]) sets.push(closeSet(open, isOpen, state));
    }
  }
  return sets;
}

function closeSet(open: number[], isOpen: Uint8Array, root: number): number[] {
  const states = open.splice(open.lastIndexOf(root));
  for (const state of states) isOpen[state] = 0;
  return states;
}

/** Counts between some of the states. */
export function restrictCounts(counts: Matrix64, states: Int32Array): Matrix64 {
  const out = zeros64(states.length, states.length);
  states.forEach((i, row) => {
    states.forEach((j, col) => {
      out.data[row * out.cols + col] = counts.data[i * counts.cols + j]!;
    });
  });
  return out;
}

/** A chain that satisfies detailed balance. */
export interface ReversibleChain {
  /** (N, N). */
  readonly transition: Matrix64;
  /** (N) its stationary law. */
  readonly law: Float64Array;
}

const MAX_ITERATIONS = 100_000;
/** Of every stationary probability, from one iteration to the next. */
const RELATIVE_CHANGE = 1e-10;

/**
 * The transition matrix of greatest likelihood among those in detailed balance with some law, by the fixed point of
 * x_ij = (c_ij + c_ji) / (c_i / x_i + c_j / x_j) (Bowman et al., J. Chem. Phys. 2009, 131, 124101; Trendelkamp-Schroer
 * et al., J. Chem. Phys. 2015, 143, 174101, sec. III.B), x_ij = law_i T_ij.
 * @param counts (N, N) of a connected set
 * @throws NumericsError when a state has no count, or the iteration does not settle
 */
export function reversibleChain(counts: Matrix64): ReversibleChain {
  expectShape("reversibleChain", counts, { N: counts.cols, "N'": counts.rows });
  const n = counts.rows;
  if (n === 0) throw new ShapeError("reversibleChain: no states");
  const pairs = observedPairs(counts);
  const rowCounts = new Float64Array(n);
  for (let at = 0; at < counts.data.length; at++) rowCounts[Math.floor(at / n)]! += counts.data[at]!;
  let law = lawOf(pairs, pairs.counts);
  const flow = new Float64Array(pairs.counts.length);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    for (let p = 0; p < flow.length; p++) {
      const [i, j] = [pairs.first[p]!, pairs.second[p]!];
      flow[p] = pairs.counts[p]! / (rowCounts[i]! / law[i]! + rowCounts[j]! / law[j]!);
    }
    const next = lawOf(pairs, flow);
    const settled = next.every((weight, i) => Math.abs(weight - law[i]!) <= RELATIVE_CHANGE * weight);
    law = next;
    if (settled) return { transition: transitionOf(pairs, flow, n), law };
  }
  throw new NumericsError(`reversibleChain: not settled after ${MAX_ITERATIONS} iterations`);
}

/** (P) pairs i <= j between which transitions were seen, with c_ij + c_ji. */
interface ObservedPairs {
  readonly nStates: number;
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly counts: Float64Array;
}

function observedPairs({ data, rows: n }: Matrix64): ObservedPairs {
  const first: number[] = [];
  const second: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      const both = data[i * n + j]! + data[j * n + i]!;
      if (!(both > 0)) continue;
      first.push(i);
      second.push(j);
      counts.push(both);
    }
  }
  return {
    nStates: n,
    first: Int32Array.from(first),
    second: Int32Array.from(second),
    counts: Float64Array.from(counts),
  };
}

/** (N) row sums of a symmetric matrix, of which each pair is given once; they sum to 1. */
function lawOf({ nStates, first, second }: ObservedPairs, values: Float64Array): Float64Array {
  const law = new Float64Array(nStates);
  for (let p = 0; p < values.length; p++) {
    law[first[p]!]! += values[p]!;
    if (first[p] !== second[p]) law[second[p]!]! += values[p]!;
  }
  const total = law.reduce((sum, weight) => sum + weight, 0);
  const empty = law.findIndex((weight) => !(weight > 0));
  if (empty !== -1) throw new NumericsError(`reversibleChain: state ${empty} has no transitions`);
  return law.map((weight) => weight / total);
}

function transitionOf({ first, second }: ObservedPairs, flow: Float64Array, n: number): Matrix64 {
  const transition = zeros64(n, n);
  for (let p = 0; p < flow.length; p++) {
    transition.data[first[p]! * n + second[p]!] = flow[p]!;
    transition.data[second[p]! * n + first[p]!] = flow[p]!;
  }
  for (let i = 0; i < n; i++) {
    const row = transition.data.subarray(i * n, (i + 1) * n);
    const sum = row.reduce((total, value) => total + value, 0);
    for (let j = 0; j < n; j++) row[j]! /= sum;
  }
  return transition;
}
