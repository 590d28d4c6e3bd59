// The shape of a stored reference, checked when it is read.

import * as v from "valibot";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** JSON has no NaN, the value of an error that too few blocks gave. */
const numberOrNaN = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? Number.NaN),
);
const pairOf = <const S extends v.GenericSchema>(item: S) => v.tuple([item, item]);

const vector64 = v.instance(Float64Array);
const matrix64 = v.object({ data: vector64, rows: whole, cols: whole });
const matrix32 = v.object({ data: v.instance(Float32Array), rows: whole, cols: whole });

const bins = v.object({ lo: v.number(), hi: v.number(), count: v.pipe(whole, v.minValue(1)) });
const distanceRange = v.object({
  atoms: pairOf(whole),
  min: v.number(),
  max: v.number(),
  low: v.number(),
  high: v.number(),
});

const geometry = v.object({
  nAtoms: whole,
  bonds: v.array(distanceRange),
  angles: v.array(distanceRange),
  stereocentres: v.array(
    v.object({ atom: whole, neighbours: v.tuple([whole, whole, whole]), sign: v.picklist([1, -1]) }),
  ),
  clashes: v.object({ atoms: v.array(whole), cutoffNm: v.number(), perFrame: v.number() }),
});

const molecularObservables = v.object({
  nAtoms: whole,
  gyration: bins,
  torsions: v.array(v.object({ name: v.string(), atoms: v.tuple([whole, whole, whole, whole]) })),
  distances: v.array(v.object({ name: v.string(), atoms: pairOf(whole), bins })),
  pairs: v.nullable(
    v.object({ atoms: v.instance(Int32Array), bins: v.array(bins), alphas: v.nullable(v.instance(Int32Array)) }),
  ),
  tica: v.nullable(
    v.object({
      pairs: v.instance(Int32Array),
      mean: vector64,
      vectors: matrix64,
      bins: v.array(bins),
      surfaceBins: v.array(bins),
      surfaces: v.array(pairOf(whole)),
    }),
  ),
  geometry: v.nullable(geometry),
});

const observables = v.object({
  lagFrames: v.pipe(whole, v.minValue(1)),
  spacing: v.number(),
  timeUnit: v.picklist(["ps", "steps"]),
  latent: v.pipe(v.array(bins), v.minLength(1)),
  basins: v.object({ boundaries: v.array(v.number()), cores: pairOf(pairOf(v.number())) }),
  processes: v.nullable(v.object({ grid: vector64, values: matrix64 })),
  steps: v.nullable(bins),
  molecule: v.nullable(molecularObservables),
});

const estimate = v.object({ value: v.number(), std: numberOrNaN, sem: numberOrNaN });
const share = v.number();
const moments = v.object({ mean: vector64, std: vector64 });

const molecularEvidence = v.object({
  gyration: v.object({ mean: v.number(), std: v.number(), sem: numberOrNaN }),
  gyrationCounts: matrix64,
  torsions: v.array(matrix64),
  distances: v.array(matrix64),
  pairs: v.nullable(v.object({ counts: matrix64, contacts: v.nullable(matrix64) })),
  tica: v.nullable(v.object({ coordinates: v.array(matrix64), surfaces: v.array(matrix64) })),
  geometry: v.nullable(
    v.object({
      bondsInRange: share,
      framesAllBonds: share,
      clashesPerFrame: v.number(),
      wrongChirality: share,
      bondLengths: v.nullable(moments),
      bondAngles: v.nullable(moments),
    }),
  ),
});

const staying = v.object({
  predicted: matrix64,
  estimated: matrix64,
  estimatedSem: matrix64,
  differenceSem: matrix64,
});
const passages = v.object({ count: whole, exposure: whole });

const evidence = v.object({
  frames: whole,
  framesPerLag: v.pipe(whole, v.minValue(1)),
  latent: v.array(matrix64),
  processes: v.array(
    v.object({
      autocorrelation: vector64,
      time: v.nullable(estimate),
      implied: v.object({ value: vector64, sem: vector64 }),
    }),
  ),
  transitions: whole,
  passages: v.nullable(v.object({ up: passages, down: passages, decided: matrix64, intoUpper: matrix64 })),
  states: v.nullable(matrix64),
  staying: v.nullable(staying),
  steps: v.nullable(matrix64),
  excerpt: matrix32,
  sample: v.object({ latent: matrix32, coordinates: v.nullable(matrix32) }),
  molecule: v.nullable(molecularEvidence),
});

const markovModel = v.object({
  nClusters: whole,
  nConnected: whole,
  shareConnected: share,
  times: v.array(v.nullable(estimate)),
  implied: v.object({ value: matrix64, sem: matrix64 }),
  profiles: v.array(vector64),
  staying,
  passages: v.nullable(v.object({ up: estimate, down: estimate })),
});

const memberPrediction = v.object({
  times: v.array(v.nullable(v.object({ value: v.number(), sem: numberOrNaN }))),
  latent: v.array(vector64),
  populations: vector64,
});

export const referenceSchema = v.object({
  observables,
  evidence,
  msm: v.nullable(markovModel),
  ensemble: v.optional(v.array(memberPrediction), []),
});
