// How features are asked for: the names of kinds, or tables with a kind's parameters.
//
//   features = ["backbone-torsions", { kind = "contacts", cutoff = "0.45nm" }, { kind = "distance", between = ["resid 1", "resid 5"] }]

import * as v from "valibot";
import { parseLength } from "./base/index.js";
import {
  EXPLICIT_KINDS,
  FEATURE_KINDS,
  type FeatureKind,
  PAIR_SCOPES,
  plainRequest,
  type Quadruple,
  RESIDUE_SCHEMES,
} from "./features/index.js";

const atom = v.pipe(
  v.number("want an atom's number"),
  v.integer("want an atom's number"),
  v.minValue(0, "atoms are numbered from 0"),
);
/** Exactly so many of a kind. Tuples would drop what is too much. */
const exactly = <const T extends v.GenericSchema, const L extends readonly unknown[]>(
  item: T,
  count: L["length"],
  wanted: string,
) =>
  v.pipe(
    v.array(item, wanted),
    v.length(count, wanted),
    v.transform((items) => items as unknown as L),
  );
const listOf = <const T extends v.GenericSchema>(item: T, wanted: string) =>
  v.pipe(v.array(item, wanted), v.minLength(1, wanted));

const text = v.string();
const length = v.pipe(
  v.string('want a length with its unit, such as "0.45nm"'),
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    const nm = parseLength(value);
    if (nm !== null) return nm;
    addIssue({ message: `"${value}" is no length above 0 with its unit, such as "0.45nm" or "4.5A"` });
    return NEVER;
  }),
);

const pairs = v.optional(v.picklist(PAIR_SCOPES), "all");
const scheme = v.optional(v.picklist(RESIDUE_SCHEMES), "closest-heavy");

const PAIR_KINDS = ["ca-distances", "heavy-atom-distances"] as const;
type KindWithParameters = (typeof PAIR_KINDS)[number] | "residue-distances" | "contacts";
const isWithoutParameters = (kind: FeatureKind): kind is Exclude<FeatureKind, KindWithParameters> =>
  Object.keys(plainRequest(kind)).length === 1;

const table = v.variant(
  "kind",
  [
    v.strictObject({ kind: v.picklist(FEATURE_KINDS.filter(isWithoutParameters)) }),
    v.strictObject({ kind: v.picklist(PAIR_KINDS), pairs }),
    v.strictObject({ kind: v.literal("residue-distances"), pairs, scheme }),
    v.pipe(
      v.strictObject({
        kind: v.literal("contacts"),
        pairs,
        scheme,
        cutoff: v.optional(length),
        exponent: v.optional(v.pipe(v.number(), v.gtValue(0)), 6),
      }),
      v.transform(({ cutoff, ...rest }) => ({ ...rest, cutoffNm: cutoff ?? null })),
    ),
    v.strictObject({
      kind: v.literal("dihedrals"),
      atoms: listOf(
        exactly<typeof atom, Quadruple>(atom, 4, "want four atoms"),
        "want lists of four atoms: [[0, 1, 2, 3]]",
      ),
    }),
    v.strictObject({
      kind: v.literal("atom-distances"),
      atoms: listOf(
        exactly<typeof atom, readonly [number, number]>(atom, 2, "want two atoms"),
        "want lists of two atoms: [[0, 9]]",
      ),
    }),
    v.strictObject({
      kind: v.literal("distance"),
      between: exactly<typeof text, readonly [string, string]>(text, 2, 'want two selections: ["resid 1", "resid 5"]'),
      measure: v.optional(v.picklist(["centre", "closest"]), "centre"),
    }),
    v.strictObject({
      kind: v.literal("npy"),
      files: listOf(v.string(), 'want a file a trajectory: ["a.npy", "b.npy"]'),
    }),
  ],
  ({ received }) =>
    `${received} is no kind of feature: choose among ${[...FEATURE_KINDS, ...EXPLICIT_KINDS].join(", ")}`,
);

const request = v.pipe(
  v.custom<FeatureInput>(() => true),
  v.transform((input) => (typeof input === "string" ? { kind: input } : input) as v.InferInput<typeof table>),
  table,
);

/** One entry of the list: the name of a kind, or a table with its parameters. */
export type FeatureInput = FeatureKind | v.InferInput<typeof table>;

/** The list of features. */
export const featureList = v.pipe(
  v.array(request, "want a list of kinds"),
  v.minLength(1, "want at least one kind"),
  v.check(
    (requests) => requests.filter(({ kind }) => kind === "npy").length < 2,
    "has npy twice: put all columns into one file a trajectory",
  ),
);
