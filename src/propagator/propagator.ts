// The propagator of a latent space simulator: p(psi(t + lag) | psi(t)), a mixture density.
// T frames, N pairs, D latent coordinates.

import type { Matrix, Matrix32, Rng, Task } from "../base/index.js";
import type { PairSplit } from "../features/index.js";
import { fitUnitBox, fromUnitBox, toUnitBox, type UnitBox } from "../numerics/index.js";
import type { Engine, EpochLoss } from "../tensor/index.js";
import { MDN_DEFAULTS, type MdnOptions, type MixtureNetwork, mdnLogDensities, mdnMean, trainMdn } from "./mdn.js";
import { fitReversibleMixture, REVERSIBLE_DEFAULTS, type ReversibleOptions } from "./reversible-fit.js";
import { type ReversibleMixture, reversibleLogDensities, reversibleMean } from "./reversible-mixture.js";

export interface PropagatorOptions {
  /** `reversible`: a mixture in equilibrium by construction; `mdn`: the published network. */
  readonly method: "reversible" | "mdn";
  readonly reversible: ReversibleOptions;
  readonly mdn: MdnOptions;
}

export const PROPAGATOR_DEFAULTS: PropagatorOptions = {
  method: "reversible",
  reversible: REVERSIBLE_DEFAULTS,
  mdn: MDN_DEFAULTS,
};

export const PROPAGATOR_PAPER: PropagatorOptions = { ...PROPAGATOR_DEFAULTS, method: "mdn" };

/** Plain data, stored in the model file. */
export interface Propagator {
  readonly lagFrames: number;
  /** The range of the training data, in which the density lives as in [0, 1]. */
  readonly box: UnitBox;
  readonly density: ReversibleMixture | MixtureNetwork;
  /** -mean ln p over held-out pairs, nats in the raw latent coordinates. */
  readonly heldOutNll: number;
  readonly history: readonly EpochLoss[];
}

/**
 * Learns the transition density of latent trajectories.
 * @param latent psi (T, D)
 * @param times (D) relaxation times of the coordinates in lag times, null where unknown; an MDN does not look at them
 */
export async function fitPropagator(
  latent: Matrix,
  split: PairSplit,
  times: readonly (number | null)[],
  { method, reversible, mdn }: PropagatorOptions,
  engine: Engine,
  rng: Rng,
  task: Task,
): Promise<Propagator> {
  const box = fitUnitBox(latent);
  const unit = toUnitBox(box, latent);
  const learned = { lagFrames: split.lagFrames, box };
  if (method === "mdn") {
    const { network, heldOutNll, history } = await trainMdn(unit, split, mdn, engine, rng, task);
    return { ...learned, density: network, heldOutNll: heldOutNll + logVolume(box), history };
  }
  const { mixture, heldOutNll, history } = await fitReversibleMixture(unit, box, split, times, reversible, rng, task);
  return { ...learned, density: mixture, heldOutNll: heldOutNll + logVolume(box), history };
}

/** Nats to add to a loss in the unit box to have it in raw coordinates. */
function logVolume({ width }: UnitBox): number {
  return width.reduce((sum, extent) => sum + Math.log(extent), 0);
}

/**
 * E[psi(t + lag) | psi(t)] of the fitted density.
 * @param latent psi (T, D)
 * @returns (T, D)
 */
export async function predictMean({ box, density }: Propagator, latent: Matrix, engine: Engine): Promise<Matrix32> {
  const x = toUnitBox(box, latent);
  const predicted = density.method === "mdn" ? await mdnMean(density, x, engine) : reversibleMean(density, x);
  fromUnitBox(box, predicted.data);
  return predicted;
}

/**
 * ln p(psi(t + lag) | psi(t)) of each pair of rows, in raw coordinates.
 * @param now psi (N, D)
 * @param later psi one lag later (N, D)
 * @returns (N)
 */
export async function logDensities(
  { box, density }: Propagator,
  now: Matrix,
  later: Matrix,
  engine: Engine,
): Promise<Float64Array> {
  const [x, y] = [toUnitBox(box, now), toUnitBox(box, later)];
  const densities =
    density.method === "mdn" ? await mdnLogDensities(density, x, y, engine) : reversibleLogDensities(density, x, y);
  return Float64Array.from(densities, (value) => value - logVolume(box));
}

/** -mean ln p(psi(t + lag) | psi(t)), nats in raw coordinates; arguments as of `logDensities`. */
export async function negativeLogLikelihood(
  propagator: Propagator,
  now: Matrix,
  later: Matrix,
  engine: Engine,
): Promise<number> {
  const densities = await logDensities(propagator, now, later, engine);
  return -densities.reduce((sum, value) => sum + value, 0) / densities.length;
}
