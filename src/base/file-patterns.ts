// File patterns as shells read them: * ? [a-z] [!a-z] {a,b} within a name, ** for folders at any depth; and names in
// natural order, numbers by their value.

/** Whether a path is a pattern, or the plain name of a file. */
export function isPattern(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** The alternatives of all braces: "a{1,2}" is "a1" and "a2". Braces without a comma or an end stand for themselves. */
export function expandBraces(pattern: string): string[] {
  for (let open = pattern.indexOf("{"); open >= 0; open = pattern.indexOf("{", open + 1)) {
    const parts = partsOfBrace(pattern, open);
    if (parts === null || parts.alternatives.length < 2) continue;
    const head = pattern.slice(0, open);
    const tail = pattern.slice(parts.end + 1);
    return parts.alternatives.flatMap((alternative) => expandBraces(`${head}${alternative}${tail}`));
  }
  return [pattern];
}

/** What stands between the commas of the brace at `open`, inner braces left whole, and where it ends. */
function partsOfBrace(pattern: string, open: number): { alternatives: string[]; end: number } | null {
  const alternatives: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let i = open + 1; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === "{") depth++;
    else if (character === "}" && depth > 0) depth--;
    else if (depth === 0 && (character === "," || character === "}")) {
      alternatives.push(pattern.slice(start, i));
      start = i + 1;
      if (character === "}") return { alternatives, end: i };
    }
  }
  return null;
}

/** What matches a name: no slash is in it, and a leading dot only matches a dot. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  let source = "";
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i]!;
    const set = character === "[" ? /^\[([!^]?)(\]?[^\]]*)\]/.exec(pattern.slice(i)) : null;
    if (set !== null) {
      source += setSource(set[1] !== "", set[2]!);
      i += set[0].length - 1;
    } else if (character === "*") source += ".*";
    else if (character === "?") source += ".";
    else source += literal(character);
  }
  const expression = new RegExp(`^${source}$`, "su");
  const takesHidden = pattern.startsWith(".");
  return (name) => (takesHidden || !name.startsWith(".")) && expression.test(name);
}

/** A set of characters; ranges that run backwards hold nothing. */
function setSource(isNegated: boolean, members: string): string {
  const parts = [...members.matchAll(/(.)-(.)|(.)/gsu)].flatMap(([, from, to, single]) => {
    if (single !== undefined) return [literal(single)];
    return from! <= to! ? [`${literal(from!)}-${literal(to!)}`] : [];
  });
  if (parts.length === 0) return isNegated ? "." : "(?!)";
  return `[${isNegated ? "^" : ""}${parts.join("")}]`;
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(character) ? `\\u{${character.charCodeAt(0).toString(16)}}` : character;
}

/** Orders "run-2" before "run-10"; equal numbers written differently ("01", "1") by their characters. */
export function compareNaturally(a: string, b: string): number {
  const [left, right] = [piecesOf(a), piecesOf(b)];
  for (let k = 0; k < Math.min(left.length, right.length); k++) {
    const order = comparePieces(left[k]!, right[k]!);
    if (order !== 0) return order;
  }
  return left.length - right.length || compareText(a, b);
}

/** Numbers, and what is between them. */
function piecesOf(text: string): readonly string[] {
  return text.match(/\d+|\D+/g) ?? [];
}

function comparePieces(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return compareText(a, b);
  const [left, right] = [withoutZeros(a), withoutZeros(b)];
  return left.length - right.length || compareText(left, right);
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, "");
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
