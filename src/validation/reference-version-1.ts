// References stored before version 2, which measured less: what they lack is null.

type Json = { readonly [key: string]: unknown };

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;

/** Leaves what is no object as it is: the check of the whole says so. */
function extend(value: unknown, extension: Json): unknown {
  return isObject(value) ? { ...extension, ...value } : value;
}

/** @param stored JSON of version 1, whose arrays are still names */
export function fromVersion1(stored: unknown): unknown {
  if (!isObject(stored)) return stored;
  const { observables, evidence } = stored;
  return {
    ...stored,
    observables: isObject(observables)
      ? { ...observables, molecule: extend(observables["molecule"], { pairs: null }) }
      : observables,
    evidence: isObject(evidence)
      ? { passages: null, states: null, ...evidence, molecule: extendMolecule(evidence["molecule"]) }
      : evidence,
    msm: null,
  };
}

function extendMolecule(molecule: unknown): unknown {
  if (!isObject(molecule)) return molecule;
  return {
    pairs: null,
    ...molecule,
    geometry: extend(molecule["geometry"], { bondLengths: null, bondAngles: null }),
  };
}
