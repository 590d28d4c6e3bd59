// The model's own error: how far the predictions of an ensemble of propagators scatter.

import { freeEnergyRmse } from "../numerics/index.js";
import { MIN_COUNT } from "./curves.js";
import type { MemberPrediction } from "./evidence-data.js";
import { lagTimeOf } from "./kinetics.js";
import type { Observables } from "./observables.js";
import type { EnsembleResult, Measured } from "./results.js";

const MIN_MEMBERS = 3;

/** Standard deviations over the members; null for fewer than three. */
export function compareMembers(observables: Observables, members: readonly MemberPrediction[]): EnsembleResult | null {
  const [first] = members;
  if (first === undefined || members.length < MIN_MEMBERS) return null;
  const lag = lagTimeOf(observables);
  return {
    members: members.length,
    timescale_std: first.times.map((_, p) => {
      const time = deviationBeyondSampling(members.map(({ times }) => times[p] ?? null));
      return time && time * lag;
    }),
    free_energy_kT: first.latent.map((_, d) => freeEnergyDeviation(members.map(({ latent }) => latent[d]!))),
    population_std: Array.from(first.populations, (_, state) =>
      deviationBeyondSampling(members.map(({ populations }) => ({ value: populations[state]!, sem: 0 }))),
    ),
  };
}

/** The standard deviation less what the errors of sampling explain; null where too few members give a value. */
function deviationBeyondSampling(values: readonly (Measured | null)[]): number | null {
  const known = values.filter((value) => value !== null && Number.isFinite(value.value)) as Measured[];
  if (known.length < MIN_MEMBERS) return null;
  const mean = known.reduce((sum, { value }) => sum + value, 0) / known.length;
  const variance = known.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (known.length - 1);
  const sampling = known.reduce((sum, { sem }) => sum + (Number.isFinite(sem) ? sem * sem : 0), 0) / known.length;
  return Math.sqrt(Math.max(0, variance - sampling));
}

/** kT, root mean square over the bins: two members of deviation s differ by sqrt(2) s. */
function freeEnergyDeviation(counts: readonly Float64Array[]): number | null {
  const squares = counts.flatMap((a, i) => counts.slice(i + 1).map((b) => freeEnergyRmse(a, b, MIN_COUNT)));
  const known = squares.filter((rmse) => rmse !== null);
  if (known.length === 0) return null;
  return Math.sqrt(known.reduce((sum, rmse) => sum + rmse * rmse, 0) / known.length / 2);
}
