// report.json: the keys of the contract, in its order, and null wherever there is no finite number.

import type { Estimate, MeanStd, Report, StructureResult } from "../validation/index.js";

/** report.json as text, indented by two spaces, with a newline at the end. Keys outside the contract are dropped. */
export function serialiseReport(report: Report): string {
  return `${JSON.stringify(jsonOf(report), finiteOrNull, 2)}\n`;
}

/** `undefined` would drop its key, and JSON has no NaN. */
function finiteOrNull(_key: string, value: unknown): unknown {
  if (value === undefined) return null;
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}

/** The report with exactly the keys of its type; the type of the result keeps this list complete. */
function jsonOf(report: Report): Report {
  const { model, propagator, chapman_kolmogorov, transitions } = report;
  return {
    schema: report.schema,
    model: { name: model.name, sha256: model.sha256, software: model.software },
    time_unit: report.time_unit,
    lag: report.lag,
    latent_dim: report.latent_dim,
    timescales: report.timescales.map(({ process, resolved, md, held_out, lss, exact }) => ({
      process,
      resolved,
      md: estimateOf(md),
      held_out: estimateOf(held_out),
      lss: estimateOf(lss),
      exact,
    })),
    free_energy: report.free_energy.map(
      ({ coordinate, rmse_kT: { lss_md, lss_held_out, md_held_out, lss_exact } }) => ({
        coordinate,
        rmse_kT: { lss_md, lss_held_out, md_held_out, lss_exact },
      }),
    ),
    propagator: { held_out_nll: propagator.held_out_nll, nll_unit: propagator.nll_unit },
    spectral_audit: auditOf(report.spectral_audit),
    structure: report.structure && structureOf(report.structure),
    tica: report.tica?.map(({ coordinate, rmse_kT }) => ({ coordinate, rmse_kT })) ?? null,
    chapman_kolmogorov: chapman_kolmogorov && {
      max_deviation: chapman_kolmogorov.max_deviation,
      within_error: chapman_kolmogorov.within_error,
    },
    transitions: transitions && {
      md: transitions.md,
      lss: transitions.lss,
      lss_per_md_time: transitions.lss_per_md_time,
    },
    warnings: report.warnings.map(({ code, message }) => ({ code, message })),
  };
}

function estimateOf(estimate: Estimate | null): Estimate | null {
  return estimate && { value: estimate.value, std: estimate.std, sem: estimate.sem };
}

function auditOf(audit: Report["spectral_audit"]): Report["spectral_audit"] {
  return (
    audit && {
      timescales: audit.timescales,
      detailed_balance_error: audit.detailed_balance_error,
      eigenfunction_slope: audit.eigenfunction_slope.map(({ measured, lambda }) => ({ measured, lambda })),
    }
  );
}

function structureOf(structure: StructureResult): StructureResult {
  const { clashes_per_frame, torsion_jsd, rg_nm, rmsd_to_native_nm } = structure;
  const momentsOf = ({ mean, std, sem }: MeanStd): MeanStd => ({ mean, std, sem });
  return {
    bonds_in_md_range: structure.bonds_in_md_range,
    frames_all_bonds_valid: structure.frames_all_bonds_valid,
    clashes_per_frame: { md: clashes_per_frame.md, lss: clashes_per_frame.lss },
    wrong_chirality: structure.wrong_chirality,
    torsion_jsd: torsion_jsd && { mean: torsion_jsd.mean, max: torsion_jsd.max, floor: torsion_jsd.floor },
    rg_nm: {
      md: momentsOf(rg_nm.md),
      held_out: rg_nm.held_out && momentsOf(rg_nm.held_out),
      lss: momentsOf(rg_nm.lss),
    },
    rmsd_to_native_nm: rmsd_to_native_nm && { md: rmsd_to_native_nm.md, lss: rmsd_to_native_nm.lss },
  };
}
