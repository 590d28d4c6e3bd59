// The plain results of a validation; `Report` is report.json ("lss-report/1") word for word.

/** A value with the deviation and the standard error over five contiguous blocks. */
export interface Estimate {
  readonly value: number;
  readonly std: number;
  readonly sem: number;
}

export interface TimescaleRow {
  readonly process: number;
  /** False when an eigenvalue is not above 0 or the autocorrelation never decays: the values are then null. */
  readonly resolved: boolean;
  readonly md: Estimate | null;
  readonly held_out: Estimate | null;
  readonly lss: Estimate | null;
  readonly exact: number | null;
}

export interface FreeEnergyRow {
  readonly coordinate: number;
  readonly rmse_kT: {
    readonly lss_md: number | null;
    readonly lss_held_out: number | null;
    readonly md_held_out: number | null;
    readonly lss_exact: number | null;
  };
}

export interface MeanStd {
  readonly mean: number;
  readonly std: number;
  /** Standard error of the mean, from five blocks. */
  readonly sem: number;
}

export interface StructureResult {
  /** Share of all bonds of all frames inside MD's range. */
  readonly bonds_in_md_range: number;
  readonly frames_all_bonds_valid: number;
  readonly clashes_per_frame: { readonly md: number; readonly lss: number };
  /** Share of stereocentres of the wrong hand; null where the decoded atoms have none. */
  readonly wrong_chirality: number | null;
  readonly torsion_jsd: { readonly mean: number; readonly max: number; readonly floor: number | null } | null;
  readonly rg_nm: { readonly md: MeanStd; readonly held_out: MeanStd | null; readonly lss: MeanStd };
  readonly rmsd_to_native_nm: { readonly md: number; readonly lss: number } | null;
}

export interface Warning {
  readonly code: string;
  readonly message: string;
}

export interface Report {
  readonly schema: "lss-report/1";
  readonly model: { readonly name: string; readonly sha256: string; readonly software: string };
  readonly time_unit: "ps" | "steps";
  readonly lag: number;
  readonly latent_dim: number;
  readonly timescales: readonly TimescaleRow[];
  readonly free_energy: readonly FreeEnergyRow[];
  readonly propagator: { readonly held_out_nll: number | null; readonly nll_unit: "nats, raw latent" };
  readonly spectral_audit: {
    /** Null where unresolved. */
    readonly timescales: readonly (number | null)[];
    readonly detailed_balance_error: number | null;
    readonly eigenfunction_slope: readonly { readonly measured: number; readonly lambda: number }[];
  } | null;
  readonly structure: StructureResult | null;
  readonly tica: readonly { readonly coordinate: number; readonly rmse_kT: number | null }[] | null;
  readonly chapman_kolmogorov: { readonly max_deviation: number; readonly within_error: boolean } | null;
  readonly transitions: { readonly md: number; readonly lss: number; readonly lss_per_md_time: number } | null;
  readonly warnings: readonly Warning[];
}
