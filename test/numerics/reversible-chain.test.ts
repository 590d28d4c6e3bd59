import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Matrix64, matrixOf, NumericsError, Rng, zeros64 } from "../../src/base/index.js";
import {
  detailedBalanceError,
  largestConnectedSet,
  restrictCounts,
  reversibleChain,
  reversibleEigenvalues,
  stationaryDistribution,
} from "../../src/numerics/index.js";
import { FIXED } from "./random-matrices.js";

interface Golden {
  readonly cases: readonly {
    readonly counts: readonly (readonly number[])[];
    readonly transition: readonly (readonly number[])[];
    readonly law: readonly number[];
    readonly eigenvalues: readonly number[];
  }[];
}

const golden: Golden = JSON.parse(readFileSync("test/golden/numerics/reversible-chain.json", "utf8"));

const squareOf = (rows: readonly (readonly number[])[]): Matrix64 =>
  matrixOf(Float64Array.from(rows.flat()), rows.length, rows.length);

function expectClose(actual: Float64Array, expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(tolerance);
  });
}

describe("reversibleChain", () => {
  it.each(golden.cases)("has the greatest likelihood, by another method (case %#)", ({ counts, ...expected }) => {
    const { transition, law } = reversibleChain(squareOf(counts));
    // The fixed point stops at a relative change of 1e-10 a step, and its steps shrink slowly.
    expectClose(transition.data, expected.transition.flat(), 1e-7);
    expectClose(law, expected.law, 1e-7);
    expectClose(reversibleEigenvalues(transition, law), expected.eigenvalues, 1e-7);
  });

  it("of two states is the chain of the counts, which is always reversible", () => {
    const { transition, law } = reversibleChain(
      squareOf([
        [90, 10],
        [30, 70],
      ]),
    );
    expectClose(transition.data, [0.9, 0.1, 0.3, 0.7], 1e-9);
    expectClose(law, [0.75, 0.25], 1e-9);
  });

  it("of symmetric counts is the counts, row by row", () => {
    const { transition, law } = reversibleChain(
      squareOf([
        [4, 2, 0],
        [2, 6, 4],
        [0, 4, 8],
      ]),
    );
    expectClose(transition.data, [4 / 6, 2 / 6, 0, 2 / 12, 6 / 12, 4 / 12, 0, 4 / 12, 8 / 12], 1e-9);
    expectClose(law, [0.2, 0.4, 0.4], 1e-9);
  });

  it("is in detailed balance with its law, which is stationary", () => {
    const chains = fc.tuple(fc.integer({ min: 2, max: 10 }), fc.integer());
    fc.assert(
      fc.property(chains, ([n, seed]) => {
        const rng = Rng.fromSeed(seed);
        const counts = Float64Array.from({ length: n * n }, () => 1 + rng.integer(50));
        const { transition, law } = reversibleChain(matrixOf(counts, n, n));
        expect(detailedBalanceError(transition, law)).toBeLessThan(1e-8);
        expectClose(stationaryDistribution(transition), [...law], 1e-8);
      }),
      { ...FIXED, numRuns: 30 },
    );
  });

  it("refuses a state without transitions", () => {
    expect(() =>
      reversibleChain(
        squareOf([
          [1, 0],
          [0, 0],
        ]),
      ),
    ).toThrow(NumericsError);
  });
});

describe("largestConnectedSet", () => {
  it("leaves out what is only entered or only left", () => {
    // 0 -> {1, 3, 4} -> 2, and 5 alone.
    const counts = zeros64(6, 6);
    for (const [i, j] of [
      [0, 1],
      [1, 3],
      [3, 4],
      [4, 1],
      [3, 2],
      [5, 5],
    ])
      counts.data[i! * 6 + j!] = 1;
    const states = largestConnectedSet(counts);
    expect([...states]).toEqual([1, 3, 4]);
    expect([...restrictCounts(counts, states).data]).toEqual([0, 1, 0, 0, 0, 1, 1, 0, 0]);
  });

  it("prefers the set with more counts among equals", () => {
    const counts = squareOf([
      [1, 1, 0, 0],
      [1, 1, 0, 0],
      [0, 0, 9, 1],
      [0, 0, 1, 9],
    ]);
    expect([...largestConnectedSet(counts)]).toEqual([2, 3]);
  });

  it("is all of a long cycle, in order", () => {
    const n = 200;
    const counts = zeros64(n, n);
    for (let i = 0; i < n; i++) counts.data[i * n + ((i + 7) % n)] = 1;
    expect([...largestConnectedSet(counts)]).toEqual(Array.from({ length: n }, (_, i) => i));
  });

  it("holds the states that reach one another", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer(), (n, seed) => {
        const rng = Rng.fromSeed(seed);
        const counts = matrixOf(
          Float64Array.from({ length: n * n }, () => (rng.uniform() < 0.2 ? 1 : 0)),
          n,
          n,
        );
        const reach = reachability(counts);
        const mutual = (i: number): number[] =>
          Array.from({ length: n }, (_, j) => j).filter((j) => reach[i * n + j] && reach[j * n + i]);
        const states = [...largestConnectedSet(counts)];
        expect(states).toEqual(mutual(states[0]!));
        expect(states.length).toBe(Math.max(...Array.from({ length: n }, (_, i) => mutual(i).length)));
      }),
      { ...FIXED, numRuns: 200 },
    );
  });
});

/** By Warshall's closure; every state reaches itself. */
function reachability({ data, rows: n }: Matrix64): boolean[] {
  const reach = Array.from(data, (count, at) => count > 0 || Math.floor(at / n) === at % n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) if (reach[i * n + k] && reach[k * n + j]) reach[i * n + j] = true;
    }
  }
  return reach;
}
