// Propagators that differ by their random numbers and by the data that they were trained on: what each predicts. The latent
// coordinates are the same for all. T frames, S start states, D latent coordinates.

import type { Matrix32, Rng, Task } from "../base/index.js";
import { type PairSplit, resampleBlocks } from "../features/index.js";
import { fitPropagator, type PropagatorOptions } from "../propagator/index.js";
import { createGenerator, rollOutReplicas } from "../synthesis/index.js";
import type { Engine } from "../tensor/index.js";
import { totalCounts } from "./curves.js";
import { collectEvidence } from "./evidence.js";
import type { Evidence, MemberPrediction } from "./evidence-data.js";
import { blocksOfReplicas } from "./frame-blocks.js";
import type { Observables } from "./observables.js";
import { relaxationTimes } from "./relaxation-evidence.js";

export interface EnsembleInput {
  /** psi (T, D) of the training MD. */
  readonly latent: Matrix32;
  readonly split: PairSplit;
  readonly observables: Observables;
  /** psi (S, D) where synthetic trajectories start. */
  readonly starts: Matrix32;
}

/** Of each member so many trajectories as long as MD: what is left of the error of sampling is small. */
const REPLICAS = 10;

/** @param count of the propagators; none for 0 */
export async function measureEnsemble(
  { latent, split, observables, starts }: EnsembleInput,
  options: PropagatorOptions,
  count: number,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<MemberPrediction[]> {
  const replicas = Array.from({ length: REPLICAS }, (_, k) => k);
  const nFrames = Math.max(2, Math.round(latent.rows / split.lagFrames));
  const members: MemberPrediction[] = [];
  for (let k = 0; k < count; k++) {
    const own = rng.split(`member ${k}`);
    const part = task.part(`member ${k + 1} of ${count}`);
    const sample = resampleBlocks(latent, split, own.split("blocks"));
    const times = relaxationTimes(sample.rows, sample.segments, split.lagFrames);
    const propagator = await fitPropagator(
      sample.rows,
      sample.split,
      times,
      options,
      engine,
      own.split("training"),
      part.part("propagator"),
    );
    const generator = await createGenerator({ propagator, decoder: null, starts }, engine);
    const chunks = rollOutReplicas(generator, replicas, nFrames, own.split("paths"), part.part("synthesis"));
    const lengths = replicas.map(() => nFrames);
    const withoutAtoms = { ...observables, molecule: null };
    const evidence = await collectEvidence(withoutAtoms, blocksOfReplicas(chunks), lengths, 1, part.part("synthesis"));
    await generator.release();
    members.push(predictionOf(evidence));
  }
  return members;
}

export function predictionOf({ processes, latent, states, frames }: Evidence): MemberPrediction {
  return {
    times: processes.map(({ time }) => time && { value: time.value, sem: time.sem }),
    latent: latent.map(totalCounts),
    populations: states === null ? new Float64Array(0) : totalCounts(states).map((count) => count / frames),
  };
}
