// The wire format of Protocol Buffers, as far as an ONNX model needs it: append fields, nest messages.

/** A message under construction; every method returns it for chaining. */
export interface Message {
  /** An integer field (int32, int64, enum). */
  integer(field: number, value: number): Message;
  text(field: number, value: string): Message;
  bytes(field: number, value: Uint8Array): Message;
  message(field: number, value: Message): Message;
  finish(): Uint8Array;
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;

export function createMessage(): Message {
  let buffer = new Uint8Array(256);
  let length = 0;

  const reserve = (more: number): void => {
    if (length + more <= buffer.length) return;
    const grown = new Uint8Array(Math.max(2 * buffer.length, length + more));
    grown.set(buffer.subarray(0, length));
    buffer = grown;
  };
  const varint = (value: number): void => {
    reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 127n) {
      buffer[length++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    buffer[length++] = Number(rest);
  };
  const self: Message = {
    integer: (field, value) => {
      varint(field * 8 + VARINT);
      varint(value);
      return self;
    },
    bytes: (field, value) => {
      varint(field * 8 + LENGTH_DELIMITED);
      varint(value.length);
      reserve(value.length);
      buffer.set(value, length);
      length += value.length;
      return self;
    },
    text: (field, value) => self.bytes(field, new TextEncoder().encode(value)),
    message: (field, value) => self.bytes(field, value.finish()),
    finish: () => buffer.subarray(0, length),
  };
  return self;
}
