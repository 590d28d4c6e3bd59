// MD's geometry as arrays. A atoms, n distances or stereocentres.

import { FormatError, type NamedArray, type NamedArrays } from "../base/index.js";
import type { GeometryRanges } from "../decoder/index.js";
import { type StoredArrays, single, vector } from "./stored-arrays.js";

type DistanceRange = GeometryRanges["bonds"][number];
type Stereocentre = GeometryRanges["stereocentres"][number];

export function geometryArrays({ bonds, angles, stereocentres, clashes }: GeometryRanges): NamedArrays {
  return {
    "bonds.atoms": pairArray(bonds),
    "bonds.ranges": rangeArray(bonds),
    "angles.atoms": pairArray(angles),
    "angles.ranges": rangeArray(angles),
    "stereocentres.atoms": {
      shape: [stereocentres.length, 4],
      data: Int32Array.from(stereocentres.flatMap(({ atom, neighbours }) => [atom, ...neighbours])),
    },
    "stereocentres.signs": vector(Float32Array.from(stereocentres, ({ sign }) => sign)),
    "clashes.atoms": vector(Int32Array.from(clashes.atoms)),
    "clashes.cutoff_nm": single(clashes.cutoffNm),
    "clashes.per_frame": single(clashes.perFrame),
  };
}

/** (n, 2) the two atoms. */
function pairArray(distances: readonly DistanceRange[]): NamedArray {
  return { shape: [distances.length, 2], data: Int32Array.from(distances.flatMap(({ atoms }) => atoms)) };
}

/** (n, 4) nm: least, greatest, 0.5 % and 99.5 % quantile. */
function rangeArray(distances: readonly DistanceRange[]): NamedArray {
  const data = Float64Array.from(distances.flatMap(({ min, max, low, high }) => [min, max, low, high]));
  return { shape: [distances.length, 4], data };
}

/** @throws FormatError naming what does not fit */
export function restoreGeometry(nAtoms: number, arrays: StoredArrays): GeometryRanges {
  return {
    nAtoms,
    bonds: restoreDistances(nAtoms, arrays.within("bonds")),
    angles: restoreDistances(nAtoms, arrays.within("angles")),
    stereocentres: restoreStereocentres(nAtoms, arrays.within("stereocentres")),
    clashes: {
      atoms: [...arrays.atoms("clashes.atoms", [null], nAtoms)],
      cutoffNm: arrays.number("clashes.cutoff_nm"),
      perFrame: arrays.number("clashes.per_frame"),
    },
  };
}

function restoreDistances(nAtoms: number, arrays: StoredArrays): DistanceRange[] {
  const atoms = arrays.atoms("atoms", [null, 2], nAtoms);
  const n = atoms.length / 2;
  const ranges = arrays.float64("ranges", [n, 4]);
  return Array.from({ length: n }, (_, k) => {
    const [min, max, low, high] = ranges.subarray(4 * k, 4 * k + 4) as unknown as [number, number, number, number];
    return { atoms: [atoms[2 * k]!, atoms[2 * k + 1]!], min, max, low, high };
  });
}

function restoreStereocentres(nAtoms: number, arrays: StoredArrays): Stereocentre[] {
  const atoms = arrays.atoms("atoms", [null, 4], nAtoms);
  const n = atoms.length / 4;
  const signs = arrays.float32("signs", [n]);
  return Array.from({ length: n }, (_, k) => {
    const [atom, a, b, c] = atoms.subarray(4 * k, 4 * k + 4) as unknown as [number, number, number, number];
    const sign = signs[k];
    if (sign !== 1 && sign !== -1) throw new FormatError(arrays.file, `stereocentre ${k} has the sign ${sign}`);
    return { atom, neighbours: [a, b, c], sign };
  });
}
