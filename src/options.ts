// What can be chosen when a simulator is learned: one schema for the command line, the project file and the model file.

import * as v from "valibot";
import { ConfigError, type Duration, parseDuration } from "./base/index.js";
import { DECODER_DEFAULTS, DECODER_PAPER, type DecoderOptions } from "./decoder/index.js";
import { ENCODER_DEFAULTS, ENCODER_PAPER, type EncoderOptions } from "./encoder/index.js";
import { featureList } from "./feature-options.js";
import type { FeatureRequest, HoldOut } from "./features/index.js";
import { PROPAGATOR_DEFAULTS, PROPAGATOR_PAPER, type PropagatorOptions } from "./propagator/index.js";
import type { ReadingOptions } from "./trajectory/index.js";

/** Every choice made: what `fit` takes, and what the model file keeps. */
export interface FitOptions {
  readonly preset: "default" | "paper";
  readonly lag: Duration;
  /** Null for those that suit the topology (`defaultKinds`). */
  readonly features: readonly FeatureRequest[] | null;
  /** Atoms that the decoder writes; null for the heavy atoms up to 100 of them, else the C-alphas. */
  readonly select: string | null;
  readonly holdOut: HoldOut;
  /** Which frames of the trajectories are used. */
  readonly reading: ReadingOptions;
  readonly seed: number;
  readonly encoder: EncoderOptions;
  readonly propagator: PropagatorOptions;
  /** Further propagators, trained on resampled data, that tell the model's own error; 0 for none. */
  readonly ensemble: number;
  readonly decoder: DecoderOptions;
}

const PRESETS = {
  default: { encoder: ENCODER_DEFAULTS, propagator: PROPAGATOR_DEFAULTS, decoder: DECODER_DEFAULTS },
  paper: { encoder: ENCODER_PAPER, propagator: PROPAGATOR_PAPER, decoder: DECODER_PAPER },
} as const;

const DEFAULT_HOLD_OUT = 0.2;

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const notNegative = v.pipe(v.number(), v.minValue(0));
const wholeNotNegative = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.gtValue(0));
const layers = v.pipe(v.array(count), v.minLength(1));
const training = { maxEpochs: count, patience: count, learningRate: positive, rateReductions: wholeNotNegative };

const modeNumbers = v.pipe(
  v.array(count),
  v.check((numbers) => new Set(numbers).size === numbers.length, "a mode is named twice"),
);

const encoder = v.partial(
  v.strictObject({
    ...training,
    method: v.picklist(["srv", "tica"]),
    latentDim: v.nullable(count),
    maxLatentDim: v.pipe(count, v.minValue(2)),
    modes: v.nullable(v.pipe(modeNumbers, v.minLength(1))),
    deflate: modeNumbers,
    reweight: v.boolean(),
    hidden: layers,
    batchSize: count,
    pairsPerEpoch: count,
    seeds: count,
  }),
);

const mdn = v.partial(
  v.strictObject({ ...training, nComponents: count, hidden: layers, batchSize: count, pairsPerEpoch: count }),
);

const reversible = v.partial(v.strictObject({ nComponents: v.pipe(v.array(count), v.minLength(1)) }));

const propagator = v.partial(v.strictObject({ method: v.picklist(["reversible", "mdn"]), reversible, mdn }));

const flow = v.partial(
  v.strictObject({
    width: count,
    nBlocks: count,
    batchSize: count,
    iterations: count,
    learningRate: positive,
    averaging: v.pipe(notNegative, v.ltValue(1)),
    steps: count,
  }),
);

const cwgan = v.partial(
  v.strictObject({
    hidden: layers,
    noiseDim: count,
    batchSize: count,
    epochs: count,
    criticSteps: count,
    learningRate: positive,
    averaging: v.pipe(notNegative, v.ltValue(1)),
  }),
);

const decoder = v.partial(
  v.strictObject({ method: v.picklist(["flow", "cwgan"]), projectionSweeps: wholeNotNegative, flow, cwgan }),
);

const fitOptions = v.strictObject({
  preset: v.optional(v.picklist(["default", "paper"]), "default"),
  lag: v.string("is missing: how far the simulator steps, for instance 0.5ns"),
  features: v.optional(v.nullable(featureList), null),
  select: v.optional(v.nullable(v.string()), null),
  /** A share of the trajectories, or their numbers. */
  holdout: v.optional(
    v.union([v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), v.array(wholeNotNegative)]),
    DEFAULT_HOLD_OUT,
  ),
  seed: v.optional(v.pipe(v.number(), v.safeInteger()), 0),
  stride: v.optional(count, 1),
  discard: v.optional(v.nullable(v.string()), null),
  timestep: v.optional(v.nullable(v.string()), null),
  encoder: v.optional(encoder, {}),
  propagator: v.optional(propagator, {}),
  ensemble: v.optional(wholeNotNegative, 0),
  decoder: v.optional(decoder, {}),
});

/** The form in which options are written down; everything but `lag` may be left out. */
export type FitOptionsInput = v.InferInput<typeof fitOptions>;

/**
 * Checks options and fills in what the preset says for the rest.
 * @throws ConfigError naming the key, what came and what was wanted
 */
export function resolveFitOptions(input: unknown): FitOptions {
  const parsed = v.safeParse(fitOptions, input);
  if (!parsed.success) throw describeIssue(parsed.issues[0]);
  const { preset, lag, features, select, holdout, seed, stride, discard, timestep, ensemble, ...sections } =
    parsed.output;
  const { reversible: reversibleInput = {}, mdn: mdnInput = {}, ...propagatorInput } = sections.propagator;
  const { flow: flowInput = {}, cwgan: cwganInput = {}, ...decoderInput } = sections.decoder;
  const presets = PRESETS[preset];
  if (sections.encoder.modes != null && sections.encoder.latentDim != null) {
    throw new ConfigError("encoder.modes", "and encoder.latentDim exclude one another", { hint: "Give one of them." });
  }
  // A reversible mixture takes the data to be at equilibrium.
  const ofShortRuns = sections.encoder.reweight === true ? ({ method: "mdn" } as const) : {};
  return {
    preset,
    lag: parseDuration("--lag", lag),
    features,
    select,
    holdOut: typeof holdout === "number" ? { fraction: holdout } : { trajectories: holdout },
    reading: resolveReading({ stride, discard, timestep }),
    seed,
    encoder: { ...presets.encoder, ...given(sections.encoder) },
    propagator: {
      ...presets.propagator,
      // A density in equilibrium by construction would take that of the short runs for it.
      ...(sections.encoder.reweight === true ? { method: "mdn" as const } : {}),
      ...ofShortRuns,
      ...given(propagatorInput),
      reversible: { ...presets.propagator.reversible, ...given(reversibleInput) },
      mdn: { ...presets.propagator.mdn, ...given(mdnInput) },
    },
    ensemble,
    decoder: {
      ...presets.decoder,
      ...given(decoderInput),
      flow: { ...presets.decoder.flow, ...given(flowInput) },
      cwgan: { ...presets.decoder.cwgan, ...given(cwganInput) },
    },
  };
}

/** As they are written down. */
export interface ReadingInput {
  readonly stride: ReadingOptions["stride"];
  readonly discard: string | null;
  readonly timestep: string | null;
}

/** @throws ConfigError when a time cannot be read */
export function resolveReading({ stride, discard, timestep }: ReadingInput): ReadingOptions {
  return {
    stride,
    discard: discard === null ? null : parseDuration("--discard", discard),
    timestepPs: timestep === null ? null : parsePicoseconds("--timestep", timestep),
  };
}

function parsePicoseconds(option: string, text: string): number {
  const duration = parseDuration(option, text);
  if ("ps" in duration) return duration.ps;
  throw new ConfigError(option, `"${text}" is no time`, { hint: "Give the time between frames, for instance 10ps." });
}

function describeIssue(issue: v.BaseIssue<unknown>): ConfigError {
  const path = v.getDotPath(issue) ?? "options";
  if (issue.kind === "schema" && issue.type === "strict_object" && issue.expected === "never") {
    return new ConfigError(path, "is no option", {
      hint: "See `lss fit --help` and docs/options.md for those there are.",
    });
  }
  const isMissing = issue.type === "strict_object" && issue.input === undefined;
  return new ConfigError(path, isMissing ? "is missing" : issue.message);
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The keys that have a value. */
function given<T extends object>(section: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(section).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>;
}
