// Mean and deviation of every bond length and bond angle, frames coming block by block. T frames, A atoms.

import type { Matrix32 } from "../base/index.js";
import type { GeometryRanges } from "../decoder/index.js";
import { squaredDistance } from "../features/index.js";
import type { MomentsOfMany } from "./evidence-data.js";

const DEGREES = 180 / Math.PI;

/** The two ends of an angle, and between them its vertex. */
type Angle = readonly [number, number, number];

/** Takes frames in; lengths in nm, angles in degrees. */
export function createBondMeter({ bonds }: GeometryRanges): {
  add(frames: Matrix32): void;
  finish(): { bondLengths: MomentsOfMany; bondAngles: MomentsOfMany };
} {
  const pairs = bonds.map(({ atoms }) => atoms);
  const angles = anglesOf(pairs);
  const lengths = createSums(pairs.length);
  const values = createSums(angles.length);
  return {
    add: ({ data, rows, cols }) => {
      for (let t = 0; t < rows; t++) {
        const frame = t * cols;
        pairs.forEach(([i, j], b) => {
          lengths.add(b, Math.sqrt(squaredDistance(data, frame + 3 * i, frame + 3 * j)));
        });
        angles.forEach((angle, a) => {
          values.add(a, angleOf(data, frame, angle));
        });
      }
    },
    finish: () => ({ bondLengths: lengths.finish(), bondAngles: values.finish() }),
  };
}

function anglesOf(bonds: readonly (readonly [number, number])[]): Angle[] {
  const neighbours = new Map<number, number[]>();
  for (const [i, j] of bonds) {
    neighbours.set(i, [...(neighbours.get(i) ?? []), j]);
    neighbours.set(j, [...(neighbours.get(j) ?? []), i]);
  }
  return [...neighbours].flatMap(([vertex, ends]) =>
    ends.flatMap((i, a) => ends.slice(a + 1).map((k): Angle => [i, vertex, k])),
  );
}

/** By the law of cosines. */
function angleOf(data: Float32Array, frame: number, [i, vertex, k]: Angle): number {
  const a = squaredDistance(data, frame + 3 * i, frame + 3 * vertex);
  const b = squaredDistance(data, frame + 3 * k, frame + 3 * vertex);
  const c = squaredDistance(data, frame + 3 * i, frame + 3 * k);
  return DEGREES * Math.acos(Math.min(1, Math.max(-1, (a + b - c) / (2 * Math.sqrt(a * b)))));
}

/** Running moments (Welford), of many quantities that are all seen in every frame. */
function createSums(n: number): { add(k: number, value: number): void; finish(): MomentsOfMany } {
  const mean = new Float64Array(n);
  const squares = new Float64Array(n);
  const counts = new Float64Array(n);
  return {
    add: (k, value) => {
      counts[k]!++;
      const deviation = value - mean[k]!;
      mean[k]! += deviation / counts[k]!;
      squares[k]! += deviation * (value - mean[k]!);
    },
    finish: () => ({ mean, std: squares.map((sum, k) => Math.sqrt(sum / counts[k]!)) }),
  };
}
