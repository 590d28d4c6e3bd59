export { diskTable, type TableStorage, tableFactory } from "./table.node.js";
