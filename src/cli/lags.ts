// lss lags: which lag time implied time scales speak for, and which features cross-validated scores do.

import { createTask, durationInFrames, formatTime, parseDuration, Rng } from "../base/index.js";
import { writeWholeFile } from "../base/index.node.js";
import { columnsOfKinds, crossValidationFolds, learnFeatures, splitPairs } from "../features/index.js";
import { drawFeatureScores, drawLagScan } from "../report/index.js";
import {
  adviseLag,
  type FeatureSetScores,
  type LagAdvice,
  type LagModes,
  type LagScan,
  proposeFeatureSets,
  proposeLags,
  scanLags,
  scoreFeatureSets,
} from "../validation/index.js";
import type { Arguments, Command } from "./command.js";
import { describeFeatureScores, featureScoreRows, phraseFeatureAdvice } from "./feature-scores.js";
import { fitCommand, openFeatureFiles, readProject } from "./fit.js";
import { openTrainingData } from "./inputs.js";
import { clearFolder, expectFreeFolder } from "./outputs.js";
import { READING_OPTIONS } from "./reading.js";
import { createResources, RESOURCE_OPTIONS } from "./resources.js";
import type { Terminal } from "./terminal.js";

const { top, traj, features, holdout, seed } = fitCommand.options;

export const lagsCommand: Command = {
  summary: "recommend a lag time and features: implied time scales, cross-validated scores",
  usage: ["lss lags --top top.pdb --traj a.xtc b.xtc ... [-o lags/]", "lss lags project.toml"],
  maxPositionals: 1,
  options: {
    top: top!,
    traj: traj!,
    lags: {
      type: "string",
      list: true,
      value: "TIME",
      help: "lag times to try (default: about 14, a factor 1.5 apart)",
    },
    features: features!,
    holdout: holdout!,
    seed: seed!,
    out: { type: "string", short: "o", value: "FOLDER", help: "where the figures (SVG) and the numbers (JSON) go" },
    ...READING_OPTIONS,
    ...RESOURCE_OPTIONS,
    force: { type: "boolean", help: "replace earlier figures" },
  },
  run: runLags,
};

/** What stands in the output folder. */
const OUTPUTS = /^(implied-timescales\.svg|feature-scores\.svg|lags\.json)$/;

/** One network a lag, and fewer pairs than `fit` takes: curves are wanted, not the last digit of a score. */
const ECONOMY = { seeds: 1, pairsPerEpoch: 100_000 } as const;
/** Of the cross-validation of features, which trains five networks a set and compares them with one another only. */
const FOLDS = 5;
const FOLD_ECONOMY = { pairsPerEpoch: 50_000, maxEpochs: 30, rateReductions: 0 } as const;

interface Findings {
  readonly scan: LagScan;
  readonly advice: LagAdvice;
  readonly sets: readonly FeatureSetScores[];
  /** Between frames. */
  readonly spacingPs: number;
}

async function runLags(args: Arguments, terminal: Terminal): Promise<void> {
  const folder = args.text("out") ?? null;
  if (folder !== null) await expectFreeFolder(folder, OUTPUTS, args.flag("force"));
  const project = await readProject(args, { lag: "1frames", out: "lags" });
  const external = await openFeatureFiles(project.options, project.data.traj);
  const { structure, md } = await openTrainingData(project.data, project.options, terminal);
  try {
    const { engine, makeTable } = createResources(args, folder ?? "lags");
    const { options } = project;
    const lags = chooseLags(
      args,
      md.spacingPs,
      md.readers.map(({ nFrames }) => nFrames),
    );
    const { signal, onProgress, note: onNote } = terminal;
    const task = createTask({ signal, onProgress, onNote });
    const asked = { requests: options.features, atoms: new Int32Array(0), external: external.rows };
    const data = await learnFeatures(structure.topology, md, asked, makeTable, task.part("features"));
    const encoder = { ...options.encoder, ...ECONOMY };
    const rng = Rng.fromSeed(options.seed);
    const trajectories = md.readers.map(({ trajectory }) => trajectory);
    const { segments } = data.features;
    const splitAt = (lag: number) => splitPairs(segments, lag, options.holdOut, trajectories);
    const scan = await scanLags(data.features, lags, splitAt, encoder, engine, rng, task.part("lags"));
    const advice = adviseLag(scan);
    const folds = crossValidationFolds(segments, advice.lag.lagFrames, FOLDS, trajectories);
    const candidates = proposeFeatureSets(columnsOfKinds(data.plan.map));
    const part = task.part("features, cross-validated");
    const quick = { ...encoder, ...FOLD_ECONOMY, maxEpochs: Math.min(encoder.maxEpochs, FOLD_ECONOMY.maxEpochs) };
    const sets = await scoreFeatureSets(data.features, candidates, folds, quick, engine, rng.split("folds"), part);
    for (const table of [data.features, data.coordinates]) table.close();
    const findings = { scan, advice, sets, spacingPs: md.spacingPs };
    const document = describeFindings(findings);
    if (folder !== null) await writeFindings(folder, findings, document);
    const tables = [...alignColumns(lagRows(findings)), "", ...alignColumns(featureScoreRows(sets)), ""];
    terminal.result(document, [...tables, ...document.advice.split("\n")]);
  } finally {
    await external.close();
    await md.close();
  }
}

function chooseLags(args: Arguments, spacingPs: number, segments: readonly number[]): number[] {
  const given = args.list("lags");
  if (given.length === 0) return proposeLags(segments);
  const frames = given.map((text) => durationInFrames("--lags", parseDuration("--lags", text), spacingPs));
  return [...new Set(frames)].sort((a, b) => a - b);
}

/** lags.json, and the result of --json. */
function describeFindings({ scan, advice, sets, spacingPs }: Findings) {
  const inPs = (frames: number | null): number | null => (frames === null ? null : frames * spacingPs);
  return {
    lags: scan.lags.map(({ lagFrames, latentDim, modes }) => ({
      lag_ps: lagFrames * spacingPs,
      latent_dim: latentDim,
      timescales: modes.map(({ timescale, relativeError, heldOut }) => ({
        value_ps: inPs(timescale),
        relative_error: Number.isFinite(relativeError) ? relativeError : null,
        held_out_ps: inPs(heldOut),
      })),
    })),
    features: describeFeatureScores(sets),
    recommended: {
      lag_ps: advice.lag.lagFrames * spacingPs,
      latent_dim: advice.lag.latentDim,
      verdict: advice.verdict,
    },
    advice: [phraseAdvice(advice, spacingPs), phraseFeatureAdvice(sets, advice.lag.latentDim)]
      .filter((sentence) => sentence !== null)
      .join("\n"),
  };
}

function phraseAdvice({ lag, verdict }: LagAdvice, spacingPs: number): string {
  const time = formatTime(lag.lagFrames * spacingPs);
  const flag = `--lag ${time.replace(" ", "")}`;
  const modes = `${lag.latentDim} slow coordinate${lag.latentDim === 1 ? "" : "s"}`;
  if (verdict === "plateau") {
    return `Take ${flag}: from there on the time scales no longer depend on the lag, and ${modes} ${lag.latentDim === 1 ? "stands" : "stand"} out.`;
  }
  if (verdict === "rising") {
    return (
      `The time scales still rise at the longest usable lag, ${time}: other features may describe the slow motion better, ` +
      `or it needs more data. Until then take ${flag} (${modes}) and trust no time scale.`
    );
  }
  return "No process is slower than the lag, on held-out data too: take frames more often, other features, or more data.";
}

/** One row a lag: time scales in ps with their errors, held-out ones in brackets. */
function lagRows({ scan: { lags }, spacingPs }: Findings): string[][] {
  const short = (frames: number): string => String(Number((frames * spacingPs).toPrecision(3)));
  const cell = ({ timescale, relativeError, heldOut }: LagModes["modes"][number]): string => {
    if (timescale === null) return "-";
    const error = Number.isFinite(relativeError) ? ` ± ${short(timescale * relativeError)}` : "";
    return `${short(timescale)}${error} (${heldOut === null ? "-" : short(heldOut)})`;
  };
  const rows = lags.map((lag) => [
    formatTime(lag.lagFrames * spacingPs),
    String(lag.latentDim),
    ...lag.modes.map(cell),
  ]);
  const nModes = Math.max(...lags.map(({ modes }) => modes.length));
  return [["lag", "m", ...Array.from({ length: nModes }, (_, i) => `t${i + 1} / ps (held-out)`)], ...rows];
}

function alignColumns(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
}

async function writeFindings(folder: string, findings: Findings, document: object): Promise<void> {
  await clearFolder(folder, OUTPUTS);
  const { scan, advice, sets, spacingPs } = findings;
  for (const figure of [drawLagScan(scan, advice, spacingPs), drawFeatureScores(sets)]) {
    if (figure !== null) await writeWholeFile(`${folder}/${figure.name}.svg`, `${figure.svg}\n`);
  }
  await writeWholeFile(`${folder}/lags.json`, `${JSON.stringify(document, null, 2)}\n`);
}
