import { expect, test } from "vitest";
import { Rng, zeros32 } from "../../src/base/index.js";
import { placeAtoms } from "../../src/decoder/placement-tree.js";
import { makeTopology } from "../features/golden-systems.js";
import { SELECTIONS } from "./selections.js";

test("a second chain hangs on what keeps its distance, not on a loose end", () => {
  // Two chains of three, side by side; both ends of both swing, the middles do not.
  const topology = makeTopology(
    [0, 1, 2, 3, 4, 5].map((a) => ["X", "C", a < 3 ? 0 : 1] as const),
    [
      ["ONE", 1, 0],
      ["TWO", 1, 1],
    ],
    [
      [0, 1],
      [1, 2],
      [3, 4],
      [4, 5],
    ],
    ["A", "B"],
  );
  const rng = Rng.fromSeed(1);
  const frames = zeros32(50, 18);
  for (let t = 0; t < 50; t++) {
    for (let atom = 0; atom < 6; atom++) {
      const swing = atom === 1 || atom === 4 ? 0.001 : 0.05;
      const at = [0.1 * (atom % 3), atom < 3 ? 0 : 0.5, 0];
      frames.data.set(
        at.map((x) => x + swing * rng.normal()),
        18 * t + 3 * atom,
      );
    }
  }
  const tree = placeAtoms(topology, frames);
  expect(tree.map(({ atom }) => atom)).toEqual([0, 1, 2, 4, 3, 5]);
  expect(tree[3]).toMatchObject({ atom: 4, parent: 1, grandparent: 0, great: 2 });
});

test.each(SELECTIONS)("of %s, every atom is placed once, on three different ones before it", async (_, load) => {
  const { topology, frames } = await load();
  const tree = placeAtoms(topology, frames);
  const placed = new Set<number>();
  for (const [k, { atom, parent, grandparent, great, sibling }] of tree.entries()) {
    const on = [parent, grandparent, great].slice(0, k);
    expect(new Set(on).size).toBe(Math.min(k, 3));
    expect(on.every((other) => placed.has(other))).toBe(true);
    expect(sibling === -1 || placed.has(sibling)).toBe(true);
    placed.add(atom);
  }
  expect(placed.size).toBe(topology.atoms.length);
});
