// Systems with known answers: overdamped Langevin dynamics in a potential V,
//   dx = -grad V dt + sqrt(2 kT) dW   (the mobility is 1).

/** One coordinate of a potential that is a sum over coordinates. */
export interface Axis {
  /** V(x). */
  readonly potential: (x: number) => number;
  /** V'(x). */
  readonly slope: (x: number) => number;
}

export interface System {
  readonly name: string;
  /** D. */
  readonly dimension: number;
  /** (D), a state to start from. */
  readonly start: readonly number[];
  /** In units of V. */
  readonly kT: number;
  /** Of the integrator, in the system's own unit of time. */
  readonly timeStep: number;
  /** V of a state, (D). */
  readonly potential: (x: Float64Array) => number;
  /** Writes -grad V of a state, (D), into `out`, (D). */
  readonly force: (x: Float64Array, out: Float64Array) => void;
}

/** V(x) = sum_d V_d(x_d): the coordinates move independently, and their rates add up. */
export interface SeparableSystem extends System {
  /** (D). */
  readonly axes: readonly Axis[];
}

/** A system from the potentials of its coordinates. */
export function separableSystem(
  name: string,
  axes: readonly Axis[],
  constants: Pick<System, "start" | "kT" | "timeStep">,
): SeparableSystem {
  return {
    name,
    dimension: axes.length,
    ...constants,
    axes,
    potential: (x) => axes.reduce((sum, axis, d) => sum + axis.potential(x[d]!), 0),
    force: (x, out) => {
      for (let d = 0; d < axes.length; d++) out[d] = -axes[d]!.slope(x[d]!);
    },
  };
}
