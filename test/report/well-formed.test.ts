import { describe, expect, it } from "vitest";
import { findXmlError } from "./well-formed.js";

describe("findXmlError", () => {
  it.each(["<a/>", '<a x="1"><b/>text &amp; more<c y="2"></c></a>'])("accepts %s", (xml) =>
    expect(findXmlError(xml)).toBeNull(),
  );

  it.each([
    ["<a><b></a>"],
    ["<a>"],
    ["<a/><b/>"],
    ["<a>x & y</a>"],
    ['<a x="&"/>'],
    ["<a x=1/>"],
    ['<a x="1" x="2"/>'],
    ["<a>1 < 2</a>"],
    ["text"],
  ])("refuses %s", (xml) => expect(findXmlError(xml)).not.toBeNull());
});
