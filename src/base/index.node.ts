export { createFile, folderCheckpoints, openFile, writeWholeFile } from "./files.node.js";
