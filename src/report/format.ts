// Numbers as text: a value carries no more digits than its error supports.

/** What stands where a number is missing. */
export const MISSING = "–";

/**
 * The last decimal place that an error supports: two significant digits when its first is 1, else one
 * (3.00 ± 0.12, 5.2 ± 0.4), and never left of the decimal point.
 */
function decimalsOf(error: number): number {
  const exponent = Math.floor(Math.log10(error));
  // 0.096 rounds to 0.10, whose first digit is 1: look at the digits after rounding to two.
  const firstDigits = Number((error / 10 ** exponent).toPrecision(2));
  const places = firstDigits < 2 || firstDigits >= 9.95 ? 1 : 0;
  return Math.max(0, places - exponent);
}

/** `3` significant digits, without an exponent between 1e-4 and 1e6; "–" when missing or not finite. */
export function formatNumber(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e6)) return typographic(value.toExponential(digits - 1));
  if (magnitude >= 10 ** digits) return typographic(value.toFixed(0));
  return typographic(Number.isInteger(value) ? String(value) : value.toPrecision(digits));
}

/** The value with a fixed number of decimals, for columns that are aligned by it. */
export function formatFixed(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  return typographic(value.toFixed(decimals));
}

/** `5.2 ± 0.4`: both to the last place that the error supports. Without a usable error, the value alone. */
export function formatWithError(value: number | null | undefined, error: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  if (error === null || error === undefined || !Number.isFinite(error) || error <= 0) return formatNumber(value);
  const decimals = decimalsOf(error);
  if (decimals > 8 || Math.abs(value) >= 1e9) return `${formatNumber(value)} ± ${formatNumber(error, 2)}`;
  return typographic(`${value.toFixed(decimals)} ± ${error.toFixed(decimals)}`);
}

/** A share as per cent; never rounded up to a whole: 0.99997 is "99.99 %", and only 1 is "100 %". */
export function formatPercent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return MISSING;
  if (share === 0 || share === 1) return `${100 * share} %`;
  const nearest = Math.min(share, 1 - share);
  const decimals = nearest < 0.001 ? 2 : 1;
  const percent = Number((100 * share).toFixed(decimals));
  const bounded = percent === 100 ? 100 - 10 ** -decimals : percent === 0 ? 10 ** -decimals : percent;
  return `${percent === 0 ? "< " : ""}${bounded.toFixed(decimals)} %`;
}

/** Replaces the hyphen before a digit by a minus sign. */
function typographic(text: string): string {
  return text.replaceAll(/-(?=\d)/g, "−");
}
