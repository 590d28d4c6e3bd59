// The words of a selection, read one after the other, and errors that point at one of them.

import { ConfigError } from "../base/index.js";

/** The flag that selections come from, for messages. */
const OPTION = "--select";

export interface Token {
  /** Without quotes; other spellings of a word are replaced by the one that the grammar knows. */
  readonly text: string;
  /** Quoted tokens are values, whatever they say. */
  readonly isQuoted: boolean;
  /** Where its text begins, in characters from the start. */
  readonly at: number;
}

/** Other spellings, those of mdtraj among them. */
const SAME_AS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    everything: "all",
    nothing: "none",
    is_protein: "protein",
    is_nucleic: "nucleic",
    waters: "water",
    is_water: "water",
    ions: "ion",
    is_backbone: "backbone",
    is_sidechain: "sidechain",
    resn: "resname",
    resi: "resid",
    residue: "resSeq",
    resseq: "resSeq",
    rescode: "code",
    resc: "code",
    segname: "segment",
    segment_id: "segment",
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
  }),
);

/** A selection that is read from left to right. */
export interface TokenReader {
  /** The next word as the grammar knows it; null at the end, and for a value in quotes. */
  word(): string | null;
  /** The next token; undefined at the end. */
  peek(): Token | undefined;
  /** Steps over the next token, which is there. */
  take(): Token;
  /** Steps over the next token if it is this word. */
  accept(word: string): boolean;
  /** The error of a token, the next one by default, that stands where something else was expected. */
  unexpected(wanted: string, token?: Token): ConfigError;
  /** An error that points at a character, counted from 0. */
  errorAt(at: number, problem: string, hint?: string): ConfigError;
}

const EXAMPLES = 'Examples: "name CA", "protein and not hydrogen", "resSeq 1 to 5 and (backbone or name CB)".';

/** @throws ConfigError at a character that begins no token */
export function readTokens(text: string): TokenReader {
  const errorAt = (at: number, problem: string, hint = EXAMPLES): ConfigError =>
    new ConfigError(OPTION, `${problem}\n  ${text}\n  ${" ".repeat(at)}^ character ${at + 1}`, { hint });
  const tokens = tokenize(text, errorAt);
  let next = 0;
  const word = (): string | null => (tokens[next]?.isQuoted === false ? tokens[next]!.text : null);
  return {
    word,
    errorAt,
    peek: () => tokens[next],
    take: () => tokens[next++]!,
    accept: (wanted) => {
      const isNext = word() === wanted;
      if (isNext) next++;
      return isNext;
    },
    unexpected: (wanted, token = tokens[next]) => {
      const found = token === undefined ? "the selection ends" : `"${token.text}" stands`;
      return errorAt(token?.at ?? text.trimEnd().length, `${found} where ${wanted} was expected`);
    },
  };
}

const TOKEN = /\s*(?:"([^"]*)"|'([^']*)'|(&&|\|\||==|=~|!=|<=|>=|[<>!()]|[^\s()<>=!&|"'][^\s()<>=!&|"]*))/y;

function tokenize(text: string, errorAt: TokenReader["errorAt"]): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end; ) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) throw meaningless(text, at + text.slice(at).search(/\S/), errorAt);
    at = TOKEN.lastIndex;
    const quoted = match[1] ?? match[2];
    const word = quoted ?? match[3]!;
    const isQuoted = quoted !== undefined;
    tokens.push({
      text: isQuoted ? word : (SAME_AS.get(word) ?? word),
      isQuoted,
      at: at - word.length - (isQuoted ? 1 : 0),
    });
  }
  return tokens;
}

function meaningless(text: string, at: number, errorAt: TokenReader["errorAt"]): ConfigError {
  const character = text.charAt(at);
  if (character === '"' || character === "'") return errorAt(at, `the quote ${character} is not closed`);
  if (character === "=") return errorAt(at, 'the character = has no meaning here, want "=="');
  return errorAt(at, `the character ${character} has no meaning here`);
}
