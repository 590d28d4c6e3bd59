import { describe, expect, it } from "vitest";
import { matrixOf, Rng } from "../../src/base/index.js";
import { logDensities, type Propagator } from "../../src/propagator/index.js";
import { auditPropagator } from "../../src/validation/index.js";
import { randomReversible } from "../propagator/random-propagator.js";
import { engine } from "../tensor/programs.js";

/** What two states remember in a step. */
const MEMORY = 0.9;
const SIGMA = 0.04;

/**
 * Jumps between components at 1/4 and 3/4 of the first coordinate's box, too far apart to overlap. Further coordinates are
 * drawn anew each time.
 */
function jumpPropagator(latentDim: number): Propagator {
  const components = {
    law: Float64Array.of(0.5, 0.5),
    centres: matrixOf(
      Float64Array.from({ length: 2 * latentDim }, (_, at) => (at % latentDim > 0 ? 0.5 : at === 0 ? 0.25 : 0.75)),
      2,
      latentDim,
    ),
    deviations: matrixOf(new Float64Array(2 * latentDim).fill(SIGMA), 2, latentDim),
  };
  const [stay, leave] = [(1 + MEMORY) / 2, (1 - MEMORY) / 2];
  const transition = matrixOf(Float64Array.of(stay, leave, leave, stay), 2, 2);
  return {
    lagFrames: 1,
    density: { method: "reversible", components, transition },
    box: { lower: new Float64Array(latentDim).fill(-4), width: new Float64Array(latentDim).fill(8) },
    heldOutNll: 0,
    history: [],
  };
}

/**
 * The same in two dimensions by a network: its hidden units make a step at 1/2 of the first coordinate,
 * h = relu(K (x - 1/2)) - relu(K (x - 1/2) - 1), and the logits are -+ c (2h - 1) / 2 with tanh(c / 2) the memory.
 */
function jumpNetwork(): Propagator {
  const steepness = 1000;
  const logit = 2 * Math.atanh(MEMORY);
  const side = Math.log(3); // sigmoid: 3/4
  const width = Math.log(SIGMA); // elu plus 1 of it is SIGMA
  const zeros = Array(8).fill(0);
  const hidden = [steepness, steepness, 0, 0, -steepness / 2, -steepness / 2 - 1];
  const output = [-logit, logit, ...zeros, logit, -logit, ...zeros];
  const outputBias = [logit / 2, -logit / 2, -side, side, 0, 0, width, width, width, width];
  return {
    ...jumpPropagator(2),
    density: {
      method: "mdn",
      mixture: { latentDim: 2, nComponents: 2 },
      widths: [2, 2, 10],
      parameters: Float32Array.from([...hidden, ...output, ...outputBias]),
    },
  };
}

/** States as the propagator leaves them: half at -2, half at 2, each with its kernel's width. */
function sampleOf(latentDim: number) {
  const rng = Rng.fromSeed(4);
  const data = Float32Array.from({ length: 4000 * latentDim }, (_, at) => {
    const side = at % latentDim === 0 ? (Math.floor(at / latentDim) % 2 === 0 ? -2 : 2) : 0;
    return side + 8 * SIGMA * rng.normal();
  });
  return matrixOf(data, 4000, latentDim);
}

/** Of the coordinate, whose kernels forget where inside they were. */
const SLOPE = (MEMORY * 0.25 ** 2) / (0.25 ** 2 + SIGMA ** 2);

describe("the audit of two states", () => {
  it("finds their exact time scale, balance, and slope in one dimension", async () => {
    const audit = await auditPropagator(jumpPropagator(1), Float64Array.of(0.9), sampleOf(1), engine);
    expect(audit.timescales).toHaveLength(1);
    expect(audit.timescales[0]! * -Math.log(MEMORY)).toBeCloseTo(1, 3);
    expect(audit.detailedBalanceError).toBeLessThan(1e-4);
    expect(audit.slopes).toHaveLength(1);
    expect(audit.slopes[0]!.lambda).toBe(0.9);
    expect(Math.abs(audit.slopes[0]!.measured - SLOPE)).toBeLessThan(0.01);
  });

  it("shrinks the eigenfunction by the eigenvalue", async () => {
    // The step function is the eigenfunction itself.
    const grid = Float64Array.from({ length: 801 }, (_, i) => -4 + 0.01 * i);
    const values = matrixOf(
      grid.map((x) => Math.sign(Math.round(x * 100))),
      801,
      1,
    );
    const audit = await auditPropagator(jumpPropagator(1), Float64Array.of(0.9), sampleOf(1), engine, { grid, values });
    expect(audit.slopes[0]!.measured).toBeCloseTo(MEMORY, 3);
  });

  it("finds them in more dimensions from the chain of components", async () => {
    const audit = await auditPropagator(jumpPropagator(2), Float64Array.of(0.9, 0.1), sampleOf(2), engine);
    expect(audit.timescales[0]! * -Math.log(MEMORY)).toBeCloseTo(1, 6);
    expect(audit.timescales[1] === null || audit.timescales[1]! < 0.1).toBe(true);
    expect(audit.detailedBalanceError).toBe(0);
    expect(Math.abs(audit.slopes[0]!.measured - SLOPE)).toBeLessThan(0.01);
  });

  it("is the projection on the coordinates for a network in more dimensions", async () => {
    const audit = await auditPropagator(jumpNetwork(), Float64Array.of(0.9, 0.1), sampleOf(2), engine);
    expect(audit.detailedBalanceError).toBeNull();
    expect(audit.timescales[0]! / (-1 / Math.log(SLOPE))).toBeCloseTo(1, 1);
    expect(audit.timescales[1] === null || audit.timescales[1]! < 0.5).toBe(true);
    expect(Math.abs(audit.slopes[0]!.measured - SLOPE)).toBeLessThan(0.01);
    expect(Math.abs(audit.slopes[1]!.measured)).toBeLessThan(0.05);
  });

  it("has no slopes where eigenvalues are not known", async () => {
    expect((await auditPropagator(jumpPropagator(2), null, sampleOf(2), engine)).slopes).toEqual([]);
  });
});

describe("log densities", () => {
  it("integrate to 1 over the raw box", async () => {
    const propagator = randomReversible(1, 3, 2);
    const n = 2000;
    const [lower, width] = [propagator.box.lower[0]!, propagator.box.width[0]!];
    const later = matrixOf(
      Float64Array.from({ length: n }, (_, i) => lower + ((i + 0.5) / n) * width),
      n,
      1,
    );
    const now = matrixOf(new Float64Array(n).fill(lower + 0.3 * width), n, 1);
    const densities = await logDensities(propagator, now, later, engine);
    const integral = densities.reduce((sum, value) => sum + (Math.exp(value) * width) / n, 0);
    expect(integral).toBeCloseTo(1, 3);
  });
});
