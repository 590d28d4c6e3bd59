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
  const { history } = network;
  const curve = (name: string, values: Float64Array) => ({ name, role: "training" as const, values });
  const losses =
    network.method === "flow"
      ? [curve("training", Float64Array.from(network.history))]
      : [
          curve(
            "critic",
            Float64Array.from(network.history, ({ critic }) => critic),
          ),
          curve(
            "generator",
            Float64Array.from(network.history, ({ generator }) => generator),
          ),
        ];
  const quantity = network.method === "flow" ? "flow-matching loss" : "Wasserstein losses";
  return { quantity, epochs: epochsOf(history), losses, bestEpoch: null };
}

function epochsOf(history: readonly unknown[]): Float64Array {
  return Float64Array.from(history, (_, i) => i + 1);
}
