import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, memorySource } from "../../src/base/index.js";
import { type Geometry, readTopology, select, type Topology } from "../../src/trajectory/index.js";
import { goldenBytes, goldenJson, goldenStructure, readPdbText } from "./golden.js";

/** mdtraj's atoms, by file and selection, as ranges. */
const MDTRAJ = goldenJson<Record<string, Record<string, string>>>("selections/selections.json");
const WITHIN = goldenJson<Record<string, [text: string, nm: number, near: string][]>>("selections/within.json");

/** "0-2 5": 0, 1, 2 and 5. */
function atomsOf(ranges: string): number[] {
  return ranges
    .split(" ")
    .filter((range) => range !== "")
    .flatMap((range) => {
      const [first, last = first] = range.split("-").map(Number) as [number, number?];
      return Array.from({ length: last - first + 1 }, (_, k) => first + k);
    });
}

describe("select", () => {
  /** Where we differ from mdtraj: it counts HN, CHARMM's amide hydrogen, to side chains, and not PH8 and NH2 to proteins. */
  const isCommon = ({ atoms, residues }: Topology, i: number, text: string): boolean =>
    !["PH8", "NH2"].includes(residues[atoms[i]!.residue]!.name) &&
    !(text.endsWith("sidechain") && atoms[i]!.name === "HN");

  it.each(Object.keys(MDTRAJ))("selects as mdtraj does in %s", async (file) => {
    const { topology } = await goldenStructure(`${file}.pdb`);
    for (const [text, expected] of Object.entries(MDTRAJ[file]!)) {
      const common = (atoms: Iterable<number>) => [...atoms].filter((i) => isCommon(topology, i, text));
      expect([text, ...common(select(topology, text))]).toEqual([text, ...common(atomsOf(expected))]);
    }
  });

  it("takes the amide's hydrogen for none of the side chain, whatever its name", async () => {
    const { topology } = await goldenStructure("pentapeptide.pdb");
    expect(select(topology, "sidechain and name HN H HA")).toHaveLength(0);
    expect(select(topology, "name HN")).toHaveLength(4);
  });

  it("counts bonds", async () => {
    const { topology } = await goldenStructure("structures/1lcd.pdb");
    const count = (i: number) => topology.bonds.filter((bond) => bond.includes(i)).length;
    const withTwo = [...topology.atoms.keys()].filter((i) => count(i) === 2);
    expect([...select(topology, "n_bonds 2")]).toEqual(withTwo);
    expect([...select(topology, "n_bonds == 0")]).toEqual([...select(topology, "element Na")]);
  });

  it("takes metals and halogens that stand alone for ions", async () => {
    const { topology } = await goldenStructure("structures/1lcd.pdb");
    expect([...select(topology, "ion")]).toEqual([...select(topology, "element Na")]);
    const atom = (name: string, residue: string, i: number) =>
      `HETATM    ${i} ${name.padEnd(4)} ${residue.padEnd(4)}A   ${i}       ${i}.000   2.000   3.000`;
    const names = ["CL  CLA", "CAL CAL", "ZN  ZN2", "O   HOH", "XE  XE", "CA  ALA"];
    const lines = names.map((name, i) => atom(name.slice(0, 4).trim(), name.slice(4), i + 1));
    expect([...select((await readPdbText(lines.join("\n"))).topology, "ions")]).toEqual([0, 1, 2]);
  });

  it("knows the segments of PDB and PSF files", async () => {
    const pdb = await goldenStructure("formats/ala3.pdb");
    const psf = await readTopology(memorySource("ala3.psf", goldenBytes("formats/ala3.psf")));
    for (const { topology } of [pdb, psf]) {
      expect(select(topology, "segment ALA3")).toHaveLength(topology.atoms.length);
      expect(select(topology, "segname ALA2")).toHaveLength(0);
    }
  });

  it("counts rare residues and caps to the protein", async () => {
    const { topology } = await goldenStructure("structures/2n0n.pdb");
    expect(select(topology, "protein")).toEqual(select(topology, "all"));
    expect(select(topology, "sidechain and resname NH2")).toHaveLength(2);
  });

  it.each(Object.keys(WITHIN))("finds what is near as mdtraj does in %s", async (file) => {
    const structure = await goldenStructure(`${file}.pdb`);
    for (const [text, nm, expected] of WITHIN[file]!) {
      for (const radius of [`${nm}`, `${nm}nm`, `${10 * nm}A`, `${10 * nm} Å`]) {
        expect([...select(structure.topology, `within ${radius} of (${text})`, structure)]).toEqual(atomsOf(expected));
      }
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
    ["1 < resSeq <= 3", "resSeq 2 3"],
    ["resSeq 1 to 2 4 5 to 9", "resSeq 1 to 9 and not resSeq 3"],
    ["'CA' == name", "name CA"],
    ["resid == resid", "all"],
    ["name =~ 'H.'", "name =~ '(?:H.).*'"],
    ["name =~ C.$", "name CA CB CG"],
    ["name =~ C{2,}", "none"],
    ["name =~ '\\D+$'", "not name =~ '.*[0-9]'"],
    ["is_nucleic", "none"],
    ["code L", "resname LEU"],
    ["mass < 1.5", "hydrogen"],
    ["within 5A of name CA and not hydrogen", "(within 0.5 of (name CA)) and heavy"],
    ["within 0.5 of none", "none"],
    ["within 900nm of index 0", "all"],
  ])("takes %s for the same as %s", async (a, b) => {
    const structure = await goldenStructure("pentapeptide.pdb");
    const indices = (text: string) => select(structure.topology, text, structure);
    expect(indices(a)).toEqual(indices(b));
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
    ["name CA = CB", 9, 'the character = has no meaning here, want "=="'],
    ["name CA | name CB", 9, "the character | has no meaning here"],
    ["all all", 5, '"all" stands where "and" or "or" was expected'],
    ["constructor", 1, '"constructor" stands where'],
    ["3 < 4", 5, '"4" stands where a property to compare with was expected'],
    ["resid < name", 9, '"name" stands where a number was expected'],
    ["1 < resSeq < five", 14, '"five" stands where a number was expected'],
    ["resid <", 8, "the selection ends where a value or a property was expected"],
    ["resid =~ '1.'", 1, '"resid" stands where a property that is text before "=~" was expected'],
    ["name =~", 8, "the selection ends where a regular expression was expected"],
    ["name =~ '('", 10, "the group is not closed"],
    ["name =~ 'C[A'", 11, "the set is not closed"],
    ["name =~ 'C)'", 11, "the group that is closed was never opened"],
    ["name =~ 'C|*'", 12, "there is nothing to repeat"],
    ["name =~ 'C+*'", 12, "what is repeated is repeated again"],
    ["name =~ 'C{3,2}'", 11, "{3,2} repeats at least 3 times and at most 2"],
    ["name =~ '[D-A]'", 11, "D-A is no range"],
    ["name =~ '(?=C)'", 10, "of groups only ( ) and (?: ) are known"],
    ["name =~ '(C)\\1'", 13, "\\1 has no meaning here"],
    ["name =~ '(a{99}){99}'", 10, "the pattern repeats too much"],
    [`name =~ ${"C".repeat(201)}`, 209, "the pattern is longer than 200 characters"],
    ["name 'CA", 6, "the quote ' is not closed"],
    ["within 5 name CA", 10, '"name" stands where "of" was expected'],
    ["within 5furlongs of all", 8, '"5furlongs" stands where a length (0.5, 0.5nm or 5A) was expected'],
    ["within 0 of all", 8, '"0" stands where a length'],
    ["not (within 0.5 of all)", 6, '"within" needs coordinates, and there are none'],
    [`${"(".repeat(101)}all`, 101, "more than 100 parts are nested"],
  ])("points at what is wrong in '%s'", async (text, character, message) => {
    const { topology } = await goldenStructure("alanine-dipeptide.pdb");
    const failing = () => select(topology, text);
    expect(failing).toThrow(ConfigError);
    expect(failing).toThrow(`--select: ${message}`);
    expect(failing).toThrow(`\n  ${text}\n  ${" ".repeat(character - 1)}^ character ${character}`);
  });
});

interface Example {
  readonly text: string;
  /** The same, told otherwise: of each atom. */
  readonly mask: (topology: Topology, geometry: Geometry) => boolean[];
}

/** Random selections beside what they mean. */
const { expression } = fc.letrec<{ expression: Example; leaf: Example }>((tie) => {
  const ofAtom = (text: string, is: (topology: Topology, i: number) => boolean): Example => ({
    text,
    mask: (topology) => topology.atoms.map((_, i) => is(topology, i)),
  });
  const number = fc.integer({ min: -2, max: 22 });
  const leaf = fc.oneof(
    fc
      .subarray(["N", "CA", "CB", "O", "P", "MSE"], { minLength: 1 })
      .map((names) => ofAtom(`name ${names.join(" ")}`, ({ atoms }, i) => names.includes(atoms[i]!.name))),
    number.map((n) => ofAtom(`index >= ${n}`, (_, i) => i >= n)),
    fc
      .tuple(number, number)
      .map(([a, b]) => ofAtom(`resid ${a} to ${b}`, (t, i) => t.atoms[i]!.residue >= a && t.atoms[i]!.residue <= b)),
    fc.tuple(number, number).map(([a, b]) => ofAtom(`${a} < index < ${b}`, (_, i) => a < i && i < b)),
    fc
      .constantFrom("C", "N", "S")
      .map((e) => ofAtom(`element ${e.toLowerCase()}`, ({ atoms }, i) => atoms[i]!.element === e)),
    fc
      .constantFrom("C", "O")
      .map((e) =>
        ofAtom(`name =~ "${e}."`, ({ atoms }, i) => atoms[i]!.name.startsWith(e) && atoms[i]!.name.length > 1),
      ),
  );
  const both = fc.tuple(tie("expression"), tie("expression"));
  return {
    leaf,
    expression: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      tie("leaf"),
      both.map(([a, b]) => joined(`(${a.text}) and (${b.text})`, a, b, (x, y) => x && y)),
      both.map(([a, b]) => joined(`((${a.text}) || ${b.text})`, a, b, (x, y) => x || y)),
      tie("expression").map((a) => joined(`not (${a.text})`, a, a, (x) => !x)),
      fc.tuple(fc.integer({ min: 1, max: 10 }), tie("expression")).map(
        ([angstrom, a]): Example => ({
          text: `within ${angstrom}A of (${a.text})`,
          mask: (topology, geometry) => nearNaively(geometry, a.mask(topology, geometry), angstrom / 10),
        }),
      ),
    ),
  };
});

function joined(text: string, a: Example, b: Example, join: (x: boolean, y: boolean) => boolean): Example {
  return {
    text,
    mask: (topology, geometry) => {
      const ofB = b.mask(topology, geometry);
      return a.mask(topology, geometry).map((is, i) => join(is, ofB[i]!));
    },
  };
}

/** By all pairs, and all images of the neighbouring cells. */
function nearNaively({ positions, box }: Geometry, centres: readonly boolean[], nm: number): boolean[] {
  const steps = box === null ? [0] : [-3, -2, -1, 0, 1, 2, 3];
  const shifts = steps.flatMap((a) =>
    steps.flatMap((b) =>
      steps.map((c) => [0, 1, 2].map((d) => (box === null ? 0 : a * box[d]! + b * box[3 + d]! + c * box[6 + d]!))),
    ),
  );
  return centres.map((isCentre, i) => {
    if (isCentre) return true;
    return centres.some((is, j) => {
      if (!is) return false;
      const [x, y, z] = [0, 1, 2].map((d) => positions[3 * i + d]! - positions[3 * j + d]!) as [number, number, number];
      return shifts.some(([a, b, c]) => (x + a!) ** 2 + (y + b!) ** 2 + (z + c!) ** 2 <= nm * nm);
    });
  });
}

describe("select, by properties", () => {
  it("agrees with an evaluation atom by atom, in boxes of any shape and without", async () => {
    const { topology: whole } = await goldenStructure("pentapeptide.pdb");
    const topology = { ...whole, atoms: whole.atoms.slice(0, 20) };
    const edge = fc.double({ min: 1, max: 2.5, noNaN: true });
    const skew = fc.double({ min: -0.3, max: 0.3, noNaN: true });
    const box = fc
      .tuple(edge, edge, edge, skew, skew, skew)
      .map(([a, b, c, s, t, u]) => Float32Array.of(a, 0, 0, s * a, b, 0, t * a, u * b, c));
    const positions = fc
      .array(fc.double({ min: -0.4, max: 1.2, noNaN: true }), { minLength: 60, maxLength: 60 })
      .map((xyz) => Float32Array.from(xyz));
    fc.assert(
      fc.property(expression, fc.record({ positions, box: fc.option(box) }), ({ text, mask }, geometry) => {
        const expected = mask(topology, geometry).flatMap((is, i) => (is ? [i] : []));
        expect([...select(topology, text, geometry)]).toEqual(expected);
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it("answers anything else with a ConfigError", async () => {
    const { topology } = await goldenStructure("alanine-dipeptide.pdb");
    const words =
      "name resid CA 1 0.5nm -3 to and or not ! ( ) within of == < =~ '(' \"a b\" && | = all protein mass é".split(" ");
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((some) => some.join(" ")),
    );
    let refused = 0;
    fc.assert(
      fc.property(text, (garbage) => {
        try {
          select(topology, garbage);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          refused++;
        }
      }),
      { seed: 6, numRuns: 2000 },
    );
    expect(refused).toBeGreaterThan(1500);
    expect(refused).toBeLessThan(2000);
  });
});
