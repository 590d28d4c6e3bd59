// Learning a reversible mixture: the stationary density from frames, the flows between its components from pairs, and the
// relaxation times from whatever is known of them.
// T frames, N pairs, D latent coordinates, C components.

import { type Matrix32, type Matrix64, type Rng, type Task, takeRows } from "../base/index.js";
import type { PairSplit } from "../features/index.js";
import { everyNth, scaleSymmetric, type UnitBox } from "../numerics/index.js";
import type { EpochLoss } from "../tensor/index.js";
import { fitComponents } from "./component-fit.js";
import { countFlows, flowNll, improveFlows, type PairMemberships } from "./component-flows.js";
import type { Components } from "./components.js";
import { membershipsOf, overlapOf } from "./memberships.js";
import { matchRelaxation } from "./relaxation-match.js";
import { type ReversibleMixture, reversibleMixture } from "./reversible-mixture.js";

export interface ReversibleOptions {
  /** Numbers of components to try; the one of the highest held-out likelihood is kept. */
  readonly nComponents: readonly number[];
}

export const REVERSIBLE_DEFAULTS: ReversibleOptions = { nComponents: [25, 50, 100, 200] };

/** Frames that the density is fitted to, and pairs that flows are, at most. */
const MAX_FRAMES = 50_000;
const MAX_PAIRS = 200_000;
const MAX_ITERATIONS = 40;
/** An iteration must lower the held-out loss by this, nats, to be worth another. */
const LEAST_GAIN = 1e-4;

export interface FittedMixture {
  readonly mixture: ReversibleMixture;
  /** Of the mixture as it was fitted without the held-out pairs; nats in the unit box. */
  readonly heldOutNll: number;
  readonly history: readonly EpochLoss[];
}

/** What was learned without the held-out pairs. */
interface Trial {
  readonly nComponents: number;
  /** Losses before the first iteration on the flows and after each. */
  readonly history: readonly EpochLoss[];
  readonly best: number;
}

/**
 * Chooses the number of components and of iterations on held-out pairs, then learns from all pairs.
 * @param unit psi (T, D) in the unit box
 * @param times (D) relaxation times of the coordinates in lag times, null where unknown
 */
export async function fitReversibleMixture(
  unit: Matrix32,
  box: UnitBox,
  { training, validation, lagFrames }: PairSplit,
  times: readonly (number | null)[],
  { nComponents: candidates }: ReversibleOptions,
  rng: Rng,
  task: Task,
): Promise<FittedMixture> {
  const learner = { unit, box, lagFrames, rng, task };
  let chosen: Trial | null = null;
  for (const nComponents of candidates) {
    const trial = await tryOut(learner, nComponents, training, validation);
    if (chosen === null || heldOut(trial) < heldOut(chosen)) chosen = trial;
  }
  const { nComponents, best, history } = chosen!;
  const all = Int32Array.from([...training, ...validation]).sort();
  const components = await learnComponents(learner, nComponents, all);
  const pairs = await membersOfPairs(learner, components, all);
  let flows = await countFlows(pairs, components.law, task);
  for (let iteration = 0; iteration < best; iteration++) {
    flows = await improveFlows(flows, pairs, components.law, task);
  }
  const balanced = scaleSymmetric(flows, components.law);
  const overlap = overlapOf(pairs.from, components.law.length);
  const wanted = { correlations: correlationsOf(unit, all, lagFrames), times };
  const mixture = reversibleMixture(components, matchRelaxation(balanced, components, overlap, wanted));
  return { mixture, history, heldOutNll: heldOut(chosen!) };
}

/** (D) of both ends of the pairs. */
function correlationsOf({ data, cols }: Matrix32, starts: Int32Array, lagFrames: number): Float64Array {
  return Float64Array.from({ length: cols }, (_, d) => {
    let [sum, squares, products] = [0, 0, 0];
    for (const t of starts) {
      const [x, y] = [data[t * cols + d]!, data[(t + lagFrames) * cols + d]!];
      sum += x + y;
      squares += x * x + y * y;
      products += x * y;
    }
    const n = starts.length;
    const mean = sum / (2 * n);
    return (products / n - mean * mean) / (squares / (2 * n) - mean * mean);
  });
}

function heldOut({ history, best }: Trial): number {
  return history[best]!.validation;
}

interface Learner {
  readonly unit: Matrix32;
  readonly box: UnitBox;
  readonly lagFrames: number;
  readonly rng: Rng;
  readonly task: Task;
}

/** Fits on the training pairs until the held-out loss no longer falls. */
async function tryOut(
  learner: Learner,
  nComponents: number,
  training: Int32Array,
  validation: Int32Array,
): Promise<Trial> {
  const { task } = learner;
  const components = await learnComponents(learner, nComponents, training);
  const pairs = await membersOfPairs(learner, components, training);
  const unseen = await membersOfPairs(learner, components, validation);
  const lossOf = async (flows: Matrix64): Promise<EpochLoss> => ({
    training: await flowNll(flows, pairs, components.law, task),
    validation: await flowNll(flows, unseen, components.law, task),
  });
  let flows = await countFlows(pairs, components.law, task);
  const history = [await lossOf(flows)];
  let best = 0;
  while (history.length <= MAX_ITERATIONS && best === history.length - 1) {
    flows = await improveFlows(flows, pairs, components.law, task);
    history.push(await lossOf(flows));
    if (history.at(-1)!.validation < history[best]!.validation - LEAST_GAIN) best = history.length - 1;
  }
  return { nComponents, history, best };
}

/** The density of the frames of pairs. */
function learnComponents(
  { unit, box, lagFrames, rng, task }: Learner,
  nComponents: number,
  starts: Int32Array,
): Promise<Components> {
  const chosen = everyNth(starts, Math.ceil(MAX_FRAMES / 2));
  const frames = takeRows(unit, Int32Array.from([...chosen, ...chosen.map((t) => t + lagFrames)]));
  return fitComponents(frames, box, nComponents, rng.split(`${nComponents} components`), task);
}

async function membersOfPairs(
  { unit, lagFrames, task }: Learner,
  components: Components,
  starts: Int32Array,
): Promise<PairMemberships> {
  const chosen = everyNth(starts, MAX_PAIRS);
  return {
    from: await membershipsOf(components, takeRows(unit, chosen), task),
    to: await membershipsOf(
      components,
      takeRows(
        unit,
        chosen.map((t) => t + lagFrames),
      ),
      task,
    ),
  };
}
