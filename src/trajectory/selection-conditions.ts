// What a selection asks of atoms one by one: flags, lists and ranges of values, comparisons, patterns.
//
//   condition := flag | property (value | value "to" value)+ | property "=~" pattern | operand (comparison operand)+
//   operand := property | value

import { compilePattern } from "./selection-pattern.js";
import { type AtomSystem, FLAGS, PROPERTIES, type Property } from "./selection-properties.js";
import type { Token, TokenReader } from "./selection-tokens.js";

export type Condition = (system: AtomSystem, atom: number) => boolean;

type Value = number | string;

/** An operand of a comparison: a property, or a value whose kind its neighbour tells. */
interface Operand {
  readonly token: Token;
  readonly property: Property | null;
}

const COMPARISONS: ReadonlyMap<string, (a: Value, b: Value) => boolean> = new Map([
  ["==", (a, b) => a === b],
  ["!=", (a, b) => a !== b],
  ["<", (a, b) => a < b],
  ["<=", (a, b) => a <= b],
  [">", (a, b) => a > b],
  [">=", (a, b) => a >= b],
]);

const KEYWORDS = [...FLAGS.keys(), ...PROPERTIES.keys(), "within"];
const WANTED = `"not", "(" or one of ${KEYWORDS.join(", ")}`;

/** Words that end a list of values: without "and" before it, "name CA protein" is an error. */
const RESERVED: ReadonlySet<string> = new Set([
  ...KEYWORDS,
  ...COMPARISONS.keys(),
  ..."and or not to =~ ( )".split(" "),
]);

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)$/;

/** @throws ConfigError when what is next is no condition */
export function parseCondition(tokens: TokenReader): Condition {
  const flag = FLAGS.get(tokens.word() ?? "");
  if (flag !== undefined) {
    tokens.take();
    return flag;
  }
  const first = parseOperand(tokens, WANTED);
  if (COMPARISONS.has(tokens.word() ?? "")) return parseComparisons(tokens, first);
  if (first.property === null) throw tokens.unexpected(WANTED, first.token);
  return tokens.accept("=~") ? parsePattern(tokens, first.property, first.token) : parseValues(tokens, first.property);
}

function parseOperand(tokens: TokenReader, wanted: string): Operand {
  const property = PROPERTIES.get(tokens.word() ?? "") ?? null;
  if (property === null && !isValue(tokens)) throw tokens.unexpected(wanted);
  return { property, token: tokens.take() };
}

function isValue(tokens: TokenReader): boolean {
  const token = tokens.peek();
  return token !== undefined && (token.isQuoted || !RESERVED.has(token.text));
}

function parseComparisons(tokens: TokenReader, first: Operand): Condition {
  const links: Condition[] = [];
  for (let left = first; ; ) {
    const compare = COMPARISONS.get(tokens.word() ?? "");
    if (compare === undefined) break;
    tokens.take();
    const right = parseOperand(tokens, "a value or a property");
    const kind = left.property ?? right.property;
    if (kind === null) throw tokens.unexpected("a property to compare with", right.token);
    const [a, b] = [evaluate(tokens, left, kind), evaluate(tokens, right, kind)];
    links.push((system, i) => compare(a(system, i), b(system, i)));
    left = right;
  }
  return (system, i) => links.every((link) => link(system, i));
}

/** An operand as text or number, as the property is that it is compared with. */
function evaluate(
  tokens: TokenReader,
  { token, property }: Operand,
  kind: Property,
): (system: AtomSystem, atom: number) => Value {
  if (property === null) {
    const value = literal(tokens, token, kind);
    return () => value;
  }
  if (property.kind !== kind.kind) throw tokens.unexpected(wantedValue(kind), token);
  return property.of;
}

function literal(tokens: TokenReader, token: Token, kind: Property): Value {
  if (kind.kind === "text") return kind.spell(token.text);
  if (!NUMBER.test(token.text)) throw tokens.unexpected(wantedValue(kind), token);
  return Number(token.text);
}

function wantedValue({ kind }: Property): string {
  return kind === "number" ? "a number" : "a name";
}

function parseValues(tokens: TokenReader, property: Property): Condition {
  const values = new Set<Value>();
  const ranges: [first: Value, last: Value][] = [];
  const parseValue = (): Value => {
    if (!isValue(tokens)) throw tokens.unexpected(wantedValue(property));
    return literal(tokens, tokens.take(), property);
  };
  do {
    const first = parseValue();
    if (tokens.accept("to")) ranges.push([first, parseValue()]);
    else values.add(first);
  } while (isValue(tokens));
  return (system, i) => {
    const value = property.of(system, i);
    return values.has(value) || ranges.some(([first, last]) => value >= first && value <= last);
  };
}

function parsePattern(tokens: TokenReader, property: Property, token: Token): Condition {
  if (property.kind !== "text") throw tokens.unexpected('a property that is text before "=~"', token);
  if (!isValue(tokens)) throw tokens.unexpected("a regular expression");
  const { text, at } = tokens.take();
  const isMatch = compilePattern(text, (place, problem) => tokens.errorAt(at + place, problem));
  const known = new Map<string, boolean>(); // few names, many atoms
  return (system, i) => {
    const name = property.of(system, i);
    let answer = known.get(name);
    if (answer === undefined) {
      answer = isMatch(name);
      known.set(name, answer);
    }
    return answer;
  };
}
