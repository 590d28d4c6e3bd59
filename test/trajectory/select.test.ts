import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/base/index.js";
import { select } from "../../src/trajectory/index.js";
import { goldenJson, goldenStructure, readPdbText } from "./golden.js";

const MDTRAJ = goldenJson<Record<string, Record<string, number[]>>>("selections.json");

describe("select", () => {
  // mdtraj takes HN, which some force fields call the amide's hydrogen, for a part of the side chain; we do not.
  const isAmideQuirk = (file: string, text: string) => file === "pentapeptide" && text === "sidechain";

  it.each(Object.keys(MDTRAJ))("selects as mdtraj does in %s", async (file) => {
    const { topology } = await goldenStructure(`${file}.pdb`);
    for (const [text, expected] of Object.entries(MDTRAJ[file]!)) {
      const isQuirk = isAmideQuirk(file, text);
      const wanted = isQuirk ? expected.filter((i) => topology.atoms[i]!.name !== "HN") : expected;
      expect([text, ...select(topology, text)]).toEqual([text, ...wanted]);
    }
  });

  it.each([
    ["heavy", "not element H"],
    ["hydrogen", "element h"],
    ["name CA or name CB", "name CA CB"],
    ["name CA && ! resid 0", "name CA and not resid 0"],
    ["name CA || name CB and resid 1", "name CA or (name CB and resid 1)"],
    ["not name CA and resid 1", "(not name CA) and resid 1"],
    ["not not protein", "protein"],
    ["chain X", "all"],
    ["chain Y", "none"],
    ["name CA", 'name "CA"'],
    ["  (name CA)  ", "name 'CA'"],
    ["resSeq 2 to 3", "resSeq >= 2 and resSeq <= 3"],
    ["index lt 5", "index < 5"],
  ])("takes %s for the same as %s", async (a, b) => {
    const { topology } = await goldenStructure("pentapeptide.pdb");
    expect(select(topology, a)).toEqual(select(topology, b));
  });

  it("reads names with primes, stars and signs", async () => {
    const atom = (name: string) => `ATOM      1 ${name.padEnd(4)} LIG A   1       1.000   2.000   3.000`;
    const { topology } = await readPdbText(["O5'", "C1*", "NA+"].map(atom).join("\n"));
    expect([...select(topology, "name O5' C1*")]).toEqual([0, 1]);
    expect([...select(topology, "name NA+")]).toEqual([2]);
  });

  it.each([
    ["", 1, "the selection ends where"],
    ["nam CA", 1, '"nam" stands where "not", "(" or one of all, none,'],
    ["name", 5, "the selection ends where a name was expected"],
    ["name CA and", 12, "the selection ends where"],
    ["name CA CB )", 12, '")" stands where "and" or "or" was expected'],
    ["(name CA", 9, 'the selection ends where "and", "or" or ")" was expected'],
    ["resid one", 7, '"one" stands where a number was expected'],
    ["resid 1 to", 11, "the selection ends where a number was expected"],
    ["name CA protein", 9, '"protein" stands where "and" or "or" was expected'],
    ["name CA = CB", 9, "the character = has no meaning here"],
    ["all all", 5, '"all" stands where "and" or "or" was expected'],
    ["constructor", 1, '"constructor" stands where'],
  ])("points at what is wrong in '%s'", async (text, character, message) => {
    const { topology } = await goldenStructure("alanine-dipeptide.pdb");
    const failing = () => select(topology, text);
    expect(failing).toThrow(ConfigError);
    expect(failing).toThrow(`--select: ${message}`);
    expect(failing).toThrow(`\n  ${text}\n  ${" ".repeat(character - 1)}^ character ${character}`);
  });
});
