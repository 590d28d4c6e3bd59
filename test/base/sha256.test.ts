import { expect, it } from "vitest";
import { hashHex } from "../../src/base/index.js";

it("hashHex gives the digests of FIPS 180-4's examples", async () => {
  const text = new TextEncoder().encode("abc");
  const digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect(await hashHex(text)).toBe(digest);
  expect(await hashHex(new Uint8Array(0))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const shared = new Uint8Array(new SharedArrayBuffer(5), 1, 3);
  shared.set(text);
  expect(await hashHex(shared)).toBe(digest);
});
