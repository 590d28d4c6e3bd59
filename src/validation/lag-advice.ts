// Which lag time and how many slow coordinates a scan of lags speaks for.

import type { LagModes, LagScan } from "./lag-scan.js";

export interface LagAdvice {
  /** The lag to take. */
  readonly lag: LagModes;
  /** `plateau`: time scales no longer depend on the lag; `rising`: they still do at the longest usable lag. */
  readonly verdict: "plateau" | "rising" | "unresolved";
}

/** Two time scales agree within this many standard errors, or within a share of their value. */
const STANDARD_ERRORS = 2;
const RELATIVE_TOLERANCE = 0.1;
/** A plateau is seen where this many longer lags agree. */
const MIN_CONFIRMING = 2;

/**
 * The shortest lag from which on every kept time scale has become flat: shorter ones are not yet Markovian, longer ones
 * blur what the simulator could resolve. (Time scales choose the lag; variational scores cannot, they grow with it.)
 */
export function adviseLag({ lags }: LagScan): LagAdvice {
  const usable = lags.filter(isResolved);
  if (usable.length === 0) return { lag: lags[0]!, verdict: "unresolved" };
  const flat = usable.find((lag, k) => {
    const longer = usable.slice(k + 1);
    return longer.length >= MIN_CONFIRMING && longer.every((other) => agrees(lag, other));
  });
  return flat === undefined ? { lag: usable.at(-1)!, verdict: "rising" } : { lag: flat, verdict: "plateau" };
}

/** Whether all kept modes relax slower than the lag, on held-out data too. */
function isResolved({ lagFrames, latentDim, modes }: LagModes): boolean {
  return modes
    .slice(0, latentDim)
    .every(({ timescale, heldOut }) => (timescale ?? 0) > lagFrames && (heldOut ?? 0) > lagFrames);
}

/** Whether the time scales kept at `lag` are the same at a longer one, where that can still resolve them. */
function agrees(lag: LagModes, longer: LagModes): boolean {
  return lag.modes.slice(0, lag.latentDim).every(({ timescale, relativeError }, i) => {
    const other = longer.modes[i];
    if (timescale === null || other?.timescale == null || other.timescale < longer.lagFrames) return true;
    const error = Math.hypot(relativeError, other.relativeError);
    const allowed = Math.max(RELATIVE_TOLERANCE, Number.isFinite(error) ? STANDARD_ERRORS * error : 0);
    return Math.abs(Math.log(other.timescale / timescale)) <= allowed;
  });
}
