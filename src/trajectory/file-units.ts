// The units that files with names and attributes give their numbers in, and the factors to ours.

import { FormatError } from "../base/index.js";

/** The units of a quantity. */
export interface Units {
  /** To our own unit, by name. */
  readonly factors: Readonly<Record<string, number>>;
  /** What is meant where a file gives none. */
  readonly usual: string;
}

/** To nm. */
export const LENGTH_UNITS: Units = {
  factors: { angstrom: 0.1, angstroms: 0.1, a: 0.1, nanometer: 1, nanometers: 1, nm: 1 },
  usual: "nanometer",
};

/** To ps; LAMMPS states its own units. */
export const TIME_UNITS: Units = {
  factors: {
    picosecond: 1,
    picoseconds: 1,
    ps: 1,
    femtosecond: 1e-3,
    femtoseconds: 1e-3,
    fs: 1e-3,
    nanosecond: 1e3,
    nanoseconds: 1e3,
    ns: 1e3,
  },
  usual: "picosecond",
};

/** To degrees. */
export const ANGLE_UNITS: Units = { factors: { degree: 1, degrees: 1 }, usual: "degree" };

/**
 * The factor from what a file has written to our own unit.
 * @param field what is measured, for the message
 * @param written the unit's name, "" where the file gives none
 * @throws FormatError when the unit is unknown
 */
export function factorOfUnit(file: string, field: string, written: string, { factors, usual }: Units): number {
  const name = written.trim().toLowerCase() || usual;
  if (Object.hasOwn(factors, name)) return factors[name]!;
  throw new FormatError(file, `has ${field} in the unit "${written}", wanted ${usual}`);
}
