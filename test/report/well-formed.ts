// A strict enough check that a text is well-formed XML; lenient parsers would repair what a viewer refuses.

const TOKEN = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|(<)/g;
const BARE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/;

/** What is wrong with the text, or null. */
export function findXmlError(xml: string): string | null {
  const open: string[] = [];
  let roots = 0;
  for (const [token, closing, name, attributes, empty, text, stray] of xml.trim().matchAll(TOKEN)) {
    if (stray !== undefined) return "a stray <";
    if (text !== undefined) {
      if (BARE_AMPERSAND.test(text)) return `a bare & in "${text}"`;
      if (open.length === 0) return `text outside the root: "${text}"`;
      continue;
    }
    if (BARE_AMPERSAND.test(attributes!)) return `a bare & in ${token}`;
    const names = [...attributes!.matchAll(/([\w:-]+)="/g)].map((match) => match[1]);
    if (new Set(names).size !== names.length) return `an attribute twice in ${token}`;
    if (closing !== "") {
      if (open.pop() !== name) return `unexpected ${token}`;
    } else {
      if (open.length === 0) roots++;
      if (empty === "") open.push(name!);
    }
  }
  if (open.length > 0) return `<${open.at(-1)}> is never closed`;
  return roots === 1 ? null : `${roots} roots`;
}
