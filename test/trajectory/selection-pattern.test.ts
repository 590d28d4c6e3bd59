import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePattern } from "../../src/trajectory/selection-pattern.js";

const compile = (pattern: string) =>
  compilePattern(pattern, (at, problem) => new SyntaxError(`${problem} at character ${at + 1}`));

/** Random patterns, as text. */
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "[a-c]", "[c\\d-]", "\\w", "\\W", "\\*", "^", "$", "(?:)", "{"),
    fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `${a}${b}`),
    fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `(${a}|${b})`),
    fc
      .tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "*?", "{2}", "{1,}", "{0,2}", "{1,3}?"))
      .map(([a, times]) => `(?:${a})${times}`),
  ),
}));

describe("compilePattern", () => {
  it("agrees with the regular expressions of the language", () => {
    const name = fc
      .array(fc.constantFrom("a", "b", "c", "1", "*", "-", "{"), { maxLength: 7 })
      .map((all) => all.join(""));
    let matched = 0;
    fc.assert(
      fc.property(pattern, fc.array(name, { minLength: 1, maxLength: 8 }), (text, names) => {
        const isMatch = compile(text);
        for (const each of names) {
          const expected = new RegExp(text, "y").test(each);
          expect([each, isMatch(each)]).toEqual([each, expected]);
          if (expected) matched++;
        }
      }),
      { seed: 7, numRuns: 1000 },
    );
    expect(matched).toBeGreaterThan(1000);
  });

  // A backtracking engine would need longer than the universe has.
  it.each([
    ["(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"],
    ["((((((((((.*)*)*)*)*)*)*)*)*)*)*x", "a".repeat(60)],
    ["(a|a|aa)*$", `${"a".repeat(200)}b`],
    ["(?:a?){200}a{200}", "a".repeat(199)],
    ["((((){1000}){1000}){1000}){1000}x", "a"],
  ])("answers %s at once", (text, name) => {
    expect(compile(text)(name)).toBe(false);
  });

  it.each([
    ["a{,2}$", ["", "a", "aa"], ["aaa"]],
    ["[]a]$", ["]", "a"], ["b"]],
    ["a{b", ["a{b"], ["ab"]],
    ["\\s\\d", [" 1"], ["1", "a1"]],
    ["O5'", ["O5'", "O5'1"], ["O5"]],
  ])("reads %s as Python does", (text, yes, no) => {
    const isMatch = compile(text);
    expect(yes.map(isMatch)).toEqual(yes.map(() => true));
    expect(no.map(isMatch)).toEqual(no.map(() => false));
  });
});
