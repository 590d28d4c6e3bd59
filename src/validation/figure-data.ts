// What the figures of a report show, as plain arrays: computed in this folder, drawn in report/.
// Times are in the report's `time_unit`; a bin without data holds NaN, a figure without data is null.
// B bins, L lag times, T frames, N states, m latent coordinates, E epochs.

import type { Matrix64 } from "../base/index.js";
import type { MeasuredBySource } from "./results.js";

/** One quantity from each of its sources; null where there is none. */
export interface BySource<T> {
  readonly md: T | null;
  readonly held_out: T | null;
  readonly lss: T | null;
  /** A Markov state model of the training MD. */
  readonly msm: T | null;
  /** Known in closed form, or converged numerically. */
  readonly exact: T | null;
}

export type SourceName = keyof BySource<unknown>;

/** Values over a grid that the figure holds, NaN where there are none. */
export interface Curve {
  readonly value: Float64Array;
  /** Standard error of each value, over five contiguous blocks. */
  readonly sem: Float64Array | null;
}

/** F(psi_i) = -ln p in kT, the curves aligned with MD's (Sidky 2020, Fig. 3). */
export interface FreeEnergyProfile {
  /** i, from 1. */
  readonly coordinate: number;
  /** (B), in the latent's own units. */
  readonly centres: Float64Array;
  readonly curves: BySource<Curve>;
}

/** A normalised histogram: a radius of gyration, a torsion, a distance, the position in a potential. */
export interface Distribution {
  /** Of the axis: "phi Ala2", "d(CA 3, CA 17)". */
  readonly label: string;
  readonly unit: "nm" | "degree" | null;
  /** (B) in `unit`. */
  readonly centres: Float64Array;
  /** Probability density, one over `unit`. */
  readonly densities: BySource<Curve>;
}

/** The free energy over a pair of TICA coordinates (Sidky 2020, Fig. 4). */
export interface FreeEnergySurface {
  /** The numbers of the coordinates, from 1. */
  readonly x: number;
  readonly y: number;
  /** (X + 1) and (Y + 1) ascending, equally spaced bin edges. */
  readonly xEdges: Float64Array;
  readonly yEdges: Float64Array;
  /** (Y, X) kT above the lowest bin; NaN where no frame fell. */
  readonly surfaces: BySource<Matrix64>;
}

/** Transition densities at the lag time, from the bin of the row to that of the column (Sidky 2020, Fig. 2b-d). */
export interface TransitionMatrices {
  /** (N + 1) ascending, equally spaced bin edges. */
  readonly edges: Float64Array;
  /** (N, N) row-stochastic; NaN rows were never visited. */
  readonly probabilities: BySource<Matrix64>;
}

/** Paths of the same length along the same coordinates, one from MD and one from the simulator. */
export interface PathExcerpt {
  /** Axis labels of the coordinates: "x", or "psi_1" ... */
  readonly labels: readonly string[];
  /** Between rows, in the report's time unit. */
  readonly timeStep: number;
  /** (T, labels.length) each. */
  readonly paths: BySource<Matrix64>;
}

/** t_i(lag): flat where the model is Markovian. */
export interface ImpliedTimescales {
  /** (L) ascending. */
  readonly lags: Float64Array;
  /** For each process the values at each lag, NaN where unresolved. */
  readonly processes: readonly { readonly process: number; readonly curves: BySource<Curve> }[];
}

/** C_i(s) of latent coordinate i, with the exponential whose time is the reported t_i (Sidky 2020, eq. 4). */
export interface Autocorrelation {
  readonly process: number;
  /** (L) ascending, from 0. */
  readonly lags: Float64Array;
  readonly curves: BySource<Curve>;
  /** Fitted t_i; null when it never decays. */
  readonly fits: BySource<number>;
}

/** Staying probabilities of the states at multiples of the lag: counted in MD, held-out MD and LSS, predicted by the MSM. */
export interface ChapmanKolmogorov {
  /** (L) multiples of the lag, in time units. */
  readonly times: Float64Array;
  readonly states: readonly {
    readonly label: string;
    /** (L) of T(tau)^k, T between the bins of MD. */
    readonly predicted: Float64Array;
    readonly curves: BySource<Curve>;
  }[];
}

/** The probability to reach the upper core of psi_1 before the lower one. */
export interface Committor {
  /** (B). */
  readonly centres: Float64Array;
  readonly curves: BySource<Curve>;
  /** [lowest, highest] psi_1 of either core. */
  readonly cores: readonly [readonly [number, number], readonly [number, number]];
}

/** Shares of the frames in which two C-alphas are in contact. */
export interface ContactMaps {
  /** (R) of the residues. */
  readonly labels: readonly string[];
  /** (R, R). */
  readonly contacts: BySource<Matrix64>;
}

/** What a state along psi_1 looks like. */
export interface BasinDrawing {
  readonly state: number;
  readonly population: MeasuredBySource;
  /** (R, 3) nm of the atoms that are drawn, superposed. */
  readonly traces: BySource<Float32Array>;
  /** Indices of the drawn atoms between which a line goes. */
  readonly lines: readonly (readonly [number, number])[];
}

/** The frames of one source. */
export interface SourceSize {
  readonly source: SourceName;
  readonly frames: number;
  /** In the report's unit. */
  readonly length: number;
}

/** The losses of one network by epoch. */
export interface TrainingCurve {
  /** What the losses are: "VAMP-2 loss", "negative log-likelihood / nats", "flow-matching loss". */
  readonly quantity: string;
  /** (E). */
  readonly epochs: Float64Array;
  /** At least one; a network trained by two losses has more. */
  readonly losses: readonly {
    readonly name: string;
    readonly role: "training" | "validation";
    readonly values: Float64Array;
  }[];
  /** The epoch whose weights were kept. */
  readonly bestEpoch: number | null;
}

/** Everything that a report draws. */
export interface FigureData {
  readonly freeEnergyProfiles: readonly FreeEnergyProfile[];
  /** Of systems in one dimension. */
  readonly stationaryDensity: Distribution | null;
  readonly freeEnergySurfaces: readonly FreeEnergySurface[];
  readonly radiusOfGyration: Distribution | null;
  readonly torsions: readonly Distribution[];
  readonly distances: readonly Distribution[];
  readonly impliedTimescales: ImpliedTimescales | null;
  readonly autocorrelations: readonly Autocorrelation[];
  readonly chapmanKolmogorov: ChapmanKolmogorov | null;
  readonly committor: Committor | null;
  readonly contactMaps: ContactMaps | null;
  readonly nativeDistances: Distribution | null;
  readonly basins: readonly BasinDrawing[];
  readonly data: readonly SourceSize[];
  readonly transitionMatrices: TransitionMatrices | null;
  readonly samplePaths: PathExcerpt | null;
  readonly latentPaths: PathExcerpt | null;
  readonly training: {
    readonly encoder: TrainingCurve | null;
    readonly propagator: TrainingCurve | null;
    readonly decoder: TrainingCurve | null;
  };
}
