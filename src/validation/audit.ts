// The spectrum of a propagator, from its density and not from its samples.
// S sampled states, D latent coordinates, P processes, N bins.

import { columnOf, type Matrix, type Matrix32, type Matrix64, zeros64 } from "../base/index.js";
import {
  columnMoments,
  detailedBalanceError,
  generalizedEigen,
  impliedTimescale,
  multiplyTransposed,
  normaliseRows,
  slowestEigenvalues,
  stationaryDistribution,
} from "../numerics/index.js";
import { componentChain, logDensities, type Propagator, predictMean } from "../propagator/index.js";
import type { Engine } from "../tensor/index.js";
import { type ProcessFunctions, valuesAt } from "./process-functions.js";

export interface SpectralAudit {
  /** In lag times, descending; null where unresolved. */
  readonly timescales: readonly (number | null)[];
  /** Null where the stationary law takes sampling: of a network in more than one coordinate. */
  readonly detailedBalanceError: number | null;
  /** By how much one step shrinks each eigenfunction, against its eigenvalue. */
  readonly slopes: readonly { readonly measured: number; readonly lambda: number }[];
}

/**
 * Of eigenfunctions psi_i the propagator must make E[psi_i(t + lag) | psi(t)] = lambda_i psi_i(t) (Sidky 2020, eq. 3):
 * the slopes are those of the left side over psi_i. Time scales are exact, to the resolution of a grid, for a
 * single coordinate; for more, those of the chain between the components of a reversible mixture, which is in balance by
 * construction, or those of a network's one-step operator seen through the coordinates.
 * @param eigenvalues (P) at the lag of the processes, null when they are not known
 * @param sample psi (S, D) of MD frames
 * @param processes the eigenfunctions, where they are not the coordinates themselves
 */
export async function auditPropagator(
  propagator: Propagator,
  eigenvalues: Float64Array | null,
  sample: Matrix32,
  engine: Engine,
  processes: ProcessFunctions | null = null,
): Promise<SpectralAudit> {
  const chain = sample.cols === 1 ? await discretise(propagator, engine) : null;
  if (chain !== null && processes !== null) {
    return {
      ...auditChain(chain, processes.values.cols),
      slopes: Array.from(eigenvalues ?? [], (lambda, p) => ({ measured: shrinkage(chain, processes, p), lambda })),
    };
  }
  const predicted = await predictMean(propagator, sample, engine);
  return {
    ...(chain === null ? auditManyCoordinates(propagator, sample, predicted) : auditChain(chain, 1)),
    slopes: slopesOf(sample, predicted, eigenvalues ?? new Float64Array(0)),
  };
}

function auditChain({ transition, law }: LearnedChain, nTimescales: number): Omit<SpectralAudit, "slopes"> {
  return {
    timescales: chainTimescales(transition, nTimescales),
    detailedBalanceError: detailedBalanceError(transition, law),
  };
}

function auditManyCoordinates(
  { density }: Propagator,
  sample: Matrix,
  predicted: Matrix,
): Omit<SpectralAudit, "slopes"> {
  if (density.method === "mdn") {
    return { timescales: projectedTimescales(sample, predicted), detailedBalanceError: null };
  }
  return { timescales: chainTimescales(componentChain(density), sample.cols), detailedBalanceError: 0 };
}

function chainTimescales(transition: Matrix64, count: number): (number | null)[] {
  const { real, imaginary } = slowestEigenvalues(transition, count + 1);
  return Array.from({ length: count }, (_, p) => impliedTimescale(real[p + 1]!, 1, imaginary[p + 1]!));
}

/** Regression of the prediction on each coordinate. */
function slopesOf(sample: Matrix, predicted: Matrix, eigenvalues: Float64Array): SpectralAudit["slopes"] {
  return Array.from(eigenvalues, (lambda, i) => {
    const psi = centred(columnOf(sample, i));
    const next = columnOf(predicted, i);
    const overlap = psi.reduce((sum, value, s) => sum + value * next[s]!, 0);
    return { measured: overlap / psi.reduce((sum, value) => sum + value * value, 0), lambda };
  });
}

/**
 * The one-step operator projected on the coordinates, <psi psi'> v = lambda <psi psi> v with the symmetric part of the left
 * side: what reversible dynamics would have.
 */
function projectedTimescales(sample: Matrix, predicted: Matrix): (number | null)[] {
  const [psi, next] = [sample, predicted].map(centredColumns) as [Matrix64, Matrix64];
  const lagged = multiplyTransposed(psi, next);
  const n = lagged.rows;
  const symmetric = { ...lagged, data: lagged.data.slice() };
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) symmetric.data[i * n + j] = (lagged.data[i * n + j]! + lagged.data[j * n + i]!) / 2;
  }
  const { values } = generalizedEigen(symmetric, multiplyTransposed(psi, psi));
  return Array.from(values, (value) => impliedTimescale(value, 1));
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function centredColumns(matrix: Matrix): Matrix64 {
  const { mean } = columnMoments(matrix);
  const out = zeros64(matrix.rows, matrix.cols);
  for (let at = 0; at < out.data.length; at++) out.data[at] = matrix.data[at]! - mean[at % matrix.cols]!;
  return out;
}

/** The learned density as a chain. */
interface LearnedChain {
  /** (N) centres of the bins. */
  readonly centres: Float64Array;
  readonly transition: Matrix64;
  readonly law: Float64Array;
}

/** Bins of the training range; kernels are many bins wide. */
const AUDIT_BINS = 300;

/** p(x' | x) at the centres of equal bins, times their width. */
async function discretise(propagator: Propagator, engine: Engine): Promise<LearnedChain> {
  const n = AUDIT_BINS;
  const [lower, width] = [propagator.box.lower[0]!, propagator.box.width[0]!];
  const centres = Float64Array.from({ length: n }, (_, b) => lower + ((b + 0.5) / n) * width);
  const now = zeros64(n * n, 1);
  const later = zeros64(n * n, 1);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      now.data[i * n + j] = centres[i]!;
      later.data[i * n + j] = centres[j]!;
    }
  }
  const densities = (await logDensities(propagator, now, later, engine)).map(Math.exp);
  const transition = normaliseRows({ data: densities, rows: n, cols: n });
  return { centres, transition, law: stationaryDistribution(transition) };
}

/** <f, T f> / <f, f> of a process's function less its mean, under the chain's own stationary law. */
function shrinkage({ centres, transition, law }: LearnedChain, processes: ProcessFunctions, p: number): number {
  const raw = valuesAt(processes, p, centres);
  const mean = raw.reduce((sum, value, i) => sum + law[i]! * value, 0);
  const f = raw.map((value) => value - mean);
  let overlap = 0;
  let squares = 0;
  for (let i = 0; i < f.length; i++) {
    let next = 0;
    for (let j = 0; j < f.length; j++) next += transition.data[i * f.length + j]! * f[j]!;
    overlap += law[i]! * f[i]! * next;
    squares += law[i]! * f[i]! * f[i]!;
  }
  return overlap / squares;
}
