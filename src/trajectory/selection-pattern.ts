// Regular expressions in selections. They are run as automata, in a time that grows with the pattern and the name only:
// a backtracking engine, such as that of the language, takes years for some patterns of a few characters.
// Thompson, Comm. ACM 1968, 11, 419; https://swtch.com/~rsc/regexp/regexp1.html

/** What a pattern consists of. */
type Node =
  | { readonly kind: "character"; readonly accepts: (character: string) => boolean }
  | { readonly kind: "sequence"; readonly parts: readonly Node[] }
  | { readonly kind: "choice"; readonly parts: readonly Node[] }
  | { readonly kind: "repeat"; readonly part: Node; readonly least: number; readonly most: number }
  | { readonly kind: "edge"; readonly isEnd: boolean };

/** A state of the automaton: it takes a character and goes on, or it goes on in all `to` without one. */
interface State {
  readonly accepts: ((character: string) => boolean) | null;
  /** Passed only at the start, or the end, of a name. */
  readonly edge: "start" | "end" | null;
  readonly to: number[];
}

/** Makes the error of a pattern that cannot be used. */
export type PatternFailure = (at: number, problem: string) => Error;

const MAX_LENGTH = 200;
const MAX_STATES = 1000;

/**
 * What decides whether a name begins with the pattern (Python's `re.match`).
 * @param fail makes the error to throw, of a character counted from 0 and what is wrong there
 */
export function compilePattern(pattern: string, fail: PatternFailure): (name: string) => boolean {
  if (pattern.length > MAX_LENGTH) throw fail(MAX_LENGTH, `the pattern is longer than ${MAX_LENGTH} characters`);
  const states: State[] = [{ accepts: null, edge: null, to: [] }];
  const start = addStates(parsePattern(pattern, fail), 0, states, () => {
    throw fail(0, "the pattern repeats too much");
  });
  return (name) => matches(states, start, name);
}

/** The state in which a match ends. */
const MATCHED = 0;

function matches(states: readonly State[], start: number, name: string): boolean {
  let current = new Set<number>();
  enter(states, start, 0, name.length, current);
  for (let at = 0; at < name.length && current.size > 0 && !current.has(MATCHED); at++) {
    const following = new Set<number>();
    for (const s of current) {
      const { accepts, to } = states[s]!;
      if (accepts?.(name.charAt(at))) enter(states, to[0]!, at + 1, name.length, following);
    }
    current = following;
  }
  return current.has(MATCHED);
}

/** Adds a state and all that follow from it without a character. */
function enter(states: readonly State[], first: number, at: number, end: number, reached: Set<number>): void {
  const waiting = [first];
  for (let s = waiting.pop(); s !== undefined; s = waiting.pop()) {
    const { accepts, edge, to } = states[s]!;
    const isClosed = (edge === "start" && at !== 0) || (edge === "end" && at !== end);
    if (reached.has(s) || isClosed) continue;
    reached.add(s);
    if (accepts === null) waiting.push(...to);
  }
}

/** Adds the states of a part of the pattern that goes on at `next`; returns where it begins. */
function addStates(node: Node, next: number, states: State[], tooMany: () => never): number {
  const add = (to: number[], accepts: State["accepts"] = null, edge: State["edge"] = null): number => {
    if (states.length >= MAX_STATES) tooMany();
    return states.push({ accepts, edge, to }) - 1;
  };
  if (node.kind === "character") return add([next], node.accepts);
  if (node.kind === "edge") return add([next], null, node.isEnd ? "end" : "start");
  if (node.kind === "choice") return add(node.parts.map((part) => addStates(part, next, states, tooMany)));
  if (node.kind === "sequence") {
    return node.parts.reduceRight((following, part) => addStates(part, following, states, tooMany), next);
  }
  const { part, least, most } = node;
  let entry = next;
  if (most === Number.POSITIVE_INFINITY) {
    const to = [next];
    entry = add(to);
    to.push(addStates(part, entry, states, tooMany));
  } else for (let k = least; k < most; k++) entry = add([addStates(part, entry, states, tooMany), next]);
  for (let k = 0; k < least; k++) {
    const before = entry;
    entry = addStates(part, before, states, tooMany);
    if (entry === before) break; // nothing, however often
  }
  return entry;
}

const isDigit = (character: string): boolean => character >= "0" && character <= "9";
const isWord = (character: string): boolean => /\w/.test(character);
const isSpace = (character: string): boolean => /\s/.test(character);
const not =
  (accepts: (character: string) => boolean) =>
  (character: string): boolean =>
    !accepts(character);

const CLASSES: ReadonlyMap<string, (character: string) => boolean> = new Map([
  ["d", isDigit],
  ["D", not(isDigit)],
  ["w", isWord],
  ["W", not(isWord)],
  ["s", isSpace],
  ["S", not(isSpace)],
]);

const QUANTIFIER = /([*+?])|\{(?=\d|,\d)(\d*)(,?)(\d*)\}/y;

function parsePattern(pattern: string, fail: PatternFailure): Node {
  let next = 0;
  const take = (wanted: string): boolean => {
    if (!pattern.startsWith(wanted, next)) return false;
    next += wanted.length;
    return true;
  };

  const parseChoice = (): Node => {
    const parts = [parseSequence()];
    while (take("|")) parts.push(parseSequence());
    return parts.length === 1 ? parts[0]! : { kind: "choice", parts };
  };

  const parseSequence = (): Node => {
    const parts: Node[] = [];
    while (next < pattern.length && !/[|)]/.test(pattern.charAt(next))) parts.push(parseRepeated());
    return { kind: "sequence", parts };
  };

  const parseRepeated = (): Node => {
    const at = next;
    const quantifier = takeQuantifier();
    if (quantifier !== null) throw fail(at, "there is nothing to repeat");
    const part = parsePart();
    const times = takeQuantifier();
    if (times === null) return part;
    take("?"); // the shortest match exists when any does
    const again = next;
    if (takeQuantifier() !== null) throw fail(again, "what is repeated is repeated again");
    return { kind: "repeat", part, ...times };
  };

  const takeQuantifier = (): { least: number; most: number } | null => {
    QUANTIFIER.lastIndex = next;
    const match = QUANTIFIER.exec(pattern);
    if (match === null) return null;
    const [whole, sign, from, comma, to] = match;
    const [least, most] =
      sign === undefined
        ? [Number(from), comma === "" ? Number(from) : to === "" ? Number.POSITIVE_INFINITY : Number(to)]
        : [sign === "+" ? 1 : 0, sign === "?" ? 1 : Number.POSITIVE_INFINITY];
    if (least > most) throw fail(next, `${whole} repeats at least ${least} times and at most ${most}`);
    next += whole.length;
    return { least, most };
  };

  const parsePart = (): Node => {
    const at = next;
    if (take("(")) {
      if (!take("?:") && pattern.charAt(next) === "?") throw fail(at, "of groups only ( ) and (?: ) are known");
      const inner = parseChoice();
      if (!take(")")) throw fail(at, "the group is not closed");
      return inner;
    }
    if (take("^")) return { kind: "edge", isEnd: false };
    if (take("$")) return { kind: "edge", isEnd: true };
    if (take("[")) return { kind: "character", accepts: parseSet(at) };
    if (take(".")) return { kind: "character", accepts: () => true };
    return { kind: "character", accepts: accepting(parseCharacter()) };
  };

  /** A character as it stands, or one of the classes behind a backslash. */
  const parseCharacter = (): string | ((character: string) => boolean) => {
    const at = next;
    const character = pattern.charAt(next++);
    if (character !== "\\") return character;
    const escaped = pattern.charAt(next++);
    const known = CLASSES.get(escaped);
    if (known === undefined && /^[A-Za-z0-9]?$/.test(escaped)) throw fail(at, `\\${escaped} has no meaning here`);
    return known ?? escaped;
  };

  /** What follows "[". */
  const parseSet = (at: number): ((character: string) => boolean) => {
    const isNegated = take("^");
    const members: ((character: string) => boolean)[] = [];
    do {
      if (next >= pattern.length) throw fail(at, "the set is not closed");
      const start = next;
      const first = parseCharacter();
      const isRange = pattern.charAt(next) === "-" && next + 1 < pattern.length && pattern.charAt(next + 1) !== "]";
      if (!isRange) members.push(accepting(first));
      else {
        next++;
        const last = parseCharacter();
        if (typeof first !== "string" || typeof last !== "string" || first > last) {
          throw fail(start, `${pattern.slice(start, next)} is no range`);
        }
        members.push((character) => character >= first && character <= last);
      }
    } while (!take("]"));
    return (character) => members.some((accepts) => accepts(character)) !== isNegated;
  };

  const parsed = parseChoice();
  if (next < pattern.length) throw fail(next, "the group that is closed was never opened");
  return parsed;
}

function accepting(expected: string | ((character: string) => boolean)): (character: string) => boolean {
  return typeof expected === "string" ? (character) => character === expected : expected;
}
