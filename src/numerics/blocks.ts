// Error bars from contiguous blocks of trajectory.

/** Frames [start, start + length) of one trajectory. */
export interface BlockPiece {
  readonly segment: number;
  readonly start: number;
  readonly length: number;
}

/** Sample deviation over the blocks, and the standard error of their mean. */
export interface BlockEstimate {
  readonly std: number;
  readonly sem: number;
}

/**
 * @param values one a block
 * @returns NaN, NaN of fewer than two values: one block has no spread
 */
export function blockEstimate(values: readonly number[]): BlockEstimate {
  const n = values.length;
  if (n < 2) return { std: Number.NaN, sem: Number.NaN };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  return { std, sem: std / Math.sqrt(n) };
}

/**
 * Cuts trajectories, laid end to end, into contiguous blocks of equal length (to one frame).
 * @param segmentLengths frames of each trajectory
 * @returns of each block the pieces of trajectories it is made of
 */
export function splitIntoBlocks(segmentLengths: readonly number[], nBlocks = 5): BlockPiece[][] {
  const total = segmentLengths.reduce((sum, length) => sum + length, 0);
  const blocks: BlockPiece[][] = [];
  for (let k = 0; k < nBlocks; k++) {
    const blockStart = Math.round((k * total) / nBlocks);
    const blockStop = Math.round(((k + 1) * total) / nBlocks);
    const pieces: BlockPiece[] = [];
    let segmentStart = 0;
    segmentLengths.forEach((segmentLength, segment) => {
      const start = Math.max(blockStart, segmentStart);
      const stop = Math.min(blockStop, segmentStart + segmentLength);
      if (stop > start) pieces.push({ segment, start: start - segmentStart, length: stop - start });
      segmentStart += segmentLength;
    });
    blocks.push(pieces);
  }
  return blocks;
}
