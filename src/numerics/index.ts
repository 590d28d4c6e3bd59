export { autocorrelation, autocorrelationOfSegments } from "./autocorrelation.js";
export { type BlockEstimate, type BlockPiece, blockEstimate, splitIntoBlocks } from "./blocks.js";
export { cholesky, solveLower, solveLowerTransposed } from "./cholesky.js";
export { erf, erfc } from "./error-function.js";
export { freeEnergy, freeEnergyRmse, jensenShannon } from "./free-energy.js";
export { generalizedEigen } from "./generalized-eigen.js";
export { histogram, histogram2d, type Range } from "./histogram.js";
export { assignToCentres, kMeans } from "./k-means.js";
export {
  createLaggedCovariance,
  type LaggedCovariance,
  type LaggedCovarianceAccumulator,
  mergeCovariances,
} from "./lagged-covariance.js";
export { luSolve } from "./lu.js";
export {
  committor,
  detailedBalanceError,
  matrixPower,
  meanFirstPassageTime,
  normaliseRows,
  type StateSet,
  stationaryDistribution,
  transitionEntropy,
} from "./markov.js";
export { type ColumnMoments, columnMoments, createMoments, type MomentAccumulator } from "./moments.js";
export { normalCdf, normalPdf, normalQuantile } from "./normal.js";
export { multiply, multiplyTransposed, transpose } from "./products.js";
export { quantile, quantileOfSorted } from "./quantile.js";
export { relaxationTime } from "./relaxation.js";
export { largestConnectedSet, type ReversibleChain, restrictCounts, reversibleChain } from "./reversible-chain.js";
export { everyNth, spreadEvenly } from "./samples.js";
export {
  eigenfunction,
  impliedTimescale,
  reversibleEigenvalues,
  type Spectrum,
  slowestEigenvalues,
} from "./spectrum.js";
export { type Eigensystem, symmetricEigen } from "./symmetric-eigen.js";
export { scaleSymmetric } from "./symmetric-scaling.js";
export { truncatedMoments, truncatedQuantile } from "./truncated-normal.js";
export { fitUnitBox, fromUnitBox, toUnitBox, type UnitBox } from "./unit-box.js";
