export {
  createGenerator,
  everyNthRow,
  type GenerativeModel,
  type Generator,
  type PathChunk,
  rollOutReplicas,
} from "./roll-out.js";
