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

/** @throws Error when there is none: what a page does must be tested */
export async function startChromium(): Promise<Browser> {
  const named = process.env["CHROMIUM_PATH"];
  const places = named === undefined ? [...USUAL_PLACES, chromium.executablePath()] : [named];
  const executablePath = places.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new Error(
      `no browser at ${places.join(", ")}: install Chromium or Chrome, or say where it is in CHROMIUM_PATH`,
    );
  }
  return chromium.launch({ executablePath, args: ["--no-sandbox"] }); // root, as in containers, has no sandbox
}
