// Random rotations and translations for property tests.

import fc from "fast-check";

/** A unit quaternion (w, x, y, z), arbitrary. */
export const quaternion = fc
  .tuple(...[0, 1, 2, 3].map(() => fc.double({ min: -1, max: 1, noNaN: true })))
  .filter((q) => Math.hypot(...q) > 0.1)
  .map((q) => q.map((x) => x / Math.hypot(...q)));

/** Every point turned by the quaternion q, p + 2 w (v x p) + 2 v x (v x p) (Rodrigues), then moved by `shift`. */
export function moved(positions: Float32Array, q: readonly number[], shift: readonly number[]): Float32Array {
  const w = q[0]!;
  const v = q.slice(1);
  const out = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const p = [...positions.subarray(i, i + 3)];
    const once = cross(v, p);
    const twice = cross(v, once);
    for (let k = 0; k < 3; k++) out[i + k] = p[k]! + 2 * (w * once[k]! + twice[k]!) + shift[k]!;
  }
  return out;
}

function cross(a: readonly number[], b: readonly number[]): number[] {
  return [a[1]! * b[2]! - a[2]! * b[1]!, a[2]! * b[0]! - a[0]! * b[2]!, a[0]! * b[1]! - a[1]! * b[0]!];
}
