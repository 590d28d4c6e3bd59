export { type RenderedReport, renderReport } from "./render.js";
