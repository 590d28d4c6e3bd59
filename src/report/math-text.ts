// A few marks for symbols in labels and captions: `*F* / *k*_{B}*T*`, `psi_1`, `T^{k}`. One text serves SVG and HTML.

type Shift = "subscript" | "superscript" | null;

interface Run {
  readonly text: string;
  readonly italic: boolean;
  readonly shift: Shift;
}

const GREEK: Readonly<Record<string, string>> = { psi: "ψ", tau: "τ", phi: "φ", chi: "χ", omega: "ω", lambda: "λ" };
const MARKS =
  /\*([A-Za-z]+)\*|_\{([^}]+)\}|\^\{([^}]+)\}|\b(psi|tau|phi|chi|omega|lambda)(?:_?(\d+)|_([a-z]))?(?![a-zA-Z0-9])/g;

/** The pieces of a marked text: `*italic*`, `_{low}`, `^{high}`, and Greek names with their index (`psi_1`, `chi1`). */
function runsOf(marked: string): Run[] {
  const runs: Run[] = [];
  const push = (text: string | undefined, italic: boolean, shift: Shift): void => {
    if (text !== undefined && text !== "") runs.push({ text, italic, shift });
  };
  let end = 0;
  for (const match of marked.matchAll(MARKS)) {
    const [whole, italic, low, high, greek, number, letter] = match;
    push(marked.slice(end, match.index), false, null);
    push(italic, true, null);
    push(low, false, "subscript");
    push(high, false, "superscript");
    push(greek === undefined ? undefined : GREEK[greek], true, null);
    push(number, false, "subscript");
    push(letter, true, "subscript");
    end = match.index + whole.length;
  }
  push(marked.slice(end), false, null);
  return runs;
}

export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const HTML_TAGS = { subscript: "sub", superscript: "sup" } as const;

/** The marked text as HTML. */
export function mathHtml(marked: string): string {
  return runsOf(marked)
    .map(({ text, italic, shift }) => {
      const inner = italic ? `<i>${escapeXml(text)}</i>` : escapeXml(text);
      return shift === null ? inner : `<${HTML_TAGS[shift]}>${inner}</${HTML_TAGS[shift]}>`;
    })
    .join("");
}

/** In the font size of the line. */
const DROP_EM = { subscript: 0.22, superscript: -0.36 } as const;
const SHIFTED_SIZE = 0.75;

/** The marked text as the inside of an SVG `<text>` element. `dy` adds up along the line, so each shift is undone. */
export function mathSvg(marked: string): string {
  let offset = 0;
  return runsOf(marked)
    .map(({ text, italic, shift }) => {
      const wanted = shift === null ? 0 : DROP_EM[shift];
      // A tspan's `dy` is in its own font size.
      const step = (wanted - offset) / (shift === null ? 1 : SHIFTED_SIZE);
      offset = wanted;
      const move = step === 0 ? "" : ` dy="${Number(step.toFixed(3))}em"`;
      const size = shift === null ? "" : ` font-size="${100 * SHIFTED_SIZE}%"`;
      const slant = italic ? ' font-style="italic"' : "";
      return `<tspan${move}${size}${slant}>${escapeXml(text)}</tspan>`;
    })
    .join("");
}

/** The text without its marks, for titles and alternative texts. */
export function mathPlain(marked: string): string {
  return runsOf(marked)
    .map(({ text }) => text)
    .join("");
}
