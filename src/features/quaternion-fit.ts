// The best rotation of one set of points onto another as the top eigenvector of a 4 x 4 matrix: Horn, J. Opt. Soc. Am. A
// 1987, 4, 629. A unit quaternion is always a proper rotation, so a mirror image is never superposed on its original.

/** The working memory of one call; nothing is allocated frame by frame. */
export interface FitScratch {
  /** (3, 3) sum over atoms of w a_x b_y, a the centred frame, b the centred reference. */
  readonly covariance: Float64Array;
  /** (4, 4) */
  readonly key: Float64Array;
  /** (4, 4) eigenvectors as columns. */
  readonly vectors: Float64Array;
  /** (3, 3) row-major: b ~ rotation a. */
  readonly rotation: Float64Array;
}

export function createFitScratch(): FitScratch {
  return {
    covariance: new Float64Array(9),
    key: new Float64Array(16),
    vectors: new Float64Array(16),
    rotation: new Float64Array(9),
  };
}

/**
 * Finds the rotation that maximises the sum of w b . (R a), from `scratch.covariance` into `scratch.rotation`.
 * @returns that maximum
 */
export function fitRotation(scratch: FitScratch): number {
  fillKeyMatrix(scratch.covariance, scratch.key);
  diagonalise(scratch.key, scratch.vectors);
  let top = 0;
  for (let k = 1; k < 4; k++) if (scratch.key[5 * k]! > scratch.key[5 * top]!) top = k;
  const { vectors } = scratch;
  fillRotation(vectors[top]!, vectors[4 + top]!, vectors[8 + top]!, vectors[12 + top]!, scratch.rotation);
  return scratch.key[5 * top]!;
}

/** Horn 1987, section 4.A, matrix N. */
function fillKeyMatrix(s: Float64Array, key: Float64Array): void {
  const [xx, xy, xz] = [s[0]!, s[1]!, s[2]!];
  const [yx, yy, yz] = [s[3]!, s[4]!, s[5]!];
  const [zx, zy, zz] = [s[6]!, s[7]!, s[8]!];
  key[0] = xx + yy + zz;
  key[5] = xx - yy - zz;
  key[10] = yy - xx - zz;
  key[15] = zz - xx - yy;
  key[1] = key[4] = yz - zy;
  key[2] = key[8] = zx - xz;
  key[3] = key[12] = xy - yx;
  key[6] = key[9] = xy + yx;
  key[7] = key[13] = zx + xz;
  key[11] = key[14] = yz + zy;
}

const MAX_SWEEPS = 20;
const RELATIVE_TOLERANCE = 1e-32; // of squares: off-diagonal elements below 1e-16 of the whole

/** Cyclic Jacobi: leaves the eigenvalues on the diagonal of `a` (4, 4) and the eigenvectors in the columns of `v`. */
function diagonalise(a: Float64Array, v: Float64Array): void {
  v.fill(0);
  for (let k = 0; k < 4; k++) v[5 * k] = 1;
  let norm = 0;
  for (let k = 0; k < 16; k++) norm += a[k]! * a[k]!;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < 3; p++) for (let q = p + 1; q < 4; q++) off += a[4 * p + q]! * a[4 * p + q]!;
    if (off <= RELATIVE_TOLERANCE * norm) return;
    for (let p = 0; p < 3; p++) for (let q = p + 1; q < 4; q++) rotatePlane(a, v, p, q);
  }
}

/** One Jacobi rotation that makes a[p, q] zero (Golub and Van Loan, Matrix Computations, section 8.5). */
function rotatePlane(a: Float64Array, v: Float64Array, p: number, q: number): void {
  const apq = a[4 * p + q]!;
  if (apq === 0) return;
  const theta = (a[5 * q]! - a[5 * p]!) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < 4; k++) {
    const akp = a[4 * k + p]!;
    const akq = a[4 * k + q]!;
    a[4 * k + p] = c * akp - s * akq;
    a[4 * k + q] = s * akp + c * akq;
  }
  for (let k = 0; k < 4; k++) {
    const apk = a[4 * p + k]!;
    const aqk = a[4 * q + k]!;
    a[4 * p + k] = c * apk - s * aqk;
    a[4 * q + k] = s * apk + c * aqk;
    const vkp = v[4 * k + p]!;
    const vkq = v[4 * k + q]!;
    v[4 * k + p] = c * vkp - s * vkq;
    v[4 * k + q] = s * vkp + c * vkq;
  }
}

/** The rotation matrix of the unit quaternion w + x i + y j + z k. */
function fillRotation(w: number, x: number, y: number, z: number, rotation: Float64Array): void {
  rotation[0] = w * w + x * x - y * y - z * z;
  rotation[1] = 2 * (x * y - w * z);
  rotation[2] = 2 * (x * z + w * y);
  rotation[3] = 2 * (x * y + w * z);
  rotation[4] = w * w - x * x + y * y - z * z;
  rotation[5] = 2 * (y * z - w * x);
  rotation[6] = 2 * (x * z - w * y);
  rotation[7] = 2 * (y * z + w * x);
  rotation[8] = w * w - x * x - y * y + z * z;
}
