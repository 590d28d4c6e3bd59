import { describe, expect, it } from "vitest";
import { escapeXml, mathHtml, mathPlain, mathSvg } from "../../src/report/math-text.js";

describe("mathHtml", () => {
  it.each([
    ["*F* / *k*_{B}*T*", "<i>F</i> / <i>k</i><sub>B</sub><i>T</i>"],
    ["psi_1", "<i>ψ</i><sub>1</sub>"],
    ["chi1 Leu2", "<i>χ</i><sub>1</sub> Leu2"],
    ["lambda_i psi_i", "<i>λ</i><sub><i>i</i></sub> <i>ψ</i><sub><i>i</i></sub>"],
    ["*T*(tau)^{k}", "<i>T</i>(<i>τ</i>)<sup>k</sup>"],
    ["a < b & c", "a &lt; b &amp; c"],
    ["autopsies, chips and O5* stay", "autopsies, chips and O5* stay"],
  ])("%s", (marked, html) => expect(mathHtml(marked)).toBe(html));
});

describe("mathSvg", () => {
  it("comes back to the line after each shift", () => {
    // In the font size of the line: a `dy` of a shifted tspan counts 0.75.
    const svg = mathSvg("*a*_{i}^{k} b");
    const steps = [...svg.matchAll(/<tspan(?: dy="(-?[\d.]+)em")?( font-size="75%")?/g)];
    const total = steps.reduce((sum, [, dy, small]) => sum + Number(dy ?? 0) * (small === undefined ? 1 : 0.75), 0);
    expect(steps.length).toBe(4);
    expect(total).toBeCloseTo(0, 2);
  });
});

describe("mathPlain", () => {
  it("drops the marks", () => expect(mathPlain("*F* / *k*_{B}*T* of psi_2")).toBe("F / kBT of ψ2"));
});

describe("escapeXml", () => {
  it("escapes what XML reserves", () => expect(escapeXml('<a b="&">')).toBe("&lt;a b=&quot;&amp;&quot;&gt;"));
});
