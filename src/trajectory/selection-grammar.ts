// The grammar of selections; what is parsed becomes a function from a system to the mask of its selected atoms.
//
//   expression  := conjunction ("or" conjunction)*
//   conjunction := negation ("and" negation)*
//   negation    := "not" negation | "(" expression ")" | "within" length "of" negation | condition

import { atomsWithin } from "./neighbours.js";
import { parseCondition } from "./selection-conditions.js";
import type { AtomSystem } from "./selection-properties.js";
import { readTokens, type Token, type TokenReader } from "./selection-tokens.js";

/** (A) 1 for each selected atom, else 0. */
type Selector = (system: AtomSystem) => Uint8Array;

/** Of parentheses, "not" and "within". */
const MAX_DEPTH = 100;

/** @throws ConfigError with the place where the text stops making sense */
export function parseSelection(text: string): Selector {
  const tokens = readTokens(text);
  const selection = parseExpression(tokens, 0);
  if (tokens.peek() !== undefined) throw tokens.unexpected('"and" or "or"');
  return selection;
}

function parseExpression(tokens: TokenReader, depth: number): Selector {
  const parts = [parseConjunction(tokens, depth)];
  while (tokens.accept("or")) parts.push(parseConjunction(tokens, depth));
  return combine(parts, (a, b) => a | b);
}

function parseConjunction(tokens: TokenReader, depth: number): Selector {
  const parts = [parseNegation(tokens, depth)];
  while (tokens.accept("and")) parts.push(parseNegation(tokens, depth));
  return combine(parts, (a, b) => a & b);
}

function parseNegation(tokens: TokenReader, depth: number): Selector {
  const first = tokens.peek();
  if (depth >= MAX_DEPTH) throw tokens.errorAt(first?.at ?? 0, `more than ${MAX_DEPTH} parts are nested`);
  if (tokens.accept("not")) {
    const inner = parseNegation(tokens, depth + 1);
    return (system) => inner(system).map((is) => 1 - is);
  }
  if (tokens.accept("(")) {
    const inner = parseExpression(tokens, depth + 1);
    if (!tokens.accept(")")) throw tokens.unexpected('"and", "or" or ")"');
    return inner;
  }
  if (tokens.accept("within")) return parseWithin(tokens, first!, depth);
  const isSelected = parseCondition(tokens);
  return (system) => Uint8Array.from(system.topology.atoms, (_, i) => (isSelected(system, i) ? 1 : 0));
}

const LENGTH = /^(\d+\.?\d*|\.\d+)(nm|A|Å)?$/;
const UNITS = ["nm", "A", "Å"];

/** @param within the word, for messages */
function parseWithin(tokens: TokenReader, within: Token, depth: number): Selector {
  const [, digits, ownUnit] = LENGTH.exec(tokens.word() ?? "") ?? [];
  if (digits === undefined || !(Number(digits) > 0)) throw tokens.unexpected("a length (0.5, 0.5nm or 5A)");
  tokens.take();
  const unit = ownUnit ?? (UNITS.includes(tokens.word() ?? "") ? tokens.take().text : "nm");
  if (!tokens.accept("of")) throw tokens.unexpected('"of"');
  const centres = parseNegation(tokens, depth + 1);
  const radiusNm = unit === "nm" ? Number(digits) : Number(digits) / 10;
  return (system) => {
    if (system.geometry !== null) return atomsWithin(system.geometry, centres(system), radiusNm);
    const hint = "Give a topology with coordinates (PDB, GRO, mmCIF); selections of features cannot measure.";
    throw tokens.errorAt(within.at, '"within" needs coordinates, and there are none', hint);
  };
}

function combine(parts: readonly Selector[], join: (a: number, b: number) => number): Selector {
  return (system) => parts.map((part) => part(system)).reduce((a, b) => a.map((is, i) => join(is, b[i]!)));
}
