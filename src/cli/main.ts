// The command `lss`: finds the subcommand, runs it, and turns what happens into one line and an exit code.

import { AbortedError, ConfigError, LssError } from "../base/index.js";
import { COMMON_OPTIONS, type Command, describeCommand, parseArguments } from "./command.js";
import { EXIT, exitCodeOf } from "./exit-codes.js";
import { VERSION } from "./software.js";
import { createTerminal, printError } from "./terminal.js";

/** Loaded when called: `lss --help` should not wait for ONNX Runtime. */
const COMMANDS: Readonly<Record<string, { summary: string; load: () => Promise<Command> }>> = {
  fit: { summary: "learn a simulator from MD trajectories", load: async () => (await import("./fit.js")).fitCommand },
  lags: {
    summary: "show time scales against lag times, and recommend a lag",
    load: async () => (await import("./lags.js")).lagsCommand,
  },
  simulate: {
    summary: "write synthetic trajectories",
    load: async () => (await import("./simulate.js")).simulateCommand,
  },
  validate: {
    summary: "compare MD, held-out MD and the simulator in a report",
    load: async () => (await import("./validate.js")).validateCommand,
  },
  inspect: {
    summary: "say what is in a model, a trajectory or a topology",
    load: async () => (await import("./inspect.js")).inspectCommand,
  },
  convert: {
    summary: "write trajectories in another format, or a part of them",
    load: async () => (await import("./convert.js")).convertCommand,
  },
  demo: {
    summary: "everything at once, on bundled or generated data",
    load: async () => (await import("./demo.js")).demoCommand,
  },
};

function describeProgram(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length)) + 2;
  return [
    `lss ${VERSION}: latent space simulators for molecular dynamics`,
    "",
    "Usage: lss COMMAND [options]",
    "",
    ...Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`),
    "",
    "lss COMMAND --help says more.",
    "",
  ].join("\n");
}

/** @returns the exit code */
export async function main(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  const debug = words.includes("--debug");
  try {
    if (name === "--version") return say(`${VERSION}\n`);
    if (name === undefined || name === "--help" || name === "-h") {
      say(describeProgram());
      return name === undefined ? EXIT.usage : EXIT.done;
    }
    const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (entry === undefined) {
      throw new ConfigError(name, "is no command", { hint: `There are: ${Object.keys(COMMANDS).join(", ")}.` });
    }
    const command = await entry.load();
    if (rest.includes("--version")) return say(`${VERSION}\n`);
    if (rest.includes("--help") || rest.includes(`-${COMMON_OPTIONS["help"]!.short}`)) {
      return say(describeCommand(name, command));
    }
    return await runCommand(command, rest);
  } catch (error) {
    return fail(error, debug);
  }
}

async function runCommand(command: Command, words: readonly string[]): Promise<number> {
  const args = parseArguments(command, words);
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  const terminal = createTerminal({ json: args.flag("json"), quiet: args.flag("quiet") }, controller.signal);
  try {
    await command.run(args, terminal);
    return EXIT.done;
  } finally {
    terminal.settle();
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

function say(text: string): number {
  process.stdout.write(text);
  return EXIT.done;
}

function fail(error: unknown, debug: boolean): number {
  if (debug) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  if (error instanceof LssError) printError(error);
  else if (!debug) {
    const reason = error instanceof Error ? error.message : String(error);
    printError(
      new AbortedError(`unexpected: ${reason}`, { hint: "Run again with --debug and report what it prints." }),
    );
  }
  return exitCodeOf(error);
}
