// What a command is, and how its part of the command line is read.

import { parseArgs } from "node:util";
import { ConfigError } from "../base/index.js";
import type { Terminal } from "./terminal.js";

export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly short?: string;
  /** Takes all values up to the next option: `--traj a.xtc b.xtc`. */
  readonly list?: boolean;
  /** What the value is, in help: `--lag TIME`. */
  readonly value?: string;
  readonly help: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

export interface Arguments {
  readonly positionals: readonly string[];
  text(name: string): string | undefined;
  flag(name: string): boolean;
  /** Empty when the option was not given. */
  list(name: string): readonly string[];
}

export interface Command {
  readonly summary: string;
  readonly usage: readonly string[];
  readonly options: OptionSpecs;
  /** At most this many positional arguments. */
  readonly maxPositionals: number;
  run(args: Arguments, terminal: Terminal): Promise<void>;
}

/** Every command has these. */
export const COMMON_OPTIONS: OptionSpecs = {
  json: { type: "boolean", help: "one JSON document on standard output, messages on standard error" },
  quiet: { type: "boolean", help: "no progress" },
  debug: { type: "boolean", help: "show the stack trace of an error" },
  help: { type: "boolean", short: "h", help: "show this help" },
};

/**
 * Reads the arguments of one command.
 * @throws ConfigError naming the flag that is unknown, repeated, or lacks its value
 */
export function parseArguments(command: Command, words: readonly string[]): Arguments {
  const specs = { ...command.options, ...COMMON_OPTIONS };
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { type, short }]) => [name, { type, multiple: true, ...(short && { short }) }]),
  );
  const { tokens } = attempt(() =>
    parseArgs({ args: [...words], options, allowPositionals: true, strict: true, tokens: true }),
  );
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  let openList: string | null = null;
  for (const token of tokens) {
    if (token.kind === "option") {
      const spec = specs[token.name]!;
      if (values.has(token.name) && !spec.list) throw new ConfigError(token.rawName, "is given twice");
      values.set(token.name, [...(values.get(token.name) ?? []), token.value ?? ""]);
      openList = spec.list ? token.name : null;
    } else if (token.kind === "positional") {
      if (openList !== null) values.get(openList)!.push(token.value);
      else positionals.push(token.value);
    }
  }
  if (positionals.length > command.maxPositionals) {
    throw new ConfigError(positionals[command.maxPositionals]!, "is one argument too many", {
      hint: `Usage: ${command.usage[0]}`,
    });
  }
  return {
    positionals,
    text: (name) => values.get(name)?.[0],
    flag: (name) => values.has(name),
    list: (name) => values.get(name) ?? [],
  };
}

function attempt<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    const { code = "", message } = cause as { code?: string; message: string };
    if (!code.startsWith("ERR_PARSE_ARGS")) throw cause;
    const flag = /'(-[^' ]*)/.exec(message)?.[1] ?? "command line";
    const problem = code === "ERR_PARSE_ARGS_UNKNOWN_OPTION" ? "is no option of this command" : "needs a value";
    throw new ConfigError(flag, problem, { hint: "--help lists the options.", cause });
  }
}

/** The help text of a command. */
export function describeCommand(name: string, command: Command): string {
  const rows = Object.entries({ ...command.options, ...COMMON_OPTIONS }).map(([flag, spec]) => {
    const value = spec.type === "string" ? ` ${spec.value ?? "VALUE"}${spec.list ? " ..." : ""}` : "";
    return [`${spec.short ? `-${spec.short}, ` : "    "}--${flag}${value}`, spec.help] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return [
    `lss ${name}: ${command.summary}`,
    "",
    ...command.usage.map((line, i) => `${i === 0 ? "Usage: " : "       "}${line}`),
    "",
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`),
    "",
  ].join("\n");
}

/** The value of an option that must be given. @throws ConfigError */
export function required(args: Arguments, name: string, hint: string): string {
  const value = args.text(name);
  if (value === undefined || value === "") throw new ConfigError(`--${name}`, "is missing", { hint });
  return value;
}

/** A whole number of at least `min`. @throws ConfigError */
export function integer(args: Arguments, name: string, min: number): number | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < min) {
    throw new ConfigError(`--${name}`, `want a whole number of at least ${min}, got "${text}"`);
  }
  return value;
}

/** --seed, 0 unless given. */
export function readSeed(args: Arguments): number {
  return integer(args, "seed", Number.MIN_SAFE_INTEGER) ?? 0;
}
