// Decoded structures, source against source: geometry, torsions, distances, size.

import { jensenShannon } from "../numerics/index.js";
import { type Bins, centresOf, widthOf } from "./bins.js";
import { densityCurve, totalCounts } from "./curves.js";
import type { BlockCounts, MolecularEvidence } from "./evidence-data.js";
import type { Distribution } from "./figure-data.js";
import { TORSION_BINS } from "./molecular-observables.js";
import type { Observables } from "./observables.js";
import type { StructureResult } from "./results.js";
import { askEach, type Sources } from "./sources.js";

/** Null for a system without atoms, or without a known geometry. */
export function compareStructures(
  { molecule }: Observables,
  sources: Sources,
  rmsdToNative: StructureResult["rmsd_to_native_nm"],
): StructureResult | null {
  const [md, heldOut, lss] = [sources.md.molecule, sources.held_out?.molecule ?? null, sources.lss.molecule];
  if (!molecule?.geometry || !md?.geometry || !lss?.geometry) return null;
  return {
    bonds_in_md_range: lss.geometry.bondsInRange,
    frames_all_bonds_valid: lss.geometry.framesAllBonds,
    clashes_per_frame: { md: md.geometry.clashesPerFrame, lss: lss.geometry.clashesPerFrame },
    wrong_chirality: molecule.geometry.stereocentres.length === 0 ? null : lss.geometry.wrongChirality,
    torsion_jsd: compareTorsions(md, heldOut, lss),
    rg_nm: { md: md.gyration, held_out: heldOut?.gyration ?? null, lss: lss.gyration },
    rmsd_to_native_nm: rmsdToNative,
  };
}

/** Jensen-Shannon divergences from MD, in nats; the floor is that of held-out MD. */
function compareTorsions(
  md: MolecularEvidence,
  heldOut: MolecularEvidence | null,
  lss: MolecularEvidence,
): StructureResult["torsion_jsd"] {
  if (md.torsions.length === 0) return null;
  const divergences = (other: MolecularEvidence): number[] =>
    md.torsions.map((counts, k) => jensenShannon(totalCounts(counts), totalCounts(other.torsions[k]!)));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const ofLss = divergences(lss);
  return { mean: mean(ofLss), max: Math.max(...ofLss), floor: heldOut === null ? null : mean(divergences(heldOut)) };
}

export function drawnGyration({ molecule }: Observables, sources: Sources): Distribution | null {
  if (molecule === null) return null;
  return drawnDistribution("*R*_{g}", "nm", molecule.gyration, sources, ({ gyrationCounts }) => gyrationCounts);
}

export function drawnTorsions({ molecule }: Observables, sources: Sources): Distribution[] {
  const degrees: Bins = { ...TORSION_BINS, lo: -180, hi: 180 };
  return (molecule?.torsions ?? []).map(({ name }, k) =>
    drawnDistribution(name, "degree", degrees, sources, ({ torsions }) => torsions[k]!),
  );
}

export function drawnDistances({ molecule }: Observables, sources: Sources): Distribution[] {
  return (molecule?.distances ?? []).map(({ name, bins }, k) =>
    drawnDistribution(name, "nm", bins, sources, ({ distances }) => distances[k]!),
  );
}

/** @param bins in `unit` */
function drawnDistribution(
  label: string,
  unit: Distribution["unit"],
  bins: Bins,
  sources: Sources,
  countsOf: (evidence: MolecularEvidence) => BlockCounts,
): Distribution {
  const densities = askEach(sources, ({ molecule }) => molecule && densityCurve(countsOf(molecule), widthOf(bins)));
  return { label, unit, centres: centresOf(bins), densities };
}
