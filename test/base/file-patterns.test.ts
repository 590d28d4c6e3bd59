import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it, test } from "vitest";
import { compareNaturally, expandBraces, nameMatcher } from "../../src/base/file-patterns.js";
import { findFiles } from "../../src/base/index.node.js";

describe("nameMatcher", () => {
  test.each([
    ["*.xtc", ["a.xtc", ".xtc.xtc"], ["a.xtc"]],
    ["*", ["a", "a.b", ".hidden"], ["a", "a.b"]],
    [".*", ["a", ".hidden"], [".hidden"]],
    ["run-?.xtc", ["run-1.xtc", "run-10.xtc", "run-.xtc"], ["run-1.xtc"]],
    ["run-[1-36].xtc", ["run-1.xtc", "run-3.xtc", "run-4.xtc", "run-6.xtc"], ["run-1.xtc", "run-3.xtc", "run-6.xtc"]],
    ["[!a]b", ["ab", "bb", "b"], ["bb"]],
    ["[^a]b", ["ab", "bb"], ["bb"]],
    ["[]x]", ["]", "x", "y"], ["]", "x"]],
    ["[z-a]", ["m", "-"], []],
    ["a[1.xtc", ["a[1.xtc", "a1.xtc"], ["a[1.xtc"]],
    ["a+(b).xtc", ["a+(b).xtc", "aab.xtc"], ["a+(b).xtc"]],
    ["[*]", ["*", "a"], ["*"]],
  ])("%s", (pattern, names, expected) => {
    expect(names.filter(nameMatcher(pattern))).toEqual(expected);
  });
});

describe("expandBraces", () => {
  test.each([
    ["a{1,2}b", ["a1b", "a2b"]],
    ["{a,b{1,2}}{x,y}", ["ax", "ay", "b1x", "b1y", "b2x", "b2y"]],
    ["a{,b}", ["a", "ab"]],
    ["a{b}c", ["a{b}c"]],
    ["a{b,c", ["a{b,c"]],
    ["{x}{a,b}", ["{x}a", "{x}b"]],
  ])("%s", (pattern, expected) => {
    expect(expandBraces(pattern)).toEqual(expected);
  });
});

describe("compareNaturally", () => {
  it("orders numbers by value", () => {
    const sorted = ["b", "run-2", "run-02", "run-2a", "run-10", "run-10.part0002", "run-10.part0010"];
    const order = ["b", "run-02", "run-2", "run-2a", "run-10", "run-10.part0002", "run-10.part0010"];
    expect([...sorted].reverse().sort(compareNaturally)).toEqual(order);
  });

  it("is an order: the same whatever the order before", () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[ab.0-2]{0,6}$/), { maxLength: 12 });
    fc.assert(
      fc.property(names, (list) => {
        const sorted = [...list].sort(compareNaturally);
        expect([...list].reverse().sort(compareNaturally)).toEqual(sorted);
        for (const [k, name] of sorted.entries()) {
          for (const later of sorted.slice(k + 1)) expect(compareNaturally(name, later)).toBeLessThan(0);
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe("findFiles", () => {
  const folder = mkdtempSync(join(tmpdir(), "lss-patterns-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["a/x", "b/c"]) mkdirSync(join(folder, name), { recursive: true });
  const files = ["run-1.xtc", "run-2.xtc", "run-10.xtc", "[odd].xtc", "a/run-3.xtc", "a/x/run-4.xtc", "b/c/run-5.dcd"];
  for (const name of files) writeFileSync(join(folder, name), "");
  symlinkSync(folder, join(folder, "a", "circle"));

  const find = async (...patterns: string[]): Promise<string[]> =>
    (await findFiles(patterns, folder)).map((path) => path.slice(folder.length + 1));

  test.each([
    ["run-*.xtc", ["run-1.xtc", "run-2.xtc", "run-10.xtc"]],
    ["./run-?.xtc", ["run-1.xtc", "run-2.xtc"]],
    ["**/*.xtc", ["[odd].xtc", "a/run-3.xtc", "a/x/run-4.xtc", "run-1.xtc", "run-2.xtc", "run-10.xtc"]],
    ["{a,b}/**/run*", ["a/run-3.xtc", "a/x/run-4.xtc", "b/c/run-5.dcd"]],
    ["a/**", ["a/run-3.xtc", "a/x/run-4.xtc"]],
    ["*/*/run-5.*", ["b/c/run-5.dcd"]],
    ["{run-10,run-2}.xtc", ["run-2.xtc", "run-10.xtc"]],
    ["[odd].xtc", ["[odd].xtc"]],
    ["missing.xtc", ["missing.xtc"]],
  ])("%s", async (pattern, expected) => {
    expect(await find(pattern)).toEqual(expected);
  });

  it("keeps the order of several, and names a pattern that nothing matches", async () => {
    expect(await find("run-2.xtc", "a/*.xtc", "run-1.xtc")).toEqual(["run-2.xtc", "a/run-3.xtc", "run-1.xtc"]);
    await expect(find("*.xtc", "none-*.xtc")).rejects.toThrow("none-*.xtc: no file matches");
  });

  it("takes absolute patterns wherever it stands", async () => {
    expect(await findFiles([`${folder}/run-[12].xtc`])).toEqual([`${folder}/run-1.xtc`, `${folder}/run-2.xtc`]);
  });
});
