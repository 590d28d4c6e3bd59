// The browser that tests run in: Chromium or Chrome as it is installed, without a window.

import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Where the browser is; null when there is none. */
export function findChromium(): string | null {
  const named = process.env["CHROMIUM_PATH"];
  const places = named === undefined ? [...USUAL_PLACES, chromium.executablePath()] : [named];
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  console.warn(`no browser at ${places.join(", ")}: tests of the page are skipped; CHROMIUM_PATH says where one is`);
  return null;
}

export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ["--no-sandbox"] }); // root, as in containers, has no sandbox
}
