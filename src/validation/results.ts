// The plain results of a validation; `Report` is report.json ("lss-report/1") word for word.

/** A value with the deviation and the standard error over five contiguous blocks. */
export interface Estimate {
  readonly value: number;
  readonly std: number;
  readonly sem: number;
}

/** A value with its standard error; of a count N, sqrt(N). */
export interface Measured {
  readonly value: number;
  readonly sem: number;
}

/** One quantity from each source; null where there is none. */
export interface MeasuredBySource {
  readonly md: Measured | null;
  readonly held_out: Measured | null;
  readonly lss: Measured | null;
}

/** How far two sources are apart; `md_held_out` is the floor that no model can beat. */
export interface Differences {
  readonly lss_md: number | null;
  readonly lss_held_out: number | null;
  readonly md_held_out: number | null;
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
  readonly rmse_kT: Differences & { readonly lss_exact: number | null };
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
  /** The same shares of MD's own frames. */
  readonly md_geometry: { readonly md: GeometryShares; readonly held_out: GeometryShares | null };
  readonly torsion_jsd: Divergence | null;
  /** Of C-alpha distances (of heavy atoms where there are fewer than four C-alphas). */
  readonly distance_jsd: Divergence | null;
  /** Root mean square differences of the mean bond lengths and bond angles from MD's, and their mean deviations. */
  readonly bond_length_nm: BondComparison | null;
  readonly bond_angle_degree: BondComparison | null;
  readonly rg_nm: { readonly md: MeanStd; readonly held_out: MeanStd | null; readonly lss: MeanStd };
  readonly rmsd_to_native_nm: NativeResult | null;
}

export interface GeometryShares {
  readonly bonds_in_md_range: number;
  readonly frames_all_bonds_valid: number;
  readonly clashes_per_frame: number;
  readonly wrong_chirality: number | null;
}

/** Jensen-Shannon divergences in nats, from held-out MD where there is some, else from MD. */
export interface Divergence {
  readonly mean: number;
  readonly max: number;
  /** The mean divergence of MD from held-out MD. */
  readonly floor: number | null;
  readonly compared_with: "md" | "held_out";
}

export interface BondComparison {
  readonly rms_difference: Omit<Differences, "lss_held_out">;
  readonly deviation: { readonly md: number; readonly held_out: number | null; readonly lss: number };
}

/** Over the frames that are kept as samples. */
export interface NativeResult {
  /** Means over the frames of the folded state: the one that in MD is closest to the native structure. */
  readonly md: number;
  readonly lss: number;
  readonly held_out: number | null;
  /** Between the mean structures of the folded state. */
  readonly folded_average: Omit<Differences, "lss_held_out">;
  /** Over all frames. */
  readonly all_frames: { readonly md: MeanStd; readonly held_out: MeanStd | null; readonly lss: MeanStd };
}

/** A state along psi_1. */
export interface BasinRow {
  readonly state: number;
  readonly population: MeasuredBySource;
  /** Between the mean structures of its sampled frames, nm. */
  readonly average_rmsd_nm: Omit<Differences, "lss_held_out"> | null;
}

/** The mean time from first arrival in one core of psi_1 to first arrival in the other. */
export interface PassageRow extends MeasuredBySource {
  readonly from: "lower core" | "upper core";
  readonly to: "lower core" | "upper core";
  readonly msm: Measured | null;
}

/** Whether T(tau)^k predicts T(k tau). */
export interface MarkovTest {
  readonly max_deviation: number;
  readonly within_error: boolean;
}

/** The Markov state model that was made of the training data. */
export interface MsmResult {
  readonly states: number;
  readonly connected_states: number;
  /** Of the frames. */
  readonly connected_share: number;
  readonly timescales: readonly (Estimate | null)[];
  readonly free_energy_rmse_kT: readonly {
    readonly coordinate: number;
    readonly md: number | null;
    readonly held_out: number | null;
  }[];
}

/** The model's own error: standard deviations over propagators that differ by seed and resampled data, less that of sampling. */
export interface EnsembleResult {
  readonly members: number;
  /** Of each process, in the report's time unit. */
  readonly timescale_std: readonly (number | null)[];
  /** Along each latent coordinate, root mean square over its bins. */
  readonly free_energy_kT: readonly (number | null)[];
  /** Of each state along psi_1. */
  readonly population_std: readonly (number | null)[];
}

/** What the comparison says as a whole. */
export interface Verdict {
  /** `trusted`: nothing was found against it; `unproven`: the data cannot tell; `not trusted`: it differs from MD. */
  readonly level: "trusted" | "unproven" | "not trusted";
  readonly message: string;
}

/** What a finding is about. */
export type Concern = "data" | "kinetics" | "thermodynamics" | "structure";

export interface Warning {
  readonly code: string;
  readonly concerns: Concern;
  /** What was found, and what to do. */
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
  readonly tica:
    | readonly {
        readonly coordinate: number;
        /** LSS against MD, against held-out MD, and of these two. */
        readonly rmse_kT: number | null;
        readonly rmse_held_out_kT: number | null;
        readonly floor_kT: number | null;
      }[]
    | null;
  /** LSS against MD: staying probabilities of the states over 1 to 5 lag times. */
  readonly chapman_kolmogorov:
    | (MarkovTest & {
        readonly markov: {
          readonly md: MarkovTest | null;
          readonly held_out: MarkovTest | null;
          readonly lss: MarkovTest | null;
          readonly msm: MarkovTest | null;
        };
      })
    | null;
  readonly transitions: {
    readonly md: number;
    readonly lss: number;
    readonly lss_per_md_time: number;
    /** Standard errors, from the counts. */
    readonly md_sem: number;
    readonly lss_per_md_time_sem: number;
  } | null;
  readonly passages: readonly PassageRow[];
  /** Root mean square differences of the committor along psi_1. */
  readonly committor_rmse: Differences | null;
  readonly basins: readonly BasinRow[];
  readonly msm: MsmResult | null;
  readonly ensemble: EnsembleResult | null;
  readonly verdict: Verdict;
  readonly warnings: readonly Warning[];
}
