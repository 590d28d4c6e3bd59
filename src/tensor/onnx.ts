// Lowers a tensor program to an ONNX model (opset 20, IR 9). Equal subexpressions are computed once.
// Field numbers: onnx.proto of the ONNX project (Apache-2.0).

import type { Shape, Tensor } from "./graph.js";
import { createMessage, type Message } from "./protobuf.js";

const OPSET = 20;
const IR_VERSION = 9;
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;
/** A column sum of a tall matrix is faster as a product with a row of ones than as ReduceSum. */
const TALL_ROWS = 64;

/**
 * @param outputs what the model gives, by name
 * @returns the bytes of an ONNX ModelProto; its inputs are the program's `input` leaves, by name
 */
export function encodeOnnx(outputs: Readonly<Record<string, Tensor>>): Uint8Array {
  const graph = createGraphWriter();
  for (const [name, tensor] of Object.entries(outputs)) graph.output(name, tensor);
  const opset = (domain: string, version: number): Message => createMessage().text(1, domain).integer(2, version);
  return createMessage()
    .integer(1, IR_VERSION)
    .text(2, "latent-space-simulator")
    .message(7, graph.finish())
    .message(8, opset("", OPSET))
    .message(8, opset("com.microsoft", 1))
    .finish();
}

interface GraphWriter {
  output(name: string, tensor: Tensor): void;
  finish(): Message;
}

type NodeAttributes = Readonly<Record<string, number | readonly number[]>>;

function createGraphWriter(): GraphWriter {
  const graph = createMessage().text(2, "program");
  const names = new Map<Tensor, string>();
  const namesByKey = new Map<string, string>();
  const constantKey = createConstantKey();
  let count = 0;

  const emit = (
    operator: string,
    inputs: readonly string[],
    output: string,
    attributes: NodeAttributes = {},
    domain = "",
  ) => {
    const message = createMessage();
    for (const name of inputs) message.text(1, name);
    message.text(2, output).text(4, operator);
    for (const [name, value] of Object.entries(attributes)) message.message(5, attributeMessage(name, value));
    if (domain !== "") message.text(7, domain);
    graph.message(1, message);
  };
  const once = (key: string, make: (name: string) => void): string => {
    let name = namesByKey.get(key);
    if (name === undefined) {
      name = `_${count++}`;
      namesByKey.set(key, name);
      make(name);
    }
    return name;
  };
  const integers = (values: readonly number[]): string =>
    once(`int64 ${values}`, (name) => {
      const data = new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer);
      graph.message(5, tensorMessage(name, INT64, [values.length], data));
    });
  const floats = (data: Float32Array, shape: Shape): string =>
    once(constantKey(data, shape), (name) => {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      graph.message(5, tensorMessage(name, FLOAT, shape, bytes));
    });

  const nameOf = (tensor: Tensor): string => {
    const known = names.get(tensor);
    if (known !== undefined) return known;
    const name = lower(tensor);
    names.set(tensor, name);
    return name;
  };

  const lower = (tensor: Tensor): string => {
    const { operator, shape, attributes } = tensor;
    if (operator === "Input") return declareInput(attributes.name!, shape);
    if (operator === "Constant") return floats(attributes.data!, shape);
    const inputs = tensor.inputs.map(nameOf);
    const key = `${operator} ${inputs} (${shape}) ${JSON.stringify(attributes)}`;
    return once(key, (name) => {
      const first = tensor.inputs[0]!;
      switch (operator) {
        case "MatMul": {
          const { transposeA, transposeB } = attributes;
          if (!transposeA && !transposeB) return emit("MatMul", inputs, name);
          return emit("Gemm", inputs, name, { transA: Number(transposeA), transB: Number(transposeB) });
        }
        case "Linear":
          return emit("Gemm", inputs, name);
        case "ReduceSum": {
          const axes = attributes.axes!;
          if (first.shape.length === 2 && axes.length === 1 && axes[0] === 0 && first.shape[0]! >= TALL_ROWS) {
            const ones = floats(new Float32Array(first.shape[0]!).fill(1), [1, first.shape[0]!]);
            return emit("MatMul", [ones, ...inputs], name);
          }
          return emit("ReduceSum", [...inputs, integers(axes)], name, { keepdims: 1 });
        }
        case "ReduceMax":
          return emit("ReduceMax", [...inputs, integers(attributes.axes!)], name, { keepdims: 1 });
        case "Reshape":
        case "Expand":
          return emit(operator, [...inputs, integers(shape)], name);
        case "Transpose":
          return emit("Transpose", inputs, name, { perm: [1, 0] });
        case "Concat":
          return emit("Concat", inputs, name, { axis: attributes.axis! });
        case "Slice": {
          const { axis, start } = attributes;
          const bounds = [start!, start! + shape[axis!]!, axis!].map((value) => integers([value]));
          return emit("Slice", [...inputs, ...bounds], name);
        }
        case "Pad": {
          const { axis, start } = attributes;
          const before = shape.map((_, i) => (i === axis ? start! : 0));
          const after = shape.map((size, i) => (i === axis ? size - start! - first.shape[i]! : 0));
          return emit("Pad", [...inputs, integers([...before, ...after])], name);
        }
        case "Inverse":
          return emit("Inverse", inputs, name, {}, "com.microsoft");
        case "StopGradient":
          return emit("Identity", inputs, name);
        default:
          return emit(operator, inputs, name);
      }
    });
  };

  const declared = new Map<string, Shape>();
  const declareInput = (name: string, shape: Shape): string => {
    const earlier = declared.get(name);
    if (earlier === undefined) {
      declared.set(name, shape);
      graph.message(11, valueMessage(name, shape));
    }
    return name;
  };

  return {
    output: (name, tensor) => {
      emit("Identity", [nameOf(tensor)], name);
      graph.message(12, valueMessage(name, tensor.shape));
    },
    finish: () => graph,
  };
}

/** Constants that are one value throughout are shared; others are told apart by a count. */
function createConstantKey(): (data: Float32Array, shape: Shape) => string {
  let distinct = 0;
  return (data, shape) =>
    data.every((value) => value === data[0]) ? `float32 (${shape}) ${data[0]}` : `float32 #${distinct++}`;
}

function attributeMessage(name: string, value: number | readonly number[]): Message {
  const message = createMessage().text(1, name);
  if (typeof value === "number") return message.integer(3, value).integer(20, ATTRIBUTE_INT);
  for (const entry of value) message.integer(8, entry);
  return message.integer(20, ATTRIBUTE_INTS);
}

function tensorMessage(name: string, type: number, shape: Shape, data: Uint8Array): Message {
  const message = createMessage();
  for (const size of shape) message.integer(1, size);
  return message.integer(2, type).text(8, name).bytes(9, data);
}

function valueMessage(name: string, shape: Shape): Message {
  const dimensions = createMessage();
  for (const size of shape) dimensions.message(1, createMessage().integer(1, size));
  const tensorType = createMessage().integer(1, FLOAT).message(2, dimensions);
  return createMessage().text(1, name).message(2, createMessage().message(1, tensorType));
}
