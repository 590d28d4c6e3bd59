// Measures decoded atoms, frames coming block by block. K frames, A atoms, B bins.

import { columnOf, expectShape, type FloatArray, type Matrix32, type Matrix64, zeros64 } from "../base/index.js";
import { checkGeometry, type GeometryRanges, radiusOfGyration } from "../decoder/index.js";
import { dihedral, squaredDistance } from "../features/index.js";
import { type Bins, binOf } from "./bins.js";
import { blockErrors } from "./block-errors.js";
import { createBondMeter } from "./bond-statistics.js";
import {
  BLOCKS,
  type BlockCounts,
  type GeometryEvidence,
  type MolecularEvidence,
  type TicaEvidence,
} from "./evidence-data.js";
import { type MolecularObservables, TORSION_BINS } from "./molecular-observables.js";
import { createPairMeter } from "./pair-distances.js";
import { projectOnTica, type TicaModel } from "./tica.js";

/** Takes frames in; `block` is the one of the five that they belong to. */
interface Meter<Result> {
  add(frames: Matrix32, block: number): void;
  finish(): Result;
}

export function createMolecularMeter(observables: MolecularObservables): Meter<MolecularEvidence> {
  const { nAtoms, torsions, distances } = observables;
  const gyration = createGyrationMeter(observables.gyration, nAtoms);
  const torsionCounts = torsions.map(() => emptyCounts(TORSION_BINS));
  const distanceCounts = distances.map(({ bins }) => emptyCounts(bins));
  const pairs = observables.pairs && createPairMeter(observables.pairs);
  const tica = observables.tica && createTicaMeter(observables.tica);
  const geometry = observables.geometry && createGeometryMeter(observables.geometry);
  return {
    add: (frames, block) => {
      expectShape("evidence, coordinates", frames, { K: null, "3 A": 3 * nAtoms });
      gyration.add(frames, block);
      torsions.forEach(({ atoms }, k) => {
        countInto(torsionCounts[k]!, block, TORSION_BINS, dihedral(frames.data, frames.rows, nAtoms, atoms));
      });
      distances.forEach(({ atoms, bins }, k) => {
        countInto(distanceCounts[k]!, block, bins, lengthsOf(frames, atoms));
      });
      pairs?.add(frames);
      tica?.add(frames, block);
      geometry?.add(frames, block);
    },
    finish: () => ({
      ...gyration.finish(),
      torsions: torsionCounts,
      distances: distanceCounts,
      pairs: pairs?.finish() ?? null,
      tica: tica?.finish() ?? null,
      geometry: geometry?.finish() ?? null,
    }),
  };
}

export function emptyCounts(bins: Bins): BlockCounts {
  return zeros64(BLOCKS, bins.count);
}

export function countInto(counts: BlockCounts, block: number, bins: Bins, values: FloatArray): void {
  const row = block * bins.count;
  for (let t = 0; t < values.length; t++) {
    const bin = binOf(bins, values[t]!);
    if (bin >= 0) counts.data[row + bin]! += 1;
  }
}

function lengthsOf({ data, rows, cols }: Matrix32, [i, j]: readonly [number, number]): Float64Array {
  const lengths = new Float64Array(rows);
  for (let t = 0; t < rows; t++) lengths[t] = Math.sqrt(squaredDistance(data, t * cols + 3 * i, t * cols + 3 * j));
  return lengths;
}

function createGyrationMeter(
  bins: Bins,
  nAtoms: number,
): Meter<Pick<MolecularEvidence, "gyration" | "gyrationCounts">> {
  const gyrationCounts = emptyCounts(bins);
  const counts = new Float64Array(BLOCKS);
  const sums = new Float64Array(BLOCKS);
  let squares = 0;
  return {
    add: ({ data, rows }, block) => {
      const radii = radiusOfGyration(data, rows, nAtoms);
      countInto(gyrationCounts, block, bins, radii);
      for (const radius of radii) {
        sums[block]! += radius;
        squares += radius * radius;
      }
      counts[block]! += rows;
    },
    finish: () => {
      const total = counts.reduce((sum, count) => sum + count, 0);
      const mean = sums.reduce((sum, radius) => sum + radius, 0) / total;
      const std = Math.sqrt(Math.max(0, squares / total - mean * mean));
      const { sem } = blockErrors(Array.from(sums, (sum, block) => sum / counts[block]!));
      return { gyration: { mean, std, sem }, gyrationCounts };
    },
  };
}

function createTicaMeter(model: TicaModel): Meter<TicaEvidence> {
  const coordinates = model.bins.map(emptyCounts);
  const surfaces = model.surfaces.map(
    ([x, y]): Matrix64 => zeros64(model.surfaceBins[y]!.count, model.surfaceBins[x]!.count),
  );
  return {
    add: (frames, block) => {
      const projected = projectOnTica(model, frames);
      const columns = model.bins.map((_, k) => columnOf(projected, k));
      columns.forEach((values, k) => {
        countInto(coordinates[k]!, block, model.bins[k]!, values);
      });
      model.surfaces.forEach(([x, y], s) => {
        const [xBins, yBins] = [model.surfaceBins[x]!, model.surfaceBins[y]!];
        for (let t = 0; t < frames.rows; t++) {
          const col = binOf(xBins, columns[x]![t]!);
          const row = binOf(yBins, columns[y]![t]!);
          if (row >= 0 && col >= 0) surfaces[s]!.data[row * xBins.count + col]! += 1;
        }
      });
    },
    finish: () => ({ coordinates, surfaces }),
  };
}

function createGeometryMeter(ranges: GeometryRanges): Meter<GeometryEvidence> {
  const sums = { bondsInRange: 0, framesAllBonds: 0, clashesPerFrame: 0, wrongChirality: 0 };
  const bonds = createBondMeter(ranges);
  let total = 0;
  return {
    add: (frames) => {
      const { data, rows } = frames;
      const check = checkGeometry(ranges, data, rows);
      bonds.add(frames);
      sums.bondsInRange += rows * check.bondsInRange;
      sums.framesAllBonds += rows * check.framesAllBonds;
      sums.clashesPerFrame += rows * check.clashesPerFrame;
      sums.wrongChirality += rows * check.wrongChirality;
      total += rows;
    },
    finish: () => ({
      bondsInRange: sums.bondsInRange / total,
      framesAllBonds: sums.framesAllBonds / total,
      clashesPerFrame: sums.clashesPerFrame / total,
      wrongChirality: sums.wrongChirality / total,
      ...bonds.finish(),
    }),
  };
}
