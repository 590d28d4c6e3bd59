export { findFiles } from "./file-patterns.node.js";
export { createFile, folderCheckpoints, openFile, writeWholeFile } from "./files.node.js";
