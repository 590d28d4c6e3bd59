// A DCD file of any size that takes no room: the same frames over and over, made while it is read.

import { type ByteSource, memorySink } from "../../src/base/index.js";
import { createTrajectory, type FrameBlock } from "../../src/trajectory/index.js";

/**
 * @param block without boxes
 * @param nBytes of the file; it has as many whole blocks as fit
 */
export async function repeatedDcd(block: FrameBlock, nBytes: number): Promise<ByteSource> {
  const sink = memorySink("repeated.dcd");
  const writer = createTrajectory(sink, block.nAtoms);
  await writer.write(block);
  await writer.close();
  const bytes = sink.bytes();
  const bodyBytes = block.nFrames * 3 * (4 * block.nAtoms + 8);
  const header = bytes.subarray(0, bytes.length - bodyBytes);
  const body = bytes.subarray(header.length);
  const size = header.length + bodyBytes * Math.floor(nBytes / bodyBytes);
  return {
    name: sink.name,
    size,
    read: async (offset, length) => {
      const out = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      for (let done = 0; done < out.length; ) {
        const at = offset + done;
        const piece = at < header.length ? header.subarray(at) : body.subarray((at - header.length) % bodyBytes);
        out.set(piece.subarray(0, out.length - done), done);
        done += Math.min(piece.length, out.length - done);
      }
      return out;
    },
    close: async () => {},
  };
}
