export { createGenerator, type GenerativeModel, type Generator, type PathChunk } from "./roll-out.js";
