export type {
  Autocorrelation,
  BySource,
  ChapmanKolmogorov,
  Curve,
  Distribution,
  FigureData,
  FreeEnergyProfile,
  FreeEnergySurface,
  ImpliedTimescales,
  PathExcerpt,
  SourceName,
  TrainingCurve,
  TransitionMatrices,
} from "./figure-data.js";
export type {
  Estimate,
  FreeEnergyRow,
  MeanStd,
  Report,
  StructureResult,
  TimescaleRow,
  Warning,
} from "./results.js";
