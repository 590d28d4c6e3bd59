import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { npyHeader } from "../../src/base/index.js";
import { lss, PENTAPEPTIDE, scratchFolder } from "./lss.js";

const folder = scratchFolder();
const at = (name: string): string => `${folder}/${name}`;
const trajectory = (number: string): string => `${PENTAPEPTIDE}pentapeptide-${number}.xtc`;
const TRAINING = ["01", "02"];
const FRAMES = 4801;

/** Two columns: one that goes up and down, and one that never changes. */
function writeNpy(name: string, rows: number): void {
  const data = Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? Math.sin(i / 100) : 7));
  writeFileSync(at(name), Buffer.concat([npyHeader("<f4", [rows, 2]), new Uint8Array(data.buffer)]));
}

const project = (features: string): string => `
top = "${PENTAPEPTIDE}topology.pdb"
traj = [${TRAINING.map((number) => `"${trajectory(number)}"`).join(", ")}]
lag = "0.5ns"
select = "name CA"
features = [${features}]
[encoder]
maxEpochs = 1
seeds = 1
latentDim = 2
[propagator.reversible]
nComponents = [10]
[decoder.flow]
iterations = 5
width = 8
`;

function fitWith(features: string, ...more: string[]) {
  writeFileSync(at("project.toml"), project(features));
  return lss("fit", at("project.toml"), "-o", at("model.lss"), "--force", ...more);
}

beforeAll(() => {
  for (const number of TRAINING) writeNpy(`${number}.npy`, FRAMES);
  writeNpy("05.npy", FRAMES);
  writeNpy("short.npy", FRAMES - 1);
});

describe("features in a project file", () => {
  test("are listed, summarised, and named where they never change; validate asks for the .npy files", () => {
    const { code, stderr } = fitWith(
      `"ca-distances", { kind = "contacts", cutoff = "0.6nm" }, { kind = "npy", files = ["01.npy", "02.npy"] }`,
    );
    expect(stderr).toContain("features: 15 numbers a frame\n");
    expect(stderr).toMatch(/^ {2}contacts {6}3 {3}contact TRP1-LEU4, /m);
    expect(stderr).toMatch(/^ +min +max +mean +deviation$/m);
    expect(stderr).toContain("note: features left out that never change: npy 1\n");
    expect(code).toBe(0);
    expect(lss("inspect", at("model.lss")).stdout).toMatch(/ npy {11}1 {3}npy 0\n/);
    const manifest = JSON.parse(lss("inspect", at("model.lss"), "--json").stdout);
    expect(manifest.options.features[2]).toEqual({ kind: "npy", files: ["01.npy", "02.npy"] });
    expect(manifest.training_data.map(({ name }: { name: string }) => name)).toContain("01.npy");

    const validate = (...npy: string[]) =>
      lss(
        ...["validate", at("model.lss"), "--traj", trajectory("05"), "-o", at("report"), "--force"],
        ...["--replicas", "1", "--length", "100ns", "--quiet", ...npy],
      );
    expect(validate()).toMatchObject({ code: 2, stderr: expect.stringContaining("--npy: is missing") });
    expect(validate("--npy", at("short.npy"))).toMatchObject({
      code: 4,
      stderr: expect.stringContaining(`short.npy: has 4800 rows, ${trajectory("05")} has 4801 frames`),
    });
    expect(validate("--npy", at("05.npy"))).toMatchObject({ code: 0 });
  });
});

const contact = (rest: string): string => `{ kind = "contacts"${rest} }`;

test.each([
  [`"angles"`, /^error {2}features\.0\.kind: "angles" is no kind of feature: choose among backbone-torsions, /],
  [contact(`, cutoff = "0.45"`), /^error {2}features\.0\.cutoff: "0.45" is no length above 0 with its unit/],
  [contact(`, cutoff = 0.45`), /^error {2}features\.0\.cutoff: want a length with its unit/],
  [contact(`, cutof = "0.45nm"`), /^error {2}features\.0\.cutof: is no option/],
  [`"ca-angles", { kind = "dihedrals" }`, /^error {2}features\.1\.atoms: is missing/],
  [`{ kind = "dihedrals", atoms = [[1, 2, 3]] }`, /^error {2}features\.0\.atoms\.0: want four atoms/],
  [`{ kind = "atom-distances", atoms = [[1, 2, 3]] }`, /^error {2}features\.0\.atoms\.0: want two atoms/],
  [`{ kind = "dihedrals", atoms = [1, 2, 3, 4] }`, /^error {2}features\.0\.atoms\.0: want four atoms/],
  [`{ kind = "atom-distances", atoms = [[0, 99]] }`, /^error {2}features: atom-distances: there is no atom 99/],
  [
    `{ kind = "distance", between = ["resid 0", "resid 9"] }`,
    /^error {2}features: the selection "resid 9" names no atom/,
  ],
  [`{ kind = "npy", files = ["01.npy"] }`, /^error {2}features: npy: 1 files are given for 2 trajectories/],
])("one line for a mistake: %s", (features, message) => {
  const { code, stderr } = fitWith(features);
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});

test("lss inspect counts what a topology offers, with examples", () => {
  const { stdout } = lss("inspect", `${PENTAPEPTIDE}topology.pdb`);
  expect(stdout).toMatch(/^ {2}backbone-torsions +8 +cos phi LEU2, sin phi LEU2, cos phi ALA3, \.\.\.$/m);
});

test("the program's help names the kinds", () => {
  expect(lss("fit", "--help").stdout).toContain("residue-distances, contacts");
});
