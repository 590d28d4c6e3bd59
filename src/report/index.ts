export { drawFeatureScores } from "./feature-scores.js";
export { drawLagScan } from "./lags.js";
export { type RenderedReport, renderReport } from "./render.js";
export { describeReport } from "./text.js";
