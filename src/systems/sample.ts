// Trajectories by the Euler-Maruyama scheme. T frames, D dimensions.

import { ConfigError, createTask, type Matrix64, NumericsError, type Rng, type Task, zeros64 } from "../base/index.js";
import type { System } from "./system.js";

const STEPS_PER_CHUNK = 20_000; // between looks at the clock and the caller's signal

/**
 * Integrates x <- x + dt F(x) + sqrt(2 kT dt) eta and keeps every stride-th state.
 * @param nSteps integration steps
 * @param stride steps between kept states
 * @param start (D), not kept itself
 * @returns (T, D), T = floor(nSteps / stride); row t is the state after (t + 1) stride steps
 * @throws NumericsError when the time step is too long and the state escapes
 */
export async function sampleSystem(
  system: System,
  nSteps: number,
  stride: number,
  rng: Rng,
  start: ArrayLike<number> = system.start,
  task: Task = createTask(),
): Promise<Matrix64> {
  expectCounts(system, nSteps, stride, start);
  const nFrames = Math.floor(nSteps / stride);
  const frames = zeros64(nFrames, system.dimension);
  const state = Float64Array.from(start);
  const force = new Float64Array(system.dimension);
  const framesPerChunk = Math.max(1, Math.floor(STEPS_PER_CHUNK / stride));
  for (let frame = 0; frame < nFrames; ) {
    const stop = Math.min(nFrames, frame + framesPerChunk);
    for (; frame < stop; frame++) {
      advance(system, state, force, stride, rng);
      frames.data.set(state, frame * system.dimension);
    }
    if (!state.every(Number.isFinite)) {
      throw new NumericsError(`${system.name}: the state left the finite numbers before step ${frame * stride}`);
    }
    task.report(frame / nFrames);
    await task.yield();
  }
  return frames;
}

/** Moves the state on, in place. */
function advance(system: System, state: Float64Array, force: Float64Array, nSteps: number, rng: Rng): void {
  const { timeStep, kT, dimension } = system;
  const noise = Math.sqrt(2 * kT * timeStep);
  for (let step = 0; step < nSteps; step++) {
    system.force(state, force);
    for (let d = 0; d < dimension; d++) state[d]! += timeStep * force[d]! + noise * rng.normal();
  }
}

function expectCounts(system: System, nSteps: number, stride: number, start: ArrayLike<number>): void {
  if (!(Number.isInteger(stride) && stride >= 1)) throw new ConfigError("stride", `want 1 or more, got ${stride}`);
  if (!(Number.isInteger(nSteps) && nSteps >= stride)) {
    throw new ConfigError("nSteps", `want at least one stride of ${stride}, got ${nSteps}`);
  }
  if (start.length !== system.dimension) {
    throw new ConfigError("start", `${system.name} has ${system.dimension} coordinates, got ${start.length}`);
  }
}
