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
  /** Without what it takes to start the program. */
  run(): Promise<Duration>;
}

/** Of one run, in milliseconds. */
export interface Duration {
  readonly wallMs: number;
  /** Of the processor, all threads together, in the program and in the system for it. */
  readonly cpuMs: number;
}

/** One line of `npm run bench -- --json`. */
export interface Timing {
  readonly stage: string;
  readonly ours: Duration;
  readonly rival: string | null;
  readonly rivals: Duration | null;
}

const ROUNDS = 7;
/** Processor time until all of it is compiled; that runs beside it, late on a busy machine. */
const WARM_UP_MS = 2000;

/** Medians of seven runs, after some of each that are not counted. */
export async function measure({ name, ours, rival }: Stage): Promise<Timing> {
  for (let spent = 0; spent < WARM_UP_MS; ) spent += (await durationOf(ours)).cpuMs;
  await rival?.run();
  const times: Duration[] = [];
  const rivalTimes: Duration[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    times.push(await durationOf(ours));
    if (rival !== null) rivalTimes.push(await rival.run());
  }
  return {
    stage: name,
    ours: medians(times),
    rival: rival?.name ?? null,
    rivals: rival === null ? null : medians(rivalTimes),
  };
}

async function durationOf(run: () => Promise<void>): Promise<Duration> {
  const start = performance.now();
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return { wallMs: performance.now() - start, cpuMs: (user + system) / 1000 };
}

function medians(durations: readonly Duration[]): Duration {
  return {
    wallMs: median(durations.map(({ wallMs }) => wallMs)),
    cpuMs: median(durations.map(({ cpuMs }) => cpuMs)),
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
