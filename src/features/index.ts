export { laggedPairs, memoryTable, type Segments, type Table, type TableBuilder, tableOf } from "./table.js";
