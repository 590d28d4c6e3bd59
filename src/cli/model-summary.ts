// A model in a few lines, and as JSON.

import { formatTime } from "../base/index.js";
import type { LagTime, Simulator } from "../box/index.js";
import type { Decoder } from "../decoder/index.js";
import type { Encoder } from "../encoder/index.js";
import { countFeatures, describeKinds, featureNames, summariseKinds } from "../features/index.js";
import { impliedTimescale } from "../numerics/index.js";

/** The length of `lags` lag times, for people. */
export function describeTime({ frames, spacing, unit }: LagTime, lags: number): string {
  const length = Number((lags * frames * spacing).toPrecision(3));
  return unit === "ps" ? formatTime(length) : `${length} steps`;
}

export function summariseModel(path: string, simulator: Simulator): string[] {
  const { lag, molecule, encoder, propagator, decoder, provenance } = simulator;
  const lines = [
    `${path}`,
    `  lag time          ${describeTime(lag, 1)}`,
    `  slow coordinates  ${simulator.starts.cols}`,
  ];
  if (molecule !== null) {
    lines.push(
      `  decoded atoms     ${molecule.plan.atoms.length}`,
      `  features          ${countFeatures(molecule.plan.map)}`,
      ...describeKinds(summariseKinds(molecule.plan.map)).map((line) => `  ${line}`),
    );
  }
  lines.push(`  time scales       ${timescalesOf(simulator).join(", ")}`);
  if (encoder !== null) {
    lines.push(`  held-out data     ${heldOutTimescales(encoder, lag).join(", ")}`);
    if (molecule !== null) {
      lines.push(`  they follow       ${leadersOf(encoder, featureNames(molecule.plan.map)).join(", ")}`);
    }
    const dropped = droppedTimescales(encoder, lag);
    if (dropped.length > 0) lines.push(`  not confirmed     ${dropped.join(", ")} (left out)`);
    if (encoder.seedScores.length > 1) {
      lines.push(`  R2 of the seeds   ${encoder.seedScores.map((score) => score.toFixed(3)).join(", ")}`);
    }
  }
  if (decoder !== null) lines.push(`  decoder           ${describeDecoder(decoder)}`);
  lines.push(`  held-out -ln p    ${propagator.heldOutNll.toFixed(3)} nats`);
  lines.push(`  made by           ${provenance.software}, ${provenance.engine}, seed ${provenance.seed}`);
  return lines;
}

function describeDecoder({ network }: Decoder): string {
  if (network.method === "cwgan") return "conditional Wasserstein GAN";
  return `flow matching on ${network.coordinates.kind === "internal" ? "internal" : "Cartesian"} coordinates`;
}

/** Implied time scales at the lag: of the eigenvalues, with standard errors over five blocks of the training data. */
function timescalesOf({ lag, encoder, reference }: Simulator): string[] {
  return reference.evidence.processes.map(({ implied }, i) => {
    const eigenvalue = encoder?.modes.eigenvalues[i];
    const value = eigenvalue === undefined ? implied.value[0] : impliedTimescale(eigenvalue, 1);
    const sem = implied.sem[0];
    if (typeof value !== "number" || !Number.isFinite(value)) return "unresolved";
    const error = sem !== undefined && Number.isFinite(sem) ? ` ± ${describeTime(lag, sem)}` : "";
    return `${describeTime(lag, value)}${error}`;
  });
}

function heldOutTimescales({ heldOutEigenvalues, latentDim }: Encoder, lag: LagTime): string[] {
  return Array.from(heldOutEigenvalues.subarray(0, latentDim), (lambda) => {
    const lags = impliedTimescale(lambda, 1);
    return lags === null ? "unresolved" : describeTime(lag, lags);
  });
}

/** The feature that each slow coordinate follows most closely, with the correlation. */
function leadersOf({ leaders, latentDim }: Encoder, names: readonly string[]): string[] {
  return leaders
    .slice(0, latentDim)
    .map(({ feature, correlation }) => `${names[feature]!} (${correlation.toFixed(2)})`);
}

/** Modes slower than the lag that were left out although a faster one is kept: held-out data do not confirm them. */
function droppedTimescales({ modes, heldOutEigenvalues, latentDim }: Encoder, lag: LagTime): string[] {
  const slowestFew = Math.min(...modes.eigenvalues.subarray(0, latentDim));
  return Array.from(modes.eigenvalues.subarray(latentDim), (lambda, i) => {
    const lags = impliedTimescale(lambda, 1);
    if (lambda < slowestFew || lags === null) return null;
    const heldOut = impliedTimescale(heldOutEigenvalues[latentDim + i]!, 1);
    return `${describeTime(lag, lags)} (held out: ${heldOut === null ? "unresolved" : describeTime(lag, heldOut)})`;
  }).filter((text) => text !== null);
}
