// The readers in a page: bundled as a page would, given File objects, they read what they read in Node.js.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFile } from "../../src/trajectory.node.js";
import { findChromium, startChromium } from "./chromium.js";
import { topologyReading, trajectoryReading } from "./readings.js";

const golden = (file: string) => fileURLToPath(new URL(`../golden/trajectory/${file}`, import.meta.url));
const formats = (...names: readonly string[]) => names.map((name) => golden(`formats/${name}`));
const folder = mkdtempSync(join(tmpdir(), "page-"));
const compressed = join(folder, "octahedron.gro.gz");

const TRAJECTORIES = [
  golden("pentapeptide.xtc"),
  ...formats("velocities.trr", "octahedron.dcd", "ortho.nc", "ortho.h5", "paged.h5", "octahedron.gro", "ortho.pdb"),
  ...formats("octahedron.lammpstrj", "plain.xyz"),
  compressed,
];
const TOPOLOGIES = formats(...["1l2y.pdb", "1l2y.gro", "1l2y.cif", "1l2y.bcif", "ala3.psf", "DPDP.prmtop", "ortho.h5"]);

const chromium = findChromium();
let browser: Browser | undefined;
let page: Page;

/** Calls what page.ts defines on the file. */
async function inPage(question: string, path: string, ...rest: readonly string[]): Promise<unknown> {
  await page.setInputFiles("input", path);
  return page.evaluate(`${question}(document.querySelector("input").files[0], ...${JSON.stringify(rest)})`);
}

beforeAll(async () => {
  if (chromium === null) return;
  writeFileSync(compressed, gzipSync(readFileSync(golden("formats/octahedron.gro"))));
  const entry = fileURLToPath(new URL("page.ts", import.meta.url));
  const bundle = await build({ entryPoints: [entry], bundle: true, format: "esm", platform: "browser", write: false });
  browser = await startChromium(chromium);
  page = await browser.newPage();
  await page.setContent("<input type=file>");
  await page.addScriptTag({ type: "module", content: bundle.outputFiles[0]!.text });
  await page.waitForFunction("globalThis.copied !== undefined");
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

describe.skipIf(chromium === null)("in a page", () => {
  it.each(TRAJECTORIES)("the trajectory %s has the numbers that it has in Node.js", async (path) => {
    const wanted = await trajectoryReading(await openFile(path));
    expect(await inPage("trajectoryReading", path)).toEqual(wanted);
  });

  it.each(TOPOLOGIES)("the topology %s is what it is in Node.js", async (path) => {
    const source = await openFile(path);
    const wanted = await topologyReading(source);
    await source.close();
    expect(await inPage("topologyReading", path)).toEqual(wanted);
  });

  it("a trajectory is written byte for byte as mdtraj wrote it", async () => {
    const path = golden("pentapeptide.xtc");
    expect(await inPage("copied", path, "copy.xtc")).toEqual([...readFileSync(path)]);
  });

  it("a damaged file is refused with the message of Node.js", async () => {
    const reading = inPage("trajectoryReading", golden("formats/bad-truncated.dcd"));
    await expect(reading).rejects.toThrow("bad-truncated.dcd: frame 19 (at byte 23228) is truncated");
  });
});
