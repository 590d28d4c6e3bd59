import { expect, test } from "vitest";
import * as pageApi from "../src/trajectory.js";
import * as nodeApi from "../src/trajectory.node.js";

/** A change to this list is a change to the promise that the package makes. */
const PUBLIC = [
  "ConfigError",
  "DataError",
  "FormatError",
  "LssError",
  "NumericsError",
  "ResourceError",
  "ShapeError",
  "UnsupportedError",
  "blobSource",
  "blocks",
  "cellOfBox",
  "createTrajectory",
  "createXtc",
  "memorySink",
  "memorySource",
  "openTrajectories",
  "openTrajectory",
  "openXtc",
  "readTopology",
  "select",
  "subsetTopology",
  "topologyFormatOf",
  "trajectoryFormatOf",
  "writePdb",
];

test("the public surface of latent-space-simulator/trajectory, in a page and in Node.js", () => {
  expect(Object.keys(pageApi).sort()).toEqual(PUBLIC);
  expect(Object.keys(nodeApi).sort()).toEqual([...PUBLIC, "createFile", "openFile"].sort());
});
