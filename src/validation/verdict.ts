// One sentence at the top of a report: whether the simulator can be trusted, and with what.

import type { Concern, Report, Verdict, Warning } from "./results.js";

const SUBJECTS: Readonly<Record<Exclude<Concern, "data">, string>> = {
  kinetics: "the kinetics",
  thermodynamics: "the free energies",
  structure: "the structures",
};

/** Warnings about the data leave open whether the simulator is right; all others say that it is wrong somewhere. */
export function judge(warnings: readonly Warning[], report: Pick<Report, "structure">): Verdict {
  const tested = ["kinetics", "thermodynamics", ...(report.structure === null ? [] : ["structure"])] as const;
  const names = tested.map((concern) => SUBJECTS[concern as keyof typeof SUBJECTS]);
  const wrong = Object.entries(SUBJECTS).filter(([concern]) =>
    warnings.some((warning) => warning.concerns === concern),
  );
  if (wrong.length > 0) {
    const subjects = listed(wrong.map(([, subject]) => subject));
    const right = names.filter((name) => !wrong.some(([, subject]) => subject === name));
    const rest = right.length === 0 ? "" : ` No fault was found in ${listed(right)}.`;
    return { level: "not trusted", message: `Do not trust ${subjects} of this simulator.${rest}` };
  }
  if (warnings.length > 0) {
    return {
      level: "unproven",
      message: `No fault was found in ${listed(names)} of this simulator, but the data at hand do not prove it.`,
    };
  }
  return {
    level: "trusted",
    message: `In ${listed(names)} this simulator agrees with MD within the errors of the comparison.`,
  };
}

/** "a", "a and b", "a, b and c". */
function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}
