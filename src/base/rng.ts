// Random numbers: sfc32 (Chris Doty-Humphrey, PractRand; public domain) under splittable keys.

/** What `Rng.state()` gives and `Rng.fromState` takes: plain JSON. */
export interface RngState {
  readonly key: readonly [number, number, number, number];
  readonly words: readonly [number, number, number, number];
  /** The second normal of the last polar pair, not yet handed out. */
  readonly spareNormal: number | null;
}

type Words = [number, number, number, number];

/** 128-bit mixing of a text into four words, with the finaliser of MurmurHash3 (Austin Appleby, public domain). */
function hash(words: Readonly<Words>, text: string): Words {
  let [a, b, c, d] = words;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) + 1;
    a = b ^ Math.imul(a ^ code, 0x9e3779b1);
    b = c ^ Math.imul(b ^ code, 0x85ebca77);
    c = d ^ Math.imul(c ^ code, 0xc2b2ae3d);
    d = a ^ Math.imul(d ^ code, 0x27d4eb2f);
  }
  const sum = a ^ b ^ c ^ d ^ text.length;
  return [finalise(a ^ sum), finalise(b ^ (sum + 1)), finalise(c ^ (sum + 2)), finalise(d ^ (sum + 3))];
}

function finalise(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A stream of random numbers.
 *
 * `split(label)` gives an independent stream that depends on this stream's key and the label only, never on how many
 * numbers were drawn: results stay the same when work is reordered or spread over workers. The same label gives the
 * same stream, so a label names one use.
 */
export class Rng {
  private constructor(
    private readonly key: Readonly<Words>,
    private a: number,
    private b: number,
    private c: number,
    private counter: number,
    private spareNormal: number | null,
  ) {}

  /** A stream from a seed, an integer of at most 2^53; 0 is a seed like any other. */
  static fromSeed(seed: number): Rng {
    return Rng.fromKey(hash([0x6c737300, 0x11111111, 0x22222222, 0x33333333], `seed:${seed}`));
  }

  private static fromKey(key: Words): Rng {
    const rng = new Rng(key, key[0], key[1], key[2], key[3] | 1, null);
    for (let i = 0; i < 12; i++) rng.uint32();
    return rng;
  }

  static fromState(state: RngState): Rng {
    return new Rng(state.key, ...state.words, state.spareNormal);
  }

  /** Everything needed to go on from here. */
  state(): RngState {
    const words: Words = [this.a >>> 0, this.b >>> 0, this.c >>> 0, this.counter >>> 0];
    return { key: this.key, words, spareNormal: this.spareNormal };
  }

  split(label: string): Rng {
    return Rng.fromKey(hash(this.key, label));
  }

  /** Uniform integer in [0, 2^32). */
  uint32(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** Uniform in the open interval (0, 1), 32 bits. */
  uniform(): number {
    return (this.uint32() + 0.5) * 2 ** -32;
  }

  /** Uniform integer in [0, n), n <= 2^32, without modulo bias. */
  integer(n: number): number {
    const limit = 2 ** 32 - (2 ** 32 % n);
    let x = this.uint32();
    while (x >= limit) x = this.uint32();
    return x % n;
  }

  /** Standard normal (Marsaglia's polar method). */
  normal(): number {
    if (this.spareNormal !== null) {
      const spare = this.spareNormal;
      this.spareNormal = null;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.spareNormal = v * factor;
      return u * factor;
    }
  }

  /** Fills `out` with standard normals and returns it. */
  fillNormal<A extends Float32Array | Float64Array>(out: A): A {
    for (let i = 0; i < out.length; i++) out[i] = this.normal();
    return out;
  }

  /** Shuffles in place (Fisher-Yates) and returns `items`. */
  shuffle<A extends Int32Array | Uint32Array>(items: A): A {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = items[i]!;
      items[i] = items[j]!;
      items[j] = kept;
    }
    return items;
  }
}
