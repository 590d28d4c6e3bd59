// Imports run one way through the folders of src/ (ARCHITECTURE.md). Each folder lists what it may import.
const models = ["base", "numerics", "tensor", "trajectory", "systems", "features"];
const mayImport = {
  base: [],
  numerics: ["base"],
  tensor: ["base", "numerics"],
  trajectory: ["base", "numerics"],
  systems: ["base", "numerics"],
  features: ["base", "numerics", "trajectory"],
  encoder: models,
  propagator: models,
  decoder: models,
  synthesis: [...models, "propagator", "decoder"],
  validation: [...models, "encoder", "propagator", "decoder", "synthesis"],
  report: ["base", "numerics", "validation"],
  box: [...models, "encoder", "propagator", "decoder", "validation"],
};

const folders = Object.keys(mayImport);

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "src-never-imports-test",
      severity: "error",
      from: { path: "^src" },
      to: { path: "^(test|bench|scripts|verify)" },
    },
    {
      name: "only-through-index",
      comment: "Another folder is imported through its index.ts (or index.node.ts, what needs Node).",
      severity: "error",
      from: { path: "^src/([^/]+)/" },
      to: { path: "^src/([^/]+)/", pathNot: "^src/($1/|[^/]+/index(\\.node)?\\.ts$)" },
    },
    {
      name: "portable",
      comment: "What a page runs imports no Node module and no *.node.ts file.",
      severity: "error",
      from: { path: "^src", pathNot: "^src/(cli|execution|engines)/|\\.node\\.ts$|^src/index\\.ts$" },
      to: { path: "\\.node\\.ts$|^node:", dependencyTypesNot: ["type-only"] },
    },
    ...folders.map((folder) => ({
      name: `${folder}-imports`,
      severity: "error",
      from: { path: `^src/${folder}/` },
      to: { path: "^src/", pathNot: `^src/(${[folder, ...mayImport[folder]].join("|")})/` },
    })),
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
  },
};
