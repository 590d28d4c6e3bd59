// Rigid superposition without reflection (Kabsch 1976), minimal RMSD, and the mean structure of an ensemble.
// T frames, A atoms.

import { type FloatArray, ShapeError } from "../base/index.js";
import { createFitScratch, type FitScratch, fitRotation } from "./quaternion-fit.js";

/** A reference made ready: what every frame needs of it. */
interface Target {
  readonly nAtoms: number;
  /** (A, 3) about the weighted centroid. */
  readonly centred: Float64Array;
  readonly centroid: Float64Array;
  /** (A) */
  readonly weights: Float64Array;
  readonly totalWeight: number;
  /** Sum of w |b|^2. */
  readonly spread: number;
}

/**
 * Moves and turns every frame onto the reference, in place.
 * @param positions (T, A, 3) nm
 * @param reference (A, 3) nm; frames come to lie about its centroid
 * @param weights (A) not negative; all atoms equally when left out
 * @throws ShapeError
 */
export function superposeBlock(
  positions: Float32Array,
  nFrames: number,
  nAtoms: number,
  reference: FloatArray,
  weights?: FloatArray,
): void {
  expectFrames("superposeBlock", positions, nFrames, nAtoms);
  const target = prepareTarget("superposeBlock", nAtoms, reference, weights);
  const { scratch, centroid } = createWorkspace();
  for (let t = 0; t < nFrames; t++) {
    const frame = t * nAtoms * 3;
    alignFrame(positions, frame, target, centroid, scratch);
    moveFrame(positions, frame, target, centroid, scratch.rotation, positions, frame);
  }
}

/**
 * The RMSD of every frame to the reference after superposition.
 * @param positions (T, A, 3) nm, left as they are
 * @param reference (A, 3) nm
 * @param weights (A) not negative
 * @returns (T) nm
 * @throws ShapeError
 */
export function rmsd(
  positions: Float32Array,
  nFrames: number,
  nAtoms: number,
  reference: FloatArray,
  weights?: FloatArray,
): Float64Array {
  expectFrames("rmsd", positions, nFrames, nAtoms);
  const target = prepareTarget("rmsd", nAtoms, reference, weights);
  const { scratch, centroid } = createWorkspace();
  const out = new Float64Array(nFrames);
  for (let t = 0; t < nFrames; t++) {
    const residual = alignFrame(positions, t * nAtoms * 3, target, centroid, scratch);
    out[t] = Math.sqrt(Math.max(0, residual) / target.totalWeight);
  }
  return out;
}

const MAX_ITERATIONS = 20;
const CONVERGED_NM = 1e-6;

/**
 * The mean of all frames, each superposed on that mean: found by superposing on the first frame, then on each mean in turn.
 * @param positions (T, A, 3) nm, T at least 1, left as they are
 * @returns (A, 3) nm about the origin, turned as the first frame is
 * @throws ShapeError
 */
export function meanStructure(positions: Float32Array, nFrames: number, nAtoms: number): Float32Array {
  expectFrames("meanStructure", positions, nFrames, nAtoms);
  if (nFrames === 0) throw new ShapeError("meanStructure: want T > 0 frames, got 0");
  const { scratch, centroid } = createWorkspace();
  const moved = new Float64Array(nAtoms * 3);
  let mean = centredCopy(positions.subarray(0, nAtoms * 3));
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const target = prepareTarget("meanStructure", nAtoms, mean);
    const sum = new Float64Array(nAtoms * 3);
    for (let t = 0; t < nFrames; t++) {
      alignFrame(positions, t * nAtoms * 3, target, centroid, scratch);
      moveFrame(positions, t * nAtoms * 3, target, centroid, scratch.rotation, moved, 0);
      for (let k = 0; k < moved.length; k++) sum[k]! += moved[k]!;
    }
    const next = sum.map((value) => value / nFrames);
    const change = Math.sqrt(squaredDifference(next, mean) / nAtoms);
    mean = next;
    if (change < CONVERGED_NM) break;
  }
  return Float32Array.from(mean);
}

function createWorkspace(): { scratch: FitScratch; centroid: Float64Array } {
  return { scratch: createFitScratch(), centroid: new Float64Array(3) };
}

function prepareTarget(where: string, nAtoms: number, reference: FloatArray, weights?: FloatArray): Target {
  if (reference.length !== nAtoms * 3) {
    throw new ShapeError(`${where}: want a reference of (A = ${nAtoms}, 3), got ${reference.length} numbers`);
  }
  if (weights !== undefined && weights.length !== nAtoms) {
    throw new ShapeError(`${where}: want weights of (A = ${nAtoms}), got ${weights.length}`);
  }
  const w = weights === undefined ? new Float64Array(nAtoms).fill(1) : Float64Array.from(weights);
  const totalWeight = w.reduce((sum, x) => sum + x, 0);
  const centred = Float64Array.from(reference);
  const centroid = new Float64Array(3);
  fillCentroid(centred, 0, w, totalWeight, centroid);
  let spread = 0;
  for (let i = 0; i < centred.length; i++) {
    centred[i]! -= centroid[i % 3]!;
    spread += w[Math.floor(i / 3)]! * centred[i]! ** 2;
  }
  return { nAtoms, centred, centroid, weights: w, totalWeight, spread };
}

/**
 * Fits one frame: its centroid into `centroid`, the rotation into `scratch.rotation`.
 * @returns the weighted sum of squared distances that remains, to rounding
 */
function alignFrame(
  positions: Float32Array,
  frame: number,
  target: Target,
  centroid: Float64Array,
  scratch: FitScratch,
): number {
  const { nAtoms, centred, weights } = target;
  fillCentroid(positions, frame, weights, target.totalWeight, centroid);
  const [cx, cy, cz] = [centroid[0]!, centroid[1]!, centroid[2]!];
  let [xx, xy, xz, yx, yy, yz, zx, zy, zz, spread] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < nAtoms; i++) {
    const w = weights[i]!;
    const x = positions[frame + 3 * i]! - cx;
    const y = positions[frame + 3 * i + 1]! - cy;
    const z = positions[frame + 3 * i + 2]! - cz;
    const bx = w * centred[3 * i]!;
    const by = w * centred[3 * i + 1]!;
    const bz = w * centred[3 * i + 2]!;
    spread += w * (x * x + y * y + z * z);
    xx += x * bx;
    xy += x * by;
    xz += x * bz;
    yx += y * bx;
    yy += y * by;
    yz += y * bz;
    zx += z * bx;
    zy += z * by;
    zz += z * bz;
  }
  const { covariance } = scratch;
  covariance[0] = xx;
  covariance[1] = xy;
  covariance[2] = xz;
  covariance[3] = yx;
  covariance[4] = yy;
  covariance[5] = yz;
  covariance[6] = zx;
  covariance[7] = zy;
  covariance[8] = zz;
  return spread + target.spread - 2 * fitRotation(scratch);
}

/** Writes the frame, turned about its centroid and moved to the target's, into `out` at `outFrame` (may be the frame itself). */
function moveFrame(
  positions: Float32Array,
  frame: number,
  target: Target,
  centroid: Float64Array,
  rotation: Float64Array,
  out: FloatArray,
  outFrame: number,
): void {
  const [r0, r1, r2] = [rotation[0]!, rotation[1]!, rotation[2]!];
  const [r3, r4, r5] = [rotation[3]!, rotation[4]!, rotation[5]!];
  const [r6, r7, r8] = [rotation[6]!, rotation[7]!, rotation[8]!];
  for (let i = 0; i < 3 * target.nAtoms; i += 3) {
    const x = positions[frame + i]! - centroid[0]!;
    const y = positions[frame + i + 1]! - centroid[1]!;
    const z = positions[frame + i + 2]! - centroid[2]!;
    out[outFrame + i] = r0 * x + r1 * y + r2 * z + target.centroid[0]!;
    out[outFrame + i + 1] = r3 * x + r4 * y + r5 * z + target.centroid[1]!;
    out[outFrame + i + 2] = r6 * x + r7 * y + r8 * z + target.centroid[2]!;
  }
}

/** The weighted centroid of the atoms from `frame` on, into `centroid`. */
function fillCentroid(
  positions: FloatArray,
  frame: number,
  weights: Float64Array,
  totalWeight: number,
  centroid: Float64Array,
): void {
  let [x, y, z] = [0, 0, 0];
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i]!;
    x += w * positions[frame + 3 * i]!;
    y += w * positions[frame + 3 * i + 1]!;
    z += w * positions[frame + 3 * i + 2]!;
  }
  centroid[0] = x / totalWeight;
  centroid[1] = y / totalWeight;
  centroid[2] = z / totalWeight;
}

function centredCopy(structure: Float32Array): Float64Array {
  const weights = new Float64Array(structure.length / 3).fill(1);
  const centroid = new Float64Array(3);
  fillCentroid(structure, 0, weights, weights.length, centroid);
  return Float64Array.from(structure, (value, i) => value - centroid[i % 3]!);
}

function squaredDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
}

function expectFrames(where: string, positions: Float32Array, nFrames: number, nAtoms: number): void {
  if (positions.length === nFrames * nAtoms * 3) return;
  throw new ShapeError(
    `${where}: want positions of (T = ${nFrames}, A = ${nAtoms}, 3), got ${positions.length} numbers`,
  );
}
