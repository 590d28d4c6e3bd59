// The running average of a network's parameters during training, which is smoother than any single step.

/** average <- decay average + (1 - decay) parameters; the first steps decay faster, so that the start is forgotten. */
export function updateAverage(average: Float32Array, parameters: Float32Array, averaging: number, step: number): void {
  const decay = Math.min(averaging, step / (step + 10));
  for (let i = 0; i < average.length; i++) average[i] = decay * average[i]! + (1 - decay) * parameters[i]!;
}
