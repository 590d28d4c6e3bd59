// The findings in sentences, made from the numbers and as cautious as they are.

import type { Estimate, MeanStd, Report, TimescaleRow } from "../validation/index.js";
import { formatNumber, formatPercent, formatWithError } from "./format.js";
import { chooseTimeUnit, type TimeUnit } from "./time-unit.js";

/** Two estimates agree when they differ by less than this many combined standard errors. */
const AGREEMENT_ERRORS = 2;
/** Agreement with a value whose relative standard error is larger than this says little. */
const WEAK_TEST = 0.3;

/** Sentences (marked text, see math-text.ts), the most important first. */
export function summarise(report: Report): string[] {
  return [
    slowestTimescale(report),
    agreementOfAll(report),
    freeEnergy(report),
    structure(report),
    nativeStructure(report),
    stateStructures(report),
    transitions(report),
  ].filter((sentence) => sentence !== null);
}

type Verdict = "agrees" | "differs" | "unknown";

/** Whether two estimates lie within the errors of both. */
export function compareEstimates(a: Estimate, b: Estimate): Verdict {
  const error = Math.hypot(a.sem, b.sem);
  if (!Number.isFinite(error) || error === 0 || !Number.isFinite(a.value - b.value)) return "unknown";
  return Math.abs(a.value - b.value) <= AGREEMENT_ERRORS * error ? "agrees" : "differs";
}

function withUnit({ value, sem }: Estimate, { name, size }: TimeUnit): string {
  return `${formatWithError(value / size, sem / size)} ${name}`;
}

function slowestTimescale({ timescales, time_unit }: Report): string | null {
  const slowest = timescales[0];
  if (slowest === undefined) return null;
  const [md, lss] = [usable(slowest.md), usable(slowest.lss)];
  if (!slowest.resolved || md === null || lss === null) {
    const from = md === null && lss === null ? "" : md === null ? " from MD" : lss === null ? " from LSS" : "";
    return `The slowest time scale could not be resolved${from}: the kinetics are not validated.`;
  }
  const unit = chooseTimeUnit(time_unit, Math.max(md.value, lss.value));
  const numbers = `${withUnit(lss, unit)} against MD ${withUnit(md, unit)}`;
  const references = otherReferences(slowest, unit);
  const verdict = compareEstimates(lss, md);
  if (verdict === "agrees") {
    const weak = md.sem > WEAK_TEST * md.value ? "; with an error of MD as large as that, this is a weak test" : "";
    return `LSS reproduces the slowest time scale: ${numbers}${references}${weak}.`;
  }
  if (verdict === "unknown") {
    return `Slowest time scale: ${numbers}${references}; without errors, agreement cannot be judged.`;
  }
  const ratio = lss.value / md.value;
  const excess = ratio < 1 ? 1 / ratio : ratio;
  const size = excess < 1.5 ? `${formatNumber(100 * (excess - 1), 1)} %` : `${formatNumber(excess, 2)} times`;
  const factor = `${size} too ${ratio < 1 ? "fast" : "slow"}`;
  return `LSS does not reproduce the slowest time scale within errors: ${numbers} (${factor})${references}.`;
}

function otherReferences({ held_out, exact }: TimescaleRow, unit: TimeUnit): string {
  const heldOut = usable(held_out);
  return [
    heldOut === null ? "" : `; held-out MD has ${withUnit(heldOut, unit)}`,
    exact === null ? "" : `; the exact value is ${formatNumber(exact / unit.size)} ${unit.name}`,
  ].join("");
}

function usable(estimate: Estimate | null): Estimate | null {
  return estimate !== null && Number.isFinite(estimate.value) ? estimate : null;
}

function agreementOfAll({ timescales }: Report): string | null {
  if (timescales.length < 2) return null;
  const verdicts = timescales.map(({ md, lss, resolved }) =>
    resolved && md !== null && lss !== null ? compareEstimates(lss, md) : "unknown",
  );
  const count = (wanted: Verdict): number => verdicts.filter((verdict) => verdict === wanted).length;
  const judged = count("agrees") + count("differs");
  if (judged === 0) return null;
  const left = count("unknown");
  const rest = left === 0 ? "" : `; ${left} of ${timescales.length} could not be judged`;
  return `${count("agrees")} of ${judged} time scales agree with MD within ${AGREEMENT_ERRORS} combined standard errors${rest}.`;
}

function freeEnergy({ free_energy }: Report): string | null {
  const slowest = free_energy[0];
  if (slowest === undefined || slowest.rmse_kT.lss_md === null || !Number.isFinite(slowest.rmse_kT.lss_md)) return null;
  const { lss_md, md_held_out, lss_exact } = slowest.rmse_kT;
  const floor =
    md_held_out === null
      ? ""
      : `; MD and held-out MD, which no model can beat, differ by ${formatNumber(md_held_out, 2)} *k*_{B}*T*`;
  const exact =
    lss_exact === null ? "" : `; from the exact profile LSS differs by ${formatNumber(lss_exact, 2)} *k*_{B}*T*`;
  return `The free energies along psi_${slowest.coordinate} from LSS and MD differ by ${formatNumber(lss_md, 2)} *k*_{B}*T* (root mean square)${floor}${exact}.`;
}

function structure({ structure: result }: Report): string | null {
  if (result === null) return null;
  const { md, lss } = result.rg_nm;
  const size = ({ mean, sem, std }: MeanStd): string =>
    `${formatWithError(mean, sem)} nm (standard deviation ${formatNumber(std, 2)} nm)`;
  const chirality =
    result.wrong_chirality === null || !(result.wrong_chirality > 0)
      ? ""
      : `; ${formatPercent(result.wrong_chirality)} of the stereocentres have the wrong hand`;
  return (
    `${formatPercent(result.frames_all_bonds_valid)} of the decoded frames have every bond inside MD's range${chirality}; ` +
    `the mean radius of gyration is ${size(lss)} against MD ${size(md)}.`
  );
}

function nativeStructure({ structure: result }: Report): string | null {
  const native = result?.rmsd_to_native_nm ?? null;
  if (native === null) return null;
  const heldOut = native.held_out === null ? "" : `; on held-out MD ${formatNumber(native.held_out, 2)} nm`;
  return (
    `The RMSD of the folded frames to the native structure is ${formatNumber(native.lss, 2)} nm in the mean, ` +
    `against MD ${formatNumber(native.md, 2)} nm${heldOut}.`
  );
}

function stateStructures({ basins }: Report): string | null {
  const known = basins.flatMap(({ state, average_rmsd_nm: rmsd }) => (rmsd?.lss_md ? [{ state, ...rmsd }] : []));
  if (known.length === 0) return null;
  const apart = known.map(({ state, lss_md, md_held_out }) => {
    const floor = md_held_out === null ? "" : ` (held-out MD: ${formatNumber(md_held_out, 2)} nm)`;
    return `${formatNumber(lss_md, 2)} nm in state ${state}${floor}`;
  });
  return `The mean structures of LSS and MD are apart by ${apart.join(", ")}.`;
}

function transitions({ transitions: counts }: Report): string | null {
  if (counts === null) return null;
  return (
    `MD crosses between the cores of the slowest coordinate ${formatNumber(counts.md, 6)} times, ` +
    `LSS ${formatNumber(counts.lss, 6)} times: ${formatWithError(counts.lss_per_md_time, counts.lss_per_md_time_sem)} times in the length of MD.`
  );
}
