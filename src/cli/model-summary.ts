// A model in a few lines, and as JSON.

import { formatTime } from "../base/index.js";
import type { LagTime, Simulator } from "../box/index.js";
import type { Encoder } from "../encoder/index.js";
import { impliedTimescale } from "../numerics/index.js";

/** The length of `lags` lag times, for people. */
export function describeTime({ frames, spacing, unit }: LagTime, lags: number): string {
  const length = Number((lags * frames * spacing).toPrecision(3));
  return unit === "ps" ? formatTime(length) : `${length} steps`;
}

export function summariseModel(path: string, simulator: Simulator): string[] {
  const { lag, molecule, encoder, propagator, provenance } = simulator;
  const lines = [
    `${path}`,
    `  lag time          ${describeTime(lag, 1)}`,
    `  slow coordinates  ${simulator.starts.cols}`,
  ];
  if (molecule !== null) {
    lines.push(
      `  decoded atoms     ${molecule.plan.atoms.length}`,
      `  features          ${molecule.plan.map.names.length}`,
    );
  }
  lines.push(`  time scales       ${timescalesOf(simulator).join(", ")}`);
  if (encoder !== null) {
    lines.push(`  held-out data     ${heldOutTimescales(encoder, lag).join(", ")}`);
    if (encoder.seedScores.length > 1) {
      lines.push(`  R2 of the seeds   ${encoder.seedScores.map((score) => score.toFixed(3)).join(", ")}`);
    }
  }
  lines.push(`  held-out -ln p    ${propagator.heldOutNll.toFixed(3)} nats`);
  lines.push(`  made by           ${provenance.software}, ${provenance.engine}, seed ${provenance.seed}`);
  return lines;
}

/** Implied time scales of the training data at the lag, with standard errors over five blocks. */
function timescalesOf({ lag, reference }: Simulator): string[] {
  return reference.evidence.processes.map(({ implied }) => {
    const [value = Number.NaN] = implied.value;
    const [sem = Number.NaN] = implied.sem;
    if (!Number.isFinite(value)) return "unresolved";
    const error = Number.isFinite(sem) ? ` ± ${describeTime(lag, sem)}` : "";
    return `${describeTime(lag, value)}${error}`;
  });
}

function heldOutTimescales({ heldOutEigenvalues, latentDim }: Encoder, lag: LagTime): string[] {
  return Array.from(heldOutEigenvalues.subarray(0, latentDim), (lambda) => {
    const lags = impliedTimescale(lambda, 1);
    return lags === null ? "unresolved" : describeTime(lag, lags);
  });
}
