import { expect, test } from "vitest";
import { chooseModes } from "../../src/encoder/dimension.js";

/** Eigenvalues of these time scales, in lag times. */
const lambdas = (...times: number[]): Float64Array => Float64Array.from(times, (t) => Math.exp(-1 / t));

test.each([
  ["the largest gap", lambdas(10, 9, 8, 2, 1.5), lambdas(9, 8, 7, 1.9, 1.4), [0, 1, 2, 3, 4], 3],
  ["a mode that held-out data contradict", lambdas(19, 11, 10, 3, 2), lambdas(7, 10, 9, 2.8, 1.9), [1, 2, 3, 4, 0], 2],
  ["modes faster than the lag", lambdas(10, 0.9, 0.8), lambdas(9, 0.9, 0.8), [0, 1, 2], 1],
  ["an unresolved mode", Float64Array.of(0.9, -0.1), Float64Array.of(0.88, 0.1), [0, 1], 1],
  ["nothing confirmed", lambdas(10, 8), lambdas(2, 1.5), [0, 1], 1],
])("%s", (_, training, heldOut, order, latentDim) => {
  expect(chooseModes(training, heldOut)).toEqual({ order, latentDim });
});
