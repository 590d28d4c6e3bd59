// The rival: a Markov state model of the same frames, made as its users make it. Clusters in latent space, transitions counted
// at the lag time with every frame a start, the largest connected set, the reversible chain of greatest likelihood (Prinz et
// al., J. Chem. Phys. 2011, 134, 174105). T frames, D latent coordinates, K clusters, N states along psi_1, P processes.

import { columnOf, type Matrix32, type Matrix64, Rng, takeRows } from "../base/index.js";
import type { Segments } from "../features/index.js";
import { assignToCentres, type BlockEstimate, kMeans, spreadEvenly } from "../numerics/index.js";
import { binOf } from "./bins.js";
import { blockErrors } from "./block-errors.js";
import { BLOCKS, type StayingEvidence } from "./evidence-data.js";
import { type MarkovReading, readCounts } from "./markov-reading.js";
import type { Observables } from "./observables.js";
import type { Estimate } from "./results.js";
import { countMoves, MULTIPLES, sumOfBlocks } from "./state-evidence.js";

/** Plain data, kept with the model. Times are in lag times. */
export interface MarkovModel {
  /** Clusters, and how many of them are connected. */
  readonly nClusters: number;
  readonly nConnected: number;
  /** Share of the frames that are in the connected set. */
  readonly shareConnected: number;
  /** (P) at the lag time; null where unresolved. */
  readonly times: readonly (Estimate | null)[];
  /** (P, K) at the multiples of the lag time; NaN where unresolved. */
  readonly implied: { readonly value: Matrix64; readonly sem: Matrix64 };
  /** (B) stationary probabilities along each latent coordinate. */
  readonly profiles: readonly Float64Array[];
  readonly staying: StayingEvidence;
  /** Mean first passage times between the cores along psi_1; null where a core holds no cluster. */
  readonly passages: { readonly up: Estimate; readonly down: Estimate } | null;
}

const MAX_CLUSTERS = 100;
/** Frames that the clusters are found from, evenly spread. */
const CLUSTER_FRAMES = 20_000;

/**
 * @param latent psi (T, D) of the training MD
 * @param nProcesses P
 * @returns null where fewer than three clusters are connected
 */
export function fitMarkovModel(
  latent: Matrix32,
  observables: Observables,
  segments: Segments,
  nProcesses: number,
): MarkovModel | null {
  const { basins, lagFrames } = observables;
  const sample = takeRows(latent, spreadEvenly(latent.rows, CLUSTER_FRAMES));
  const nClusters = Math.min(MAX_CLUSTERS, Math.floor(Math.sqrt(latent.rows)));
  const centres = kMeans(sample, nClusters, Rng.fromSeed(0));
  const assigned = Int16Array.from(assignToCentres(latent, centres));
  const positions = columnOf(centres, 0);
  const moves = MULTIPLES.map((k) => countMoves(assigned, nClusters, segments, k * lagFrames));
  const readOf = (counts: readonly Matrix64[]) => readCounts(counts, positions, basins, nProcesses);
  const whole = readOf(moves.map(sumOfBlocks));
  if (whole === null) return null;
  const ofBlocks = Array.from({ length: BLOCKS }, (_, block) => readOf(moves.map((blocks) => blocks[block]!)));
  const { ofCluster, shareConnected } = weighFrames(assigned, nClusters, whole);
  return {
    nClusters,
    nConnected: whole.clusters.length,
    shareConnected,
    ...withErrors(whole, ofBlocks),
    profiles: observables.latent.map((bins, d) => {
      const profile = new Float64Array(bins.count);
      for (let t = 0; t < latent.rows; t++) {
        const bin = binOf(bins, latent.data[t * latent.cols + d]!);
        if (bin >= 0) profile[bin]! += ofCluster[assigned[t]!]!;
      }
      return profile;
    }),
  };
}

/** Standard errors from the spread over the blocks. */
function withErrors(
  whole: MarkovReading,
  ofBlocks: readonly (MarkovReading | null)[],
): Pick<MarkovModel, "times" | "implied" | "staying" | "passages"> {
  const errorOf = (quantity: (reading: MarkovReading) => number): BlockEstimate =>
    blockErrors(ofBlocks.map((reading) => reading && quantity(reading)));
  const errorsOf = (quantity: (reading: MarkovReading) => Matrix64): Matrix64 => {
    const { data, rows, cols } = quantity(whole);
    return { data: data.map((_, i) => errorOf((reading) => quantity(reading).data[i]!).sem), rows, cols };
  };
  const { implied, predicted, estimated, passages } = whole;
  const estimate = (value: number, of: (reading: MarkovReading) => number): Estimate => ({ value, ...errorOf(of) });
  return {
    times: Array.from({ length: implied.rows }, (_, p) => {
      const at = p * implied.cols;
      return Number.isNaN(implied.data[at])
        ? null
        : estimate(implied.data[at]!, (reading) => reading.implied.data[at]!);
    }),
    implied: { value: implied, sem: errorsOf((reading) => reading.implied) },
    staying: {
      predicted,
      estimated,
      estimatedSem: errorsOf((reading) => reading.estimated),
      differenceSem: errorsOf((reading) => subtract(reading.estimated, reading.predicted)),
    },
    passages: passages && {
      up: estimate(passages.up, (reading) => reading.passages?.up ?? Number.NaN),
      down: estimate(passages.down, (reading) => reading.passages?.down ?? Number.NaN),
    },
  };
}

function subtract(a: Matrix64, b: Matrix64): Matrix64 {
  return { ...a, data: a.data.map((value, i) => value - b.data[i]!) };
}

/** The weight of each frame of a cluster, so that the clusters have their stationary probabilities. */
function weighFrames(
  assigned: Int16Array,
  nClusters: number,
  { clusters, chain }: MarkovReading,
): { ofCluster: Float64Array; shareConnected: number } {
  const counts = new Float64Array(nClusters);
  for (const cluster of assigned) counts[cluster]!++;
  const ofCluster = new Float64Array(nClusters);
  let connected = 0;
  clusters.forEach((cluster, i) => {
    ofCluster[cluster] = chain.law[i]! / counts[cluster]!;
    connected += counts[cluster]!;
  });
  return { ofCluster, shareConnected: connected / assigned.length };
}
