import { describe, expect, it } from "vitest";
import { matrixOf } from "../../src/base/index.js";
import { fitMarkovModel } from "../../src/validation/markov-model.js";
import { measurePath, ornsteinUhlenbeckPath, twoStatePath } from "./known-processes.js";

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

describe("a Markov state model", () => {
  it("of two states knows their rates, populations and passages", async () => {
    const [leaveLow, leaveHigh] = [0.02, 0.05];
    const path = twoStatePath(leaveLow, leaveHigh, 50_000, 3);
    const { observables } = await measurePath(path);
    const msm = fitMarkovModel(path, observables, [path.rows], 1)!;
    expect(msm.nClusters).toBe(100);
    expect(msm.shareConnected).toBeGreaterThan(0.999);
    const exact = -1 / Math.log(1 - leaveLow - leaveHigh); // 13.8 lag times
    const [time] = msm.times;
    expect(Math.abs(time!.value - exact)).toBeLessThan(4 * time!.sem);
    expect(time!.sem).toBeLessThan(0.1 * exact);
    // Flat: the process is Markovian.
    for (const implied of msm.implied.value.data) expect(Math.abs(implied - exact)).toBeLessThan(0.1 * exact);
    const [profile] = msm.profiles;
    expect(sumOf(profile!)).toBeCloseTo(1, 10);
    const low = sumOf(profile!.subarray(0, 25));
    expect(Math.abs(low - leaveHigh / (leaveLow + leaveHigh))).toBeLessThan(0.03);
    // Nearly every step out of a state ends in the core of the other; the cores hold most of their states.
    expect(Math.abs(msm.passages!.up.value - 1 / leaveLow)).toBeLessThan(0.1 / leaveLow);
    expect(Math.abs(msm.passages!.down.value - 1 / leaveHigh)).toBeLessThan(0.1 / leaveHigh);
    const { predicted, estimated } = msm.staying;
    for (let k = 1; k <= 5; k++) {
      const stay = low + (1 - low) * (1 - leaveLow - leaveHigh) ** k;
      expect(Math.abs(predicted.data[k - 1]! - stay)).toBeLessThan(0.02);
      expect(Math.abs(estimated.data[k - 1]! - stay)).toBeLessThan(0.02);
    }
  });

  it("of springs has their relaxation times, at the lag in frames", async () => {
    const path = ornsteinUhlenbeckPath([20], 50_000, 1);
    const { observables } = await measurePath(path, [path.rows], 4);
    const msm = fitMarkovModel(path, observables, [path.rows], 2)!;
    // 20 and 10 frames, lag 4; half the clusters' width blurs the faster one.
    expect(Math.abs(msm.times[0]!.value - 5)).toBeLessThan(0.5);
    expect(Math.abs(msm.times[1]!.value - 2.5)).toBeLessThan(0.3);
  });

  it("is of the connected part only, and null where nothing is", async () => {
    const trap = Float32Array.from({ length: 4000 }, (_, t) => (t < 3900 ? Math.sin(t) : 5 + 0.1 * Math.sin(t)));
    const path = matrixOf(trap, trap.length, 1);
    const { observables } = await measurePath(path);
    const msm = fitMarkovModel(path, observables, [path.rows], 1)!;
    expect(msm.nConnected).toBeLessThan(msm.nClusters);
    expect(msm.shareConnected).toBeCloseTo(3900 / 4000, 2);
    const ramp = matrixOf(
      Float32Array.from({ length: 400 }, (_, t) => t),
      400,
      1,
    );
    const oneWay = await measurePath(ramp, [400], 40);
    expect(fitMarkovModel(ramp, oneWay.observables, [400], 1)).toBeNull();
  });
});
