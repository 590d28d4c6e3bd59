export { createNodeEngine } from "./onnxruntime.node.js";
