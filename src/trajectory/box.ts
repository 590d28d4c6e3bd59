// Periodic boxes: three vectors, row by row (9 numbers, nm), the first along x and the second in the plane of x and y.

/** Edge lengths in nm and angles in degrees: a, b, c, alpha (b and c), beta (a and c), gamma (a and b). */
export type UnitCell = readonly [number, number, number, number, number, number];

const DEGREE = Math.PI / 180;

/** The box vectors of a unit cell. */
export function boxOfCell([a, b, c, alpha, beta, gamma]: UnitCell): Float32Array {
  const cos = (degrees: number): number => (degrees === 90 ? 0 : Math.cos(degrees * DEGREE));
  const sinGamma = gamma === 90 ? 1 : Math.sin(gamma * DEGREE);
  const cx = c * cos(beta);
  const cy = (c * (cos(alpha) - cos(beta) * cos(gamma))) / sinGamma;
  return Float32Array.of(a, 0, 0, b * cos(gamma), b * sinGamma, 0, cx, cy, Math.sqrt(c * c - cx * cx - cy * cy));
}

const ANGSTROM = Math.fround(0.1);

/** The box, or null where it stands for none: it has no volume, or is the cube of 1 angstrom of structures without a crystal. */
export function realBox(box: Float32Array): Float32Array | null {
  const isAngstrom = [box[0]!, box[4]!, box[8]!].every((edge) => edge === ANGSTROM);
  return hasVolume(box) && !isAngstrom ? box : null;
}

/** Whether (9) numbers are a box: finite, and long in all three directions. */
export function hasVolume(box: Float32Array): boolean {
  return box.every(Number.isFinite) && box[0]! > 0 && box[4]! > 0 && box[8]! > 0;
}

/**
 * The box of a unit cell as files store it, lengths and angles apart; null where a length of 0 stands for none.
 * @throws what `fail` makes of a cell that cannot be
 */
export function boxOfStoredCell(
  lengths: Float64Array,
  angles: Float64Array,
  fail: (problem: string) => Error,
): Float32Array | null {
  if (lengths.includes(0)) return null;
  const cell = [...lengths, ...angles] as unknown as UnitCell;
  const box = boxOfCell(cell);
  if (!hasVolume(box)) throw fail(`has the impossible unit cell ${cell.join(" ")}`);
  return box;
}

/** The unit cell of box vectors, (9) nm. */
export function cellOfBox(box: ArrayLike<number>): UnitCell {
  const row = (i: number): [number, number, number] => [box[3 * i]!, box[3 * i + 1]!, box[3 * i + 2]!];
  const [a, b, c] = [row(0), row(1), row(2)];
  const angle = (u: readonly number[], v: readonly number[]): number => {
    const dot = u[0]! * v[0]! + u[1]! * v[1]! + u[2]! * v[2]!;
    return dot === 0 ? 90 : Math.acos(dot / (Math.hypot(...u) * Math.hypot(...v))) / DEGREE;
  };
  return [Math.hypot(...a), Math.hypot(...b), Math.hypot(...c), angle(b, c), angle(a, c), angle(a, b)];
}

/**
 * The distance of two atoms, over the box's faces if that is shorter; exact for what is nearer than half the box.
 * @param positions (A, 3) nm
 * @param box (9) nm, null for none
 */
export function distanceNm(positions: Float32Array, i: number, j: number, box: Float32Array | null): number {
  let x = positions[3 * i]! - positions[3 * j]!;
  let y = positions[3 * i + 1]! - positions[3 * j + 1]!;
  let z = positions[3 * i + 2]! - positions[3 * j + 2]!;
  if (box !== null) {
    const alongC = Math.round(z / box[8]!);
    x -= alongC * box[6]!;
    y -= alongC * box[7]!;
    z -= alongC * box[8]!;
    const alongB = Math.round(y / box[4]!);
    x -= alongB * box[3]!;
    y -= alongB * box[4]!;
    x -= Math.round(x / box[0]!) * box[0]!;
  }
  return Math.hypot(x, y, z);
}

/** How far a vector may be off its axis, as a part of the longest edge. */
const ORIENTATION_TOLERANCE = 1e-5;

/** Box vectors as files give them, (9) nm, with their three zeros made exact; null when they lie otherwise. */
export function orientedBox(vectors: ArrayLike<number>): Float32Array | null {
  const box = Float32Array.from(vectors);
  const longest = Math.max(...box.map(Math.abs));
  for (const k of [1, 2, 5]) {
    if (!(Math.abs(box[k]!) <= ORIENTATION_TOLERANCE * longest)) return null;
    box[k] = 0;
  }
  return box;
}
