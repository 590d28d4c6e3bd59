// The stationary density as a mixture: expectation and maximisation on frames (Dempster, Laird, Rubin 1977).
// T frames, D latent coordinates, C components.

import { type Matrix, type Rng, type Task, zeros64 } from "../base/index.js";
import { truncatedMoments, type UnitBox } from "../numerics/index.js";
import { type Components, MIN_DEVIATION, responsibility } from "./components.js";

const ITERATIONS = 20;
/** No component's share falls below this, so that none is divided by. */
const LEAST_SHARE = 1e-8;
/** A component that holds less of the frames stays as it is. */
const LEAST_FRAMES = 1e-3;

/**
 * Fits the mixture of the highest likelihood near to a start whose centres are far apart, so that rare states have some.
 * @param frames (T, D) in the unit box
 * @param box whose widths say how far apart frames are
 */
export async function fitComponents(
  frames: Matrix,
  box: UnitBox,
  nComponents: number,
  rng: Rng,
  task: Task,
): Promise<Components> {
  let components = startComponents(frames, box, Math.min(nComponents, frames.rows), rng);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    components = improve(components, await collect(components, frames, task));
    task.report((iteration + 1) / ITERATIONS, `density of ${nComponents} components`);
  }
  // The shares once more, so that they are the mean responsibilities under the final components.
  const { weights } = await collect(components, frames, task);
  return { ...components, law: lawOf(weights) };
}

function lawOf(weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const law = weights.map((weight) => Math.max(LEAST_SHARE, weight / total));
  const sum = law.reduce((partial, share) => partial + share, 0);
  return law.map((share) => share / sum);
}

/** Centres drawn with chances that grow with the distance from those before (as in k-means++); each gets what is nearest. */
function startComponents(frames: Matrix, { width }: UnitBox, nComponents: number, rng: Rng): Components {
  const { data, rows, cols } = frames;
  const centres = zeros64(nComponents, cols);
  const nearest = new Int32Array(rows);
  const distance = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  for (let c = 0, chosen = rng.integer(rows); c < nComponents; c++) {
    for (let d = 0; d < cols; d++) centres.data[c * cols + d] = data[chosen * cols + d]!;
    let total = 0;
    for (let t = 0; t < rows; t++) {
      let squares = 0;
      for (let d = 0; d < cols; d++) {
        squares += ((data[t * cols + d]! - centres.data[c * cols + d]!) * width[d]!) ** 2;
      }
      const away = Math.sqrt(squares);
      if (away < distance[t]!) {
        distance[t] = away;
        nearest[t] = c;
      }
      total += distance[t]!;
    }
    chosen = drawWeighted(distance, rng.uniform() * total);
  }
  return membersOf(frames, nearest, centres.rows);
}

function drawWeighted(weights: Float64Array, threshold: number): number {
  let rest = threshold;
  for (let t = 0; t < weights.length; t++) {
    rest -= weights[t]!;
    if (rest < 0) return t;
  }
  return weights.length - 1;
}

/** What the frames of each component sum up to. */
interface Sums {
  /** (C). */
  readonly weights: Float64Array;
  /** (C, D) sums of x and of x^2. */
  readonly values: Float64Array;
  readonly squares: Float64Array;
}

function emptySums(nComponents: number, latentDim: number): Sums {
  const size = nComponents * latentDim;
  return { weights: new Float64Array(nComponents), values: new Float64Array(size), squares: new Float64Array(size) };
}

function addFrame({ weights, values, squares }: Sums, c: number, weight: number, frames: Matrix, t: number): void {
  weights[c]! += weight;
  for (let d = 0; d < frames.cols; d++) {
    const x = frames.data[t * frames.cols + d]!;
    values[c * frames.cols + d]! += weight * x;
    squares[c * frames.cols + d]! += weight * x * x;
  }
}

function membersOf(frames: Matrix, nearest: Int32Array, nComponents: number): Components {
  const sums = emptySums(nComponents, frames.cols);
  for (let t = 0; t < frames.rows; t++) addFrame(sums, nearest[t]!, 1, frames, t);
  const centres = zeros64(nComponents, frames.cols);
  const deviations = zeros64(nComponents, frames.cols);
  for (let k = 0; k < centres.data.length; k++) {
    const weight = Math.max(1, sums.weights[Math.floor(k / frames.cols)]!);
    const mean = sums.values[k]! / weight;
    centres.data[k] = mean;
    deviations.data[k] = Math.sqrt(Math.max(MIN_DEVIATION ** 2, sums.squares[k]! / weight - mean * mean));
  }
  return { law: lawOf(sums.weights), centres, deviations };
}

/** Expectation: the frames shared out. */
async function collect(components: Components, frames: Matrix, task: Task): Promise<Sums> {
  const nComponents = components.law.length;
  const sums = emptySums(nComponents, frames.cols);
  const share = responsibility(components);
  const shares = new Float64Array(nComponents);
  for (let t = 0; t < frames.rows; t++) {
    share(frames.data, t * frames.cols, shares);
    for (let c = 0; c < nComponents; c++) if (shares[c]! > 0) addFrame(sums, c, shares[c]!, frames, t);
    if (t % 1024 === 0) await task.yield();
  }
  return sums;
}

/**
 * Maximisation: the frames that a component would have outside of the box, had it not been cut, count with their moments
 * under the present component.
 */
function improve({ centres, deviations }: Components, { weights, values, squares }: Sums): Components {
  const latentDim = centres.cols;
  const next = { centres: zeros64(centres.rows, latentDim), deviations: zeros64(centres.rows, latentDim) };
  for (let k = 0; k < centres.data.length; k++) {
    const [centre, deviation] = [centres.data[k]!, deviations.data[k]!];
    next.centres.data[k] = centre;
    next.deviations.data[k] = deviation;
    const weight = weights[Math.floor(k / latentDim)]!;
    if (weight < LEAST_FRAMES) continue;
    const inside = truncatedMoments(centre, deviation);
    const mean = centre + inside.mass * (values[k]! / weight - inside.mean);
    const square = centre ** 2 + deviation ** 2 + inside.mass * (squares[k]! / weight - inside.square);
    const moved = Math.min(1, Math.max(0, mean));
    next.centres.data[k] = moved;
    next.deviations.data[k] = Math.sqrt(Math.max(MIN_DEVIATION ** 2, square - 2 * moved * mean + moved * moved));
  }
  return { law: lawOf(weights), ...next };
}
