import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { freeEnergyRmse, multiply } from "../../src/numerics/index.js";
import {
  type FourWellReference,
  fourWellAxis,
  fourWellReference,
  paperChain,
  probabilitiesBetween,
} from "../../src/systems/index.js";

// Made by test/golden/systems/reference.py in NumPy and SciPy on a finer grid.
const golden = JSON.parse(readFileSync(new URL("../golden/systems/reference.json", import.meta.url), "utf8")).four_well;

const expectAll = (got: ArrayLike<number | null>, want: readonly number[], relative: number): void => {
  expect(got.length).toBe(want.length);
  want.forEach((value, k) => {
    expect(Math.abs(got[k]! - value)).toBeLessThan(relative * Math.abs(value));
  });
};

describe("the four-well reference", () => {
  let reference: FourWellReference;

  beforeAll(() => {
    reference = fourWellReference();
  });

  it("has eigenvalues 0.88832, 0.45086, 0.21103 over 100 steps", () => {
    expectAll(reference.eigenvalues, [1, ...golden.eigenvalues_lag_100], 1e-10);
  });

  it("has eigenfunctions that 100 steps shrink by their eigenvalues", () => {
    const { lagged, eigenfunctions, eigenvalues, law } = reference;
    const next = multiply(lagged, eigenfunctions);
    const variances = [0, 0, 0];
    for (let at = 0; at < next.data.length; at++) {
      const p = at % 3;
      variances[p]! += law[Math.floor(at / 3)]! * eigenfunctions.data[at]! ** 2;
      expect(Math.abs(next.data[at]! - eigenvalues[p + 1]! * eigenfunctions.data[at]!)).toBeLessThan(1e-10);
    }
    expectAll(variances, [1, 1, 1], 1e-12);
  });

  it("relaxes in 844.4, 125.5 and 64.3 steps", () => {
    expectAll(reference.timescales, golden.timescales, 1e-8);
  });

  it("populates its wells by 0.169, 0.231, 0.338 and 0.262", () => {
    expectAll(reference.populations, golden.populations, 1e-5); // edges inside of a grid cell
    expect(reference.populations.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  });

  it("finds wells and barriers where they are", () => {
    expectAll(reference.wells, golden.wells, 1e-12);
    expectAll([reference.barriers[0]!, reference.barriers[2]!], [golden.barriers[0], golden.barriers[2]], 1e-12);
    expect(Math.abs(reference.barriers[1]! - golden.barriers[1])).toBeLessThan(1e-12);
  });

  it("passes from well to well in 1903 and 3360 steps, and commits by 0.154 ... 0.956", () => {
    // The edge of a core is known to one grid spacing, a tenth of its radius.
    const { leftToRight, rightToLeft } = reference.meanFirstPassage;
    expectAll([leftToRight, rightToLeft], golden.mean_first_passage, 2e-3);
    const { grid, committor } = reference;
    for (const [x, want] of golden.committor) {
      const position = (x - grid[0]!) / (grid[1]! - grid[0]!);
      const i = Math.floor(position);
      const got = committor[i]! + (position - i) * (committor[i + 1]! - committor[i]!);
      expect(Math.abs(got - want)).toBeLessThan(1e-3);
    }
  });

  it("cannot be predicted better than by -0.048 nats over 100 steps", () => {
    expect(Math.abs(reference.conditionalEntropy - golden.conditional_entropy)).toBeLessThan(1e-9);
  });

  it("is 0.073 kT away from Boltzmann's law, for its time step is finite", () => {
    const inside = Array.from(reference.grid.keys()).filter((i) => Math.abs(reference.grid[i]!) < 1);
    const map = Float64Array.from(inside, (i) => reference.law[i]!);
    const boltzmann = Float64Array.from(inside, (i) => Math.exp(-fourWellAxis.potential(reference.grid[i]!)));
    expectAll([freeEnergyRmse(map, boltzmann, 0)], [golden.rmse_from_boltzmann], 1e-2); // the grid ends elsewhere
  });

  it("does not depend on its grid", () => {
    const coarse = fourWellReference({ nGrid: 250, lo: -1.3, hi: 1.35 });
    expectAll(coarse.eigenvalues, Array.from(reference.eigenvalues), 1e-10);
    expectAll(coarse.populations, reference.populations, 1e-4);
    expectAll([coarse.conditionalEntropy], [reference.conditionalEntropy], 1e-8);
  });
});

describe("probabilitiesBetween", () => {
  it("cuts cells in proportion", () => {
    const grid = Float64Array.of(0, 1, 2);
    const law = Float64Array.of(0.2, 0.6, 0.2);
    const [left, right] = probabilitiesBetween(grid, law, [-1, 0.75, 3]);
    expect(left).toBeCloseTo(0.2 + 0.6 / 4, 15);
    expect(right).toBeCloseTo(0.6 * 0.75 + 0.2, 15);
  });
});

describe("the paper's chain", () => {
  it("keeps its own time, 6039 moves, and Boltzmann's law", () => {
    const { timescales, law, grid } = paperChain();
    expectAll(timescales, [6038.8968612, 922.4054245, 475.0870287], 1e-8); // numpy.linalg.eigvals of the same matrix
    const boltzmann = grid.map((x) => Math.exp(-fourWellAxis.potential(x)));
    // C_i is nearly constant but at the two ends, where a bin has one neighbour.
    expect(freeEnergyRmse(law.slice(1, -1), boltzmann.slice(1, -1), 0)).toBeLessThan(0.011);
  });
});
