// Times of our own code and of another program's, taken in turns so that a busy machine slows both.

/** One thing that is measured. Another file of stages is added to main.ts, and to nothing else. */
export interface Stage {
  readonly name: string;
  /** What one run does, for a rate: frames, or bytes in MB. */
  readonly amount: { readonly count: number; readonly unit: string };
  ours(): Promise<void>;
  /** The same by another program; null where there is none or it is not installed. */
  readonly rival: Rival | null;
}

export interface Rival {
  readonly name: string;
  /** @returns milliseconds, without what it takes to start the program */
  run(): Promise<number>;
}

/** One line of `npm run bench -- --json`. */
export interface Timing {
  readonly stage: string;
  readonly ours_ms: number;
  readonly rival: string | null;
  readonly rival_ms: number | null;
  /** rival_ms / ours_ms: above 1 we are faster. */
  readonly ratio: number | null;
}

const ROUNDS = 7;

/** Medians of seven runs, after one of each that is not counted. */
export async function measure({ name, ours, rival }: Stage): Promise<Timing> {
  const times: number[] = [];
  const rivalTimes: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    await ours();
    const elapsed = performance.now() - start;
    const rivalElapsed = (await rival?.run()) ?? null;
    if (round === 0) continue; // to warm up
    times.push(elapsed);
    if (rivalElapsed !== null) rivalTimes.push(rivalElapsed);
  }
  const oursMs = median(times);
  if (rival === null) return { stage: name, ours_ms: oursMs, rival: null, rival_ms: null, ratio: null };
  const rivalMs = median(rivalTimes);
  return { stage: name, ours_ms: oursMs, rival: rival.name, rival_ms: rivalMs, ratio: rivalMs / oursMs };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
