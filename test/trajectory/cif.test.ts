import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/base/index.js";
import { readCifTopology } from "../../src/trajectory/cif.js";
import { textSource } from "./text-trajectories.js";

const read = (...lines: string[]) => readCifTopology(textSource("test.cif", ...lines));

const ITEMS =
  "type_symbol label_atom_id label_alt_id label_comp_id label_asym_id label_seq_id pdbx_PDB_ins_code Cartn_x Cartn_y Cartn_z " +
  "occupancy auth_seq_id auth_asym_id pdbx_PDB_model_num";
const HEAD = ["data_TEST", "loop_", ...ITEMS.split(" ").map((item) => `_atom_site.${item}`)];
const SITES = [
  "N N  . GLY A 1 ? 1.0 2.0 3.0 1.00 7 H 1",
  "C CA . GLY A 1 ? 4.0 5.0 6.0 1.00 7 H 1",
  "C CA . GLY A 2 A 7.0 8.0 9.0 1.00 7 H 1",
];

describe("readCifTopology", () => {
  it("names residues and chains as the authors do", async () => {
    const { topology, positions, nFrames, box } = await read(...HEAD, ...SITES);
    expect(topology.chains).toEqual([{ id: "H" }]);
    expect(topology.residues.map(({ sequence, insertionCode }) => [sequence, insertionCode])).toEqual([
      [7, ""],
      [7, "A"],
    ]);
    expect([...positions]).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map(Math.fround));
    expect(nFrames).toBe(1);
    expect(box).toBeNull();
  });

  it("reads quoted words, text fields, comments and single items", async () => {
    const { topology, box } = await read(
      "data_x # a comment",
      "_cell.length_a 40.0",
      "_cell.length_b '50.0'",
      "_cell.length_c",
      ";60.0",
      ";",
      "_cell.angle_beta ?",
      "_struct.title 'it''s a'dog' # closed by a quotation mark before a blank",
      "_struct.details",
      ";_atom_site.id",
      "loop_ 'unclosed",
      ";",
      "loop_ _atom_site.label_atom_id _atom_site.Cartn_x _atom_site.Cartn_y _atom_site.Cartn_z _atom_site.label_comp_id",
      `"O5'" 1.0`,
      "2.0 3.0 'A'",
      `'H5"' 1.0 2.0 4.0 A # the second row`,
    );
    expect(topology.atoms.map(({ name, element }) => [name, element])).toEqual([
      ["O5'", "O"],
      [`H5"`, "H"],
    ]);
    expect([...box!]).toEqual([4, 0, 0, 0, 5, 0, 0, 0, 6]);
  });

  it("starts a chain where the copy of a molecule changes", async () => {
    const water = ["O O . HOH B . ? 1 1 1 1.00 1 H 1", "O O . HOH B . ? 9 9 9 1.00 2 H 1"];
    const { topology } = await read(...HEAD, ...SITES, ...water);
    expect(topology.chains).toEqual([{ id: "H" }, { id: "H" }]);
    expect(topology.residues.map(({ chain }) => chain)).toEqual([0, 0, 1, 1]);
  });

  it("keeps the most occupied location, of the first model", async () => {
    const model = (k: number, x: number) => [
      `N N  . GLY A 1 ? ${x} 0 0 1.00 1 A ${k}`,
      `C CA A GLY A 1 ? ${x + 1} 0 0 0.${k}0 1 A ${k}`,
      `C CA B GLY A 1 ? ${x + 2} 0 0 0.60 1 A ${k}`,
    ];
    const { topology, positions, nFrames } = await read(...HEAD, ...model(1, 10), ...model(9, 20));
    expect(nFrames).toBe(2);
    expect(topology.atoms).toHaveLength(2);
    expect([0, 3, 6, 9].map((k) => positions[k])).toEqual([1, 1.2, 2, 2.2].map(Math.fround));
  });

  it("takes covalent links and disulphides from struct_conn, and no others", async () => {
    const atoms = [1, 2, 3, 4, 5].map(
      (k) => `X X1 . LIG ${"ABCDE"[k - 1]} . ? ${10 * k} 0 0 1.00 ${k} ${"ABCDE"[k - 1]} 1`,
    );
    const items = [
      "conn_type_id",
      ...[1, 2].flatMap((k) => [
        `ptnr${k}_auth_asym_id`,
        `ptnr${k}_auth_seq_id`,
        `ptnr${k}_label_atom_id`,
        `ptnr${k}_symmetry`,
      ]),
    ];
    const { topology } = await read(
      ...HEAD,
      ...atoms,
      "loop_",
      ...items.map((item) => `_struct_conn.${item}`),
      "covale A 1 X1 1_555 B 2 X1 1_555",
      "disulf D 4 X1 1_555 B 2 X1 1_555",
      "hydrog A 1 X1 1_555 C 3 X1 1_555",
      "metalc A 1 X1 1_555 D 4 X1 1_555",
      "covale A 1 X1 1_555 E 5 X1 2_655",
      "covale A 1 X1 1_555 Z 9 X1 1_555",
    );
    expect(topology.bonds).toEqual([
      [0, 1],
      [1, 3],
    ]);
  });

  it("reads the first block that has atoms", async () => {
    const { topology } = await read(
      "data_a",
      "_entry.id a",
      ...HEAD,
      ...SITES,
      "data_b",
      "loop_",
      "_atom_site.id",
      "1",
    );
    expect(topology.atoms).toHaveLength(3);
  });

  const x = (row: string) => [...HEAD, SITES[0]!, row];
  it.each<[string, string[], string]>([
    ["nothing", [], "has no atoms"],
    ["no atoms", ["data_a", "_entry.id a"], "has no atoms"],
    ["a row that is cut", x("C CA . GLY A"), "line 18: the last row of a loop is incomplete"],
    ["a row that is cut by a loop", [...x("C CA"), "loop_"], "line 19: the last row of a loop is incomplete"],
    [
      "a missing coordinate",
      x("C CA . GLY A 1 ? ? 5.0 6.0 1.00 7 H 1"),
      "atom_site row 2 (atom CA): Cartn_x is no coordinate",
    ],
    ["a NaN", x("C CA . GLY A 1 ? 4.0 5.0 nan 1.00 7 H 1"), "atom_site row 2 (atom CA): Cartn_z is no coordinate"],
    ["a short model", [...HEAD, ...SITES, "N N . GLY A 1 ? 1 2 3 1 7 H 2"], "model 2 has 1 atoms, the first has 3"],
    ["other atoms", x("C CA . GLY A 1 ? 1 2 3 1 7 H 2"), "atom_site row 2 has atom CA where the first model has N"],
    ["an open quotation", ["data_a", "_a.b 'open"], "line 2: a quotation mark is not closed"],
    ["an open text field", ["data_a", "_a.b", ";open", "on"], "line 3: a text field begins that has no end"],
    ["a value of nothing", ["data_a", "_a.b 1 2"], 'line 2: "2" belongs to no item'],
    ["an item without a value", ["data_a", "_a.b", "_a.c 1"], "line 3: an item has no value"],
    ["an item twice", [...HEAD, "_atom_site.Cartn_x", ...SITES], "line 17: _atom_site.Cartn_x comes twice"],
    [
      "columns of two lengths",
      [...HEAD, ...SITES, "_atom_site.auth_atom_id N"],
      "the items of atom_site have different numbers",
    ],
  ])("refuses %s", async (_, lines, message) => {
    const reading = read(...lines);
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(`test.cif: ${message}`);
  });

  it("refuses a line without end", async () => {
    await expect(read(`data_${"x".repeat(3 << 20)}`)).rejects.toThrow("test.cif: has endless lines");
    await expect(read("data_a", `_a.b '${"x".repeat(1 << 20)}`)).rejects.toThrow(FormatError);
  });
});
