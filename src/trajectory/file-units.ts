// The units that files with names and attributes give their numbers in, and the factors to ours.

export type Units = Readonly<Record<string, number>>;

/** To nm. */
export const LENGTH_UNITS: Units = {
  angstrom: 0.1,
  angstroms: 0.1,
  a: 0.1,
  nanometer: 1,
  nanometers: 1,
  nm: 1,
};

/** To ps; LAMMPS states its own units. */
export const TIME_UNITS: Units = {
  picosecond: 1,
  picoseconds: 1,
  ps: 1,
  femtosecond: 1e-3,
  femtoseconds: 1e-3,
  fs: 1e-3,
  nanosecond: 1e3,
  nanoseconds: 1e3,
  ns: 1e3,
};

/** To degrees. */
export const ANGLE_UNITS: Units = { degree: 1, degrees: 1 };
