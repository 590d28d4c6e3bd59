// The globals that Node.js 20 and every browser share, as far as src/ uses them (see tsconfig.portable.json).

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(encoding?: string, options?: { fatal?: boolean });
  decode(bytes: Uint8Array): string;
}
declare class DecompressionStream {
  constructor(format: "gzip");
  readonly readable: {
    getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array }>; cancel(): Promise<void> };
  };
  readonly writable: {
    getWriter(): { write(chunk: Uint8Array<ArrayBuffer>): Promise<void>; close(): Promise<void> };
  };
}
declare class AbortSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
}
declare function setTimeout(callback: () => void, milliseconds: number): unknown;
declare const performance: { now(): number };
declare const crypto: {
  readonly subtle: { digest(algorithm: string, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> };
};
