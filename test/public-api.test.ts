import { expect, test } from "vitest";
import * as api from "../src/index.js";

/** A change to this list is a change to the promise that the package makes. */
const PUBLIC = [
  "AbortedError",
  "ConfigError",
  "DataError",
  "FEATURE_KINDS",
  "FormatError",
  "LssError",
  "NumericsError",
  "ResourceError",
  "Rng",
  "ShapeError",
  "UnsupportedError",
  "createFile",
  "createNodeEngine",
  "createTask",
  "createXtc",
  "decodeBox",
  "encodeBox",
  "fit",
  "folderCheckpoints",
  "openFile",
  "openTrajectories",
  "openTrajectory",
  "readManifest",
  "readTopology",
  "renderReport",
  "resolveFitOptions",
  "select",
  "simulate",
  "subsetTopology",
  "tableFactory",
  "validate",
  "writePdb",
];

test("the public surface", () => {
  expect(Object.keys(api).sort()).toEqual(PUBLIC);
});
