import { describe, expect, test } from "vitest";
import { createTask, Rng } from "../../src/base/index.js";
import { ENCODER_DEFAULTS } from "../../src/encoder/index.js";
import { splitPairs, tableOf } from "../../src/features/index.js";
import { ornsteinUhlenbeck, ornsteinUhlenbeckReference, sampleSystem } from "../../src/systems/index.js";
import { adviseLag, type LagModes, proposeLags, scanLags } from "../../src/validation/index.js";
import { engine } from "../tensor/programs.js";

const RATES = [1, 4];
/** In frames, which are a tenth of the unit of time apart. */
const EXACT = Array.from(ornsteinUhlenbeckReference(RATES, 1e-2).timescales, (time) => 10 * time);

describe("a scan of lag times", () => {
  test("finds the time scales of two springs at every lag, within its own error", async () => {
    const nFrames = 40_000;
    const path = await sampleSystem(ornsteinUhlenbeck(RATES), 10 * nFrames, 10, Rng.fromSeed(3));
    const features = tableOf({ data: Float32Array.from(path.data), rows: nFrames, cols: 2 }, [25_000, 15_000]);
    const options = { ...ENCODER_DEFAULTS, method: "tica" as const };
    const splitAt = (lag: number) => splitPairs(features.segments, lag, { fraction: 0.2 });
    const scan = await scanLags(features, [1, 2, 4], splitAt, options, engine, Rng.fromSeed(4), createTask());
    expect(scan.lags.map(({ lagFrames }) => lagFrames)).toEqual([1, 2, 4]);
    for (const { modes } of scan.lags) {
      modes.forEach(({ timescale, relativeError, heldOut }, i) => {
        expect(Math.abs(Math.log(timescale! / EXACT[i]!))).toBeLessThan(4 * relativeError);
        // ln t of N / 2t independent samples is known to sqrt(2t / N), to some factor.
        const expected = Math.sqrt((2 * EXACT[i]!) / nFrames);
        expect(relativeError).toBeGreaterThan(expected / 2);
        expect(relativeError).toBeLessThan(expected * 3);
        expect(Math.abs(Math.log(heldOut! / EXACT[i]!))).toBeLessThan(12 * relativeError);
      });
    }
  });

  test("tries lags from one frame to an eighth of the longest trajectory", () => {
    expect(proposeLags([100, 80])).toEqual([1, 2, 3, 5, 8, 12]);
    expect(proposeLags([7])).toEqual([]);
    expect(proposeLags([1e6], 3)).toEqual([1, 2, 3]);
  });
});

describe("advice on the lag time", () => {
  /** One kept mode at each lag. */
  const scanOf = (times: Record<number, number>, relativeError = 0.01) => ({
    lags: Object.entries(times).map(
      ([lag, timescale]): LagModes => ({
        lagFrames: Number(lag),
        latentDim: 1,
        modes: [{ timescale, relativeError, heldOut: timescale }],
      }),
    ),
  });

  test("the shortest lag from which on the time scale is flat", () => {
    const advice = adviseLag(scanOf({ 1: 10, 2: 30, 4: 95, 8: 100, 16: 101 }));
    expect([advice.lag.lagFrames, advice.verdict]).toEqual([4, "plateau"]);
  });

  test("large errors allow a shorter one", () => {
    expect(adviseLag(scanOf({ 1: 70, 2: 80, 4: 95, 8: 100, 16: 101 }, 0.2)).lag.lagFrames).toBe(1);
  });

  test("a time scale that still rises is said to", () => {
    const advice = adviseLag(scanOf({ 1: 10, 2: 20, 4: 40, 8: 80 }));
    expect([advice.lag.lagFrames, advice.verdict]).toEqual([8, "rising"]);
  });

  test("longer lags than the process do not count against it", () => {
    expect(adviseLag(scanOf({ 1: 10, 2: 10.1, 4: 10, 8: 10, 16: 2 })).verdict).toBe("plateau");
  });

  test("nothing slower than the lag is unresolved", () => {
    expect(adviseLag(scanOf({ 1: 0.5, 2: 0.7 })).verdict).toBe("unresolved");
  });
});
