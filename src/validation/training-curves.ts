// The losses that the networks of a simulator kept of their training, as figures want them.

import type { Decoder } from "../decoder/index.js";
import type { Encoder } from "../encoder/index.js";
import type { Propagator } from "../propagator/index.js";
import type { EpochLoss } from "../tensor/index.js";
import type { FigureData, TrainingCurve } from "./figure-data.js";

/** The parts of a simulator that were trained; null for those that it does without. */
export interface TrainedParts {
  readonly encoder: Encoder | null;
  readonly propagator: Propagator;
  readonly decoder: Decoder | null;
}

export function trainingCurves({ encoder, propagator, decoder }: TrainedParts): FigureData["training"] {
  return {
    encoder: encoder === null || encoder.history.length === 0 ? null : heldOutCurve("−R_{2}", encoder.history),
    propagator: heldOutCurve("negative log-likelihood / nats", propagator.history),
    decoder: decoder === null ? null : decoderCurve(decoder),
  };
}

function heldOutCurve(quantity: string, history: readonly EpochLoss[]): TrainingCurve {
  const validation = Float64Array.from(history, (loss) => loss.validation);
  return {
    quantity,
    epochs: epochsOf(history),
    losses: [
      { name: "training", role: "training", values: Float64Array.from(history, (loss) => loss.training) },
      { name: "held out", role: "validation", values: validation },
    ],
    bestEpoch: validation.indexOf(Math.min(...validation)) + 1,
  };
}

function decoderCurve({ network }: Decoder): TrainingCurve {
  const curve = (name: string, values: readonly number[]) => ({
    name,
    role: "training" as const,
    values: Float64Array.from(values),
  });
  if (network.method === "cwgan") {
    const { history } = network;
    const losses = [
      curve(
        "critic",
        history.map(({ critic }) => critic),
      ),
      curve(
        "generator",
        history.map(({ generator }) => generator),
      ),
    ];
    return { quantity: "Wasserstein losses", epochs: epochsOf(history), losses, bestEpoch: null };
  }
  const { stages } = network;
  const losses = stages.map(({ history }, k) => curve(stages.length === 1 ? "training" : `stage ${k + 1}`, history));
  return { quantity: "flow-matching loss", epochs: epochsOf(stages[0]!.history), losses, bestEpoch: null };
}

function epochsOf(history: readonly unknown[]): Float64Array {
  return Float64Array.from(history, (_, i) => i + 1);
}
