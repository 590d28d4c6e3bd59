// The figure of a scan of lag times.

import type { Curve, LagAdvice, LagScan } from "../validation/index.js";
import type { Figure } from "./figure-layout.js";
import { drawImpliedTimescales } from "./kinetics.js";

/**
 * Implied time scales against the lag, of all data and of held-out data; the dashed line is the lag advised.
 * @param spacingPs time between frames
 */
export function drawLagScan({ lags }: LagScan, advice: LagAdvice, spacingPs: number): Figure | null {
  const nModes = Math.max(...lags.map(({ modes }) => modes.length));
  const times = (of: (lag: LagScan["lags"][number]) => number | null): Float64Array =>
    Float64Array.from(lags, (lag) => (of(lag) ?? Number.NaN) * spacingPs);
  const processes = Array.from({ length: nModes }, (_, i) => {
    const value = times(({ modes }) => modes[i]?.timescale ?? null);
    const md: Curve = { value, sem: value.map((time, k) => time * (lags[k]!.modes[i]?.relativeError ?? Number.NaN)) };
    const heldOut: Curve = { value: times(({ modes }) => modes[i]?.heldOut ?? null), sem: null };
    return { process: i + 1, curves: { md, held_out: heldOut, lss: null, msm: null, exact: null } };
  });
  const figure = drawImpliedTimescales(
    { lags: times(({ lagFrames }) => lagFrames), processes },
    { time_unit: "ps", lag: advice.lag.lagFrames * spacingPs },
  );
  return (
    figure && {
      ...figure,
      caption:
        "*t*_{i}(tau) = −tau / ln lambda_i(tau) of an encoder fitted at each lag; shaded: one standard error from resampled blocks. " +
        "Held-out: the same modes on data kept from training. In the grey region a process has decayed within one lag time. " +
        "The dashed line is the lag time advised.",
    }
  );
}
