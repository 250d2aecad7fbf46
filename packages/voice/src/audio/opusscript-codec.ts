import { createRequire } from "node:module";
import { samplesPerFrame } from "./frame-output.ts";
import type { OpusCodec, OpusDecoder, OpusEncoder, OpusEncoderOptions } from "./opus-codec.ts";
import { codecFrom } from "./library-codec.ts";

/** What is used of an instance of opusscript. */
interface OpusScript {
  encode(pcm: Buffer, frameSize: number): Buffer;
  decode(packet: Buffer): Buffer;
  encoderCTL(request: number, value: number): void;
  delete(): void;
}

type OpusScriptClass = new (sampleRate: number, channels: number, application: number) => OpusScript;

/** `OPUS_APPLICATION_AUDIO`. */
const audioApplication = 2049;

/** One loaded copy of opusscript, with the WebAssembly memory that its instances share. */
interface Heap {
  readonly create: OpusScriptClass;
  instances: number;
}

/** opusscript 0.1.1 fails at the 54th instance in one memory, for good: it stays below that. */
const instancesPerHeap = 40;

/**
 * opusscript: libopus as WebAssembly, inside of the package, for every machine.
 *
 * All instances of one loaded copy share 16 MiB, which is enough for 53. So a further copy is loaded after each 40, and
 * the number of codecs has no limit but the machine's.
 */
export class OpusScriptCodec implements OpusCodec {
  readonly name = "opusscript";
  readonly native = false;
  readonly #heaps: Heap[] = [];

  /** How many copies of opusscript are loaded. */
  get heaps(): number {
    return this.#heaps.length;
  }

  createEncoder(options?: OpusEncoderOptions): OpusEncoder {
    return codecFrom(() => this.#open()).createEncoder(options);
  }

  createDecoder(): OpusDecoder {
    return codecFrom(() => this.#open()).createDecoder();
  }

  #open(): ReturnType<Parameters<typeof codecFrom>[0]> {
    const heap = this.#heapWithRoom();
    const instance = new heap.create(48_000, 2, audioApplication);
    heap.instances++;
    return {
      encode: (pcm) => instance.encode(pcm, samplesPerFrame),
      decode: (packet) => instance.decode(packet),
      request: (request, value) => instance.encoderCTL(request, value),
      close: () => {
        instance.delete();
        heap.instances--;
      },
    };
  }

  #heapWithRoom(): Heap {
    const free = this.#heaps.find(({ instances }) => instances < instancesPerHeap);
    if (free !== undefined) return free;
    const heap = { create: loadCopy(), instances: 0 };
    this.#heaps.push(heap);
    return heap;
  }
}

/** The package keeps its memory in a variable of its module, so that a copy of the module has another one. */
function loadCopy(): OpusScriptClass {
  const require = createRequire(import.meta.url);
  const path = require.resolve("opusscript");
  const loaded = require.cache[path];
  delete require.cache[path];
  try {
    return require("opusscript") as OpusScriptClass;
  } finally {
    // Others in the process go on with the copy that they had.
    if (loaded === undefined) delete require.cache[path];
    else require.cache[path] = loaded;
  }
}
