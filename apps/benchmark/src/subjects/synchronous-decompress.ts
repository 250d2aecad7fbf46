import { constants, createInflate, createZstdDecompress } from "node:zlib";
import type { Compression } from "../servers/session-stream.ts";

/** Turns one compressed message into its text. */
export type Decompress = (message: Buffer) => string;

/** Room for one message: larger than any of the stream. */
const outputBytes = 256 * 1024;

/** Node's own zlib handle, as far as it is used here. It is not a public interface: good for a floor, no more. */
interface ZlibHandle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inputOffset: number,
    inputLength: number,
    output: Uint8Array,
    outputOffset: number,
    outputLength: number,
  ): void;
}

/** The cheapest decompression that Node has without an add-on: its handle, driven without a stream around it. */
export function synchronousDecompress(compression: Exclude<Compression, "none">): Decompress {
  const stream = compression === "zlib-stream" ? createInflate() : createZstdDecompress();
  const flush = compression === "zlib-stream" ? constants.Z_SYNC_FLUSH : constants.ZSTD_e_flush;
  const handle = Reflect.get(stream, "_handle") as ZlibHandle;
  const left = Reflect.get(stream, "_writeState") as Uint32Array;
  const output = Buffer.allocUnsafeSlow(outputBytes);
  return (message) => {
    handle.writeSync(flush, message, 0, message.length, output, 0, outputBytes);
    return output.toString("utf8", 0, outputBytes - (left[0] ?? 0));
  };
}
