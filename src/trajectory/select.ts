// Atom selections in the language of mdtraj: "name CA and resSeq 1 to 5", "protein and not hydrogen".
//
//   expression  := conjunction (("or" | "||") conjunction)*
//   conjunction := negation (("and" | "&&") negation)*
//   negation    := ("not" | "!") negation | "(" expression ")" | flag | test
//   flag        := "all" | "none" | "protein" | "water" | "backbone" | "sidechain" | "hydrogen" | "heavy"
//   test        := property (comparison value | value "to" value | value+)

import { ConfigError } from "../base/index.js";
import { isProteinName, isWaterName } from "./residue-names.js";
import type { Topology } from "./topology.js";

/** The flag that selections come from, for messages. */
const OPTION = "--select";

/**
 * The atoms that a selection names.
 * @returns ascending indices, perhaps none
 * @throws ConfigError with the place in the text where it stops making sense
 */
export function select(topology: Topology, text: string): Int32Array {
  const matches = parseSelection(text);
  const indices: number[] = [];
  for (let i = 0; i < topology.atoms.length; i++) if (matches(topology, i)) indices.push(i);
  return Int32Array.from(indices);
}

/** Whether an atom belongs to the selection. */
type Predicate = (topology: Topology, atom: number) => boolean;

const residueOf = (topology: Topology, atom: number) => topology.residues[topology.atoms[atom]!.residue]!;
const inProtein: Predicate = (topology, i) => isProteinName(residueOf(topology, i).name);
const isHydrogen: Predicate = ({ atoms }, i) => atoms[i]!.element === "H" || atoms[i]!.element === "D";
const isNamed =
  (...names: string[]): Predicate =>
  ({ atoms }, i) =>
    names.includes(atoms[i]!.name);
const isBackbone = isNamed("N", "CA", "C", "O");
const isBackboneOrItsHydrogen = isNamed("N", "CA", "C", "O", "H", "HN", "HA");

const FLAGS: Readonly<Record<string, Predicate>> = {
  all: () => true,
  none: () => false,
  protein: inProtein,
  water: (topology, i) => isWaterName(residueOf(topology, i).name),
  backbone: (topology, i) => isBackbone(topology, i) && inProtein(topology, i),
  sidechain: (topology, i) => !isBackboneOrItsHydrogen(topology, i) && inProtein(topology, i),
  hydrogen: isHydrogen,
  heavy: (topology, i) => !isHydrogen(topology, i),
};

type TextProperty = (topology: Topology, atom: number) => string;
type NumberProperty = (topology: Topology, atom: number) => number;

const TEXT_PROPERTIES: Readonly<Record<string, TextProperty>> = {
  name: ({ atoms }, i) => atoms[i]!.name,
  resname: (topology, i) => residueOf(topology, i).name,
  element: ({ atoms }, i) => atoms[i]!.element,
  chain: (topology, i) => topology.chains[residueOf(topology, i).chain]!.id,
};

const NUMBER_PROPERTIES: Readonly<Record<string, NumberProperty>> = {
  index: (_, i) => i,
  resid: ({ atoms }, i) => atoms[i]!.residue,
  resSeq: (topology, i) => residueOf(topology, i).sequence,
  chainid: (topology, i) => residueOf(topology, i).chain,
};

const KEYWORDS: readonly string[] = [FLAGS, TEXT_PROPERTIES, NUMBER_PROPERTIES].flatMap((words) => Object.keys(words));

/** Other spellings, those of mdtraj among them. */
const SAME_AS: Readonly<Record<string, string>> = {
  everything: "all",
  nothing: "none",
  is_protein: "protein",
  waters: "water",
  is_water: "water",
  is_backbone: "backbone",
  is_sidechain: "sidechain",
  resn: "resname",
  resi: "resid",
  residue: "resSeq",
  resseq: "resSeq",
  type: "element",
  symbol: "element",
  "&&": "and",
  "||": "or",
  "!": "not",
  eq: "==",
  ne: "!=",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
};

const COMPARISONS: Readonly<Record<string, (a: number | string, b: number | string) => boolean>> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

interface Token {
  readonly text: string;
  /** Quoted tokens are values, whatever they say. */
  readonly isQuoted: boolean;
  /** In characters from the start. */
  readonly at: number;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(?:"([^"]*)"|'([^']*)'|(&&|\|\||==|!=|<=|>=|[<>!()]|[^\s()<>=!&|"'][^\s()<>=!&|"]*))/y;
  while (text.slice(pattern.lastIndex).trim() !== "") {
    const start = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) {
      const at = start + text.slice(start).search(/\S/);
      throw unexpected(text, at, `the character ${text.charAt(at)} has no meaning here`);
    }
    const quoted = match[1] ?? match[2];
    const raw = quoted ?? match[3]!;
    const at = pattern.lastIndex - raw.length - (quoted === undefined ? 0 : 2);
    tokens.push({ text: quoted ?? own(SAME_AS, raw) ?? raw, isQuoted: quoted !== undefined, at });
  }
  return tokens;
}

function unexpected(text: string, at: number, problem: string): ConfigError {
  return new ConfigError(OPTION, `${problem}\n  ${text}\n  ${" ".repeat(at)}^ character ${at + 1}`, {
    hint: 'Examples: "name CA", "protein and not hydrogen", "resSeq 1 to 5 and (backbone or name CB)".',
  });
}

function parseSelection(text: string): Predicate {
  const tokens = tokenize(text);
  let next = 0;

  const fail = (wanted: string): ConfigError => {
    const token = tokens[next];
    const found = token === undefined ? "the selection ends" : `"${token.text}" stands`;
    return unexpected(text, token?.at ?? text.trimEnd().length, `${found} where ${wanted} was expected`);
  };
  const isNext = (word: string): boolean => tokens[next]?.text === word && !tokens[next]!.isQuoted;
  const take = (word: string): boolean => {
    if (!isNext(word)) return false;
    next++;
    return true;
  };

  const parseExpression = (): Predicate => {
    const parts = [parseConjunction()];
    while (take("or")) parts.push(parseConjunction());
    return parts.length === 1 ? parts[0]! : (topology, i) => parts.some((part) => part(topology, i));
  };

  const parseConjunction = (): Predicate => {
    const parts = [parseNegation()];
    while (take("and")) parts.push(parseNegation());
    return parts.length === 1 ? parts[0]! : (topology, i) => parts.every((part) => part(topology, i));
  };

  const parseNegation = (): Predicate => {
    if (take("not")) {
      const inner = parseNegation();
      return (topology, i) => !inner(topology, i);
    }
    if (take("(")) {
      const inner = parseExpression();
      if (!take(")")) throw fail('"and", "or" or ")"');
      return inner;
    }
    return parsePrimary();
  };

  const parsePrimary = (): Predicate => {
    const token = tokens[next];
    if (token === undefined || token.isQuoted) throw fail("a property or keyword");
    const flag = own(FLAGS, token.text);
    if (flag !== undefined) {
      next++;
      return flag;
    }
    const ofText = own(TEXT_PROPERTIES, token.text);
    const ofNumber = own(NUMBER_PROPERTIES, token.text);
    if (ofText !== undefined) {
      next++;
      return parseTest(ofText, parseText(token.text === "element"));
    }
    if (ofNumber !== undefined) {
      next++;
      return parseTest(ofNumber, parseNumber);
    }
    throw fail(`"not", "(" or one of ${KEYWORDS.join(", ")}`);
  };

  const isValue = (): boolean => {
    const token = tokens[next];
    return token !== undefined && (token.isQuoted || !isReserved(token.text));
  };

  const parseText = (isElement: boolean) => (): string => {
    if (!isValue()) throw fail("a name");
    const value = tokens[next++]!.text;
    return isElement ? value.toUpperCase() : value;
  };

  const parseNumber = (): number => {
    if (!isValue() || !/^-?\d+(\.\d+)?$/.test(tokens[next]!.text)) throw fail("a number");
    return Number(tokens[next++]!.text);
  };

  const parseTest = <V extends number | string>(
    property: (topology: Topology, atom: number) => V,
    parseValue: () => V,
  ): Predicate => {
    const compare = own(COMPARISONS, isValue() ? "" : (tokens[next]?.text ?? ""));
    if (compare !== undefined) {
      next++;
      const value = parseValue();
      return (topology, i) => compare(property(topology, i), value);
    }
    const first = parseValue();
    if (take("to")) {
      const last = parseValue();
      return (topology, i) => property(topology, i) >= first && property(topology, i) <= last;
    }
    const values = new Set([first]);
    while (isValue()) values.add(parseValue());
    return (topology, i) => values.has(property(topology, i));
  };

  const selection = parseExpression();
  if (next < tokens.length) throw fail('"and" or "or"');
  return selection;
}

function own<V>(record: Readonly<Record<string, V>>, key: string): V | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Words that end a list of values: without "and" before it, "name CA protein" is an error. */
function isReserved(word: string): boolean {
  return /^(and|or|not|to|[()<>]|[<>=!]=)$/.test(word) || KEYWORDS.includes(word);
}
