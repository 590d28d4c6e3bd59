// Decoded structures, source against source: geometry, torsions, distances, size.

import { type Matrix64, rowOf } from "../base/index.js";
import { jensenShannon } from "../numerics/index.js";
import type { Topology } from "../trajectory/index.js";
import { type Bins, centresOf, widthOf } from "./bins.js";
import { densityCurve, totalCounts } from "./curves.js";
import type { BlockCounts, GeometryEvidence, MolecularEvidence, MomentsOfMany } from "./evidence-data.js";
import type { ContactMaps, Distribution } from "./figure-data.js";
import { TORSION_BINS } from "./molecular-observables.js";
import type { Observables } from "./observables.js";
import type { BondComparison, Divergence, GeometryShares, NativeResult, StructureResult } from "./results.js";
import { askEach, type Sources } from "./sources.js";

/** Null for a system without atoms, or without a known geometry. */
export function compareStructures(
  { molecule }: Observables,
  sources: Sources,
  rmsdToNative: NativeResult | null,
): StructureResult | null {
  const [md, heldOut, lss] = [sources.md.molecule, sources.held_out?.molecule ?? null, sources.lss.molecule];
  if (!molecule?.geometry || !md?.geometry || !lss?.geometry) return null;
  const hasCentres = molecule.geometry.stereocentres.length > 0;
  const sharesOf = (geometry: GeometryEvidence): GeometryShares => ({
    bonds_in_md_range: geometry.bondsInRange,
    frames_all_bonds_valid: geometry.framesAllBonds,
    clashes_per_frame: geometry.clashesPerFrame,
    wrong_chirality: hasCentres ? geometry.wrongChirality : null,
  });
  const [ofMd, ofLss] = [sharesOf(md.geometry), sharesOf(lss.geometry)];
  return {
    ...ofLss,
    clashes_per_frame: { md: ofMd.clashes_per_frame, lss: ofLss.clashes_per_frame },
    md_geometry: { md: ofMd, held_out: heldOut?.geometry ? sharesOf(heldOut.geometry) : null },
    torsion_jsd: compareHistograms(md, heldOut, lss, ({ torsions }) => torsions.map(totalCounts)),
    distance_jsd: compareHistograms(md, heldOut, lss, ({ pairs }) =>
      pairs === null ? [] : rowsAsArrays(pairs.counts),
    ),
    bond_length_nm: compareBonds(md, heldOut, lss, ({ bondLengths }) => bondLengths),
    bond_angle_degree: compareBonds(md, heldOut, lss, ({ bondAngles }) => bondAngles),
    rg_nm: { md: md.gyration, held_out: heldOut?.gyration ?? null, lss: lss.gyration },
    rmsd_to_native_nm: rmsdToNative,
  };
}

function rowsAsArrays(counts: Matrix64): Float64Array[] {
  return Array.from({ length: counts.rows }, (_, row) => rowOf(counts, row));
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** From held-out MD where there is some: LSS, and MD as the floor. */
function compareHistograms(
  md: MolecularEvidence,
  heldOut: MolecularEvidence | null,
  lss: MolecularEvidence,
  histogramsOf: (evidence: MolecularEvidence) => readonly Float64Array[],
): Divergence | null {
  const references = histogramsOf(heldOut ?? md);
  const [ofMd, ofLss] = [histogramsOf(md), histogramsOf(lss)];
  if (references.length === 0 || ofMd.length === 0 || ofLss.length === 0) return null;
  const divergences = (histograms: readonly Float64Array[]): number[] =>
    references.map((reference, k) => jensenShannon(histograms[k]!, reference));
  const values = divergences(ofLss);
  return {
    mean: meanOf(values),
    max: Math.max(...values),
    floor: heldOut === null ? null : meanOf(divergences(ofMd)),
    compared_with: heldOut === null ? "md" : "held_out",
  };
}

function compareBonds(
  md: MolecularEvidence,
  heldOut: MolecularEvidence | null,
  lss: MolecularEvidence,
  momentsOf: (geometry: GeometryEvidence) => MomentsOfMany | null,
): BondComparison | null {
  const [ofMd, ofHeldOut, ofLss] = [md, heldOut, lss].map((evidence) =>
    evidence?.geometry ? momentsOf(evidence.geometry) : null,
  );
  if (!ofMd || !ofLss || ofMd.mean.length === 0) return null;
  const rms = (other: MomentsOfMany): number =>
    Math.sqrt(meanOf(Array.from(other.mean, (mean, k) => (mean - ofMd.mean[k]!) ** 2)));
  const deviation = (moments: MomentsOfMany): number => meanOf([...moments.std]);
  return {
    rms_difference: { lss_md: rms(ofLss), md_held_out: ofHeldOut ? rms(ofHeldOut) : null },
    deviation: {
      md: deviation(ofMd),
      held_out: ofHeldOut ? deviation(ofHeldOut) : null,
      lss: deviation(ofLss),
    },
  };
}

/** Null without C-alphas, or where contacts were not measured. */
export function drawnContacts(
  { molecule }: Observables,
  sources: Sources,
  topology: Topology | null,
): ContactMaps | null {
  const alphas = molecule?.pairs?.alphas ?? null;
  if (alphas === null || topology === null) return null;
  return {
    labels: Array.from(alphas, (atom) => {
      const { name, sequence } = topology.residues[topology.atoms[atom]!.residue]!;
      return `${name}${sequence}`;
    }),
    contacts: askEach(sources, (evidence) => evidence.molecule?.pairs?.contacts ?? null),
  };
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
