// A model in a few lines, and as JSON.

import { formatTime } from "../base/index.js";
import type { LagTime, Simulator } from "../box/index.js";
import { impliedTimescale } from "../numerics/index.js";

/** The length of `lags` lag times, for people. */
export function describeTime({ frames, spacing, unit }: LagTime, lags: number): string {
  const length = Number((lags * frames * spacing).toPrecision(4));
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
  if (encoder !== null) {
    const times = (values: Float64Array): string =>
      Array.from(values.subarray(0, encoder.latentDim), (lambda) => {
        const lags = impliedTimescale(lambda, 1);
        return lags === null ? "unresolved" : describeTime(lag, lags);
      }).join(", ");
    lines.push(`  time scales       ${times(encoder.modes.eigenvalues)}`);
    lines.push(`  held-out data     ${times(encoder.heldOutEigenvalues)}`);
    if (encoder.seedScores.length > 1) {
      lines.push(`  R2 of the seeds   ${encoder.seedScores.map((score) => score.toFixed(3)).join(", ")}`);
    }
  }
  lines.push(`  held-out -ln p    ${propagator.heldOutNll.toFixed(3)} nats`);
  lines.push(`  made by           ${provenance.software}, ${provenance.engine}, seed ${provenance.seed}`);
  return lines;
}
