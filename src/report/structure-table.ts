// Decoded structures in numbers: geometry, distributions, size, distance from the native structure.

import type {
  BondComparison,
  Divergence,
  GeometryShares,
  MeanStd,
  Report,
  StructureResult,
} from "../validation/index.js";
import { formatNumber, formatPercent, formatWithError, MISSING } from "./format.js";
import { type TextTable, tabulate } from "./tables.js";

interface StructureRow {
  readonly name: string;
  readonly md?: string;
  readonly heldOut?: string;
  readonly lss: string;
}

/** Bonds, clashes, chirality, torsions, radius of gyration, RMSD to the native structure. */
export function tabulateStructure({ structure }: Report): TextTable | null {
  if (structure === null) return null;
  const rows: StructureRow[] = [...geometryRows(structure), ...sizeRows(structure)];
  return {
    title: "Structures",
    caption:
      "Over all decoded frames. MD's range of a bond is that of its lengths in the training data. " +
      "Divergences are Jensen-Shannon divergences of histograms in nats, from held-out MD where there is some; under MD stands the floor, what training MD itself has. " +
      "Bond lengths and angles: root mean square over all of them of the difference of their means, and the mean of their standard deviations.",
    ...tabulate(rows, [
      { head: "quantity", cell: ({ name }) => name },
      { head: "MD", cell: ({ md }) => md ?? MISSING },
      { head: "held-out MD", cell: ({ heldOut }) => heldOut ?? MISSING },
      { head: "LSS", cell: ({ lss }) => lss },
    ]),
  };
}

function geometryRows(structure: StructureResult): StructureRow[] {
  const { md, held_out: heldOut } = structure.md_geometry;
  const lss: GeometryShares = { ...structure, clashes_per_frame: structure.clashes_per_frame.lss };
  const row = (name: string, textOf: (shares: GeometryShares) => string): StructureRow => ({
    name,
    md: textOf(md),
    heldOut: heldOut === null ? MISSING : textOf(heldOut),
    lss: textOf(lss),
  });
  return [
    row("bonds inside MD's range", (shares) => formatPercent(shares.bonds_in_md_range)),
    row("frames with every bond inside", (shares) => formatPercent(shares.frames_all_bonds_valid)),
    row("clashes per frame", (shares) => formatNumber(shares.clashes_per_frame, 2)),
    ...(lss.wrong_chirality === null
      ? []
      : [row("stereocentres of the wrong hand", (shares) => formatPercent(shares.wrong_chirality))]),
    ...divergenceRows("torsions", structure.torsion_jsd),
    ...divergenceRows("distances", structure.distance_jsd),
    ...bondRows("bond lengths / nm", structure.bond_length_nm),
    ...bondRows("bond angles / degree", structure.bond_angle_degree),
  ];
}

function divergenceRows(name: string, jsd: Divergence | null): StructureRow[] {
  if (jsd === null) return [];
  const floor = formatNumber(jsd.floor, 2);
  const of = jsd.compared_with === "held_out" ? "held-out MD" : "MD";
  return [
    { name: `${name}, mean divergence from ${of}`, md: floor, lss: formatNumber(jsd.mean, 2) },
    { name: `${name}, largest divergence from ${of}`, lss: formatNumber(jsd.max, 2) },
  ];
}

function bondRows(name: string, bonds: BondComparison | null): StructureRow[] {
  if (bonds === null) return [];
  const { rms_difference: difference, deviation } = bonds;
  return [
    {
      name: `${name}, difference of means from MD`,
      heldOut: formatNumber(difference.md_held_out, 2),
      lss: formatNumber(difference.lss_md, 2),
    },
    {
      name: `${name}, mean deviation`,
      md: formatNumber(deviation.md, 2),
      heldOut: formatNumber(deviation.held_out, 2),
      lss: formatNumber(deviation.lss, 2),
    },
  ];
}

function sizeRows({ rg_nm, rmsd_to_native_nm: rmsd }: StructureResult): StructureRow[] {
  const mean = (moments: MeanStd | null): string => formatWithError(moments?.mean, moments?.sem);
  const deviation = (moments: MeanStd | null): string => formatNumber(moments?.std, 2);
  const rows: StructureRow[] = [
    { name: "*R*_{g} / nm, mean", md: mean(rg_nm.md), heldOut: mean(rg_nm.held_out), lss: mean(rg_nm.lss) },
    {
      name: "*R*_{g} / nm, deviation",
      md: deviation(rg_nm.md),
      heldOut: deviation(rg_nm.held_out),
      lss: deviation(rg_nm.lss),
    },
  ];
  if (rmsd === null) return rows;
  const { all_frames: all, folded_average: averages } = rmsd;
  return [
    ...rows,
    { name: "RMSD to native / nm, all frames", md: mean(all.md), heldOut: mean(all.held_out), lss: mean(all.lss) },
    {
      name: "RMSD to native / nm, folded state",
      md: formatNumber(rmsd.md, 2),
      heldOut: formatNumber(rmsd.held_out, 2),
      lss: formatNumber(rmsd.lss, 2),
    },
    {
      name: "mean folded structures, RMSD from MD's / nm",
      heldOut: formatNumber(averages.md_held_out, 2),
      lss: formatNumber(averages.lss_md, 2),
    },
  ];
}
