export { drawLagScan } from "./lags.js";
export { type RenderedReport, renderReport } from "./render.js";
export { describeReport } from "./text.js";
