import { constants, createDeflate, createZstdCompress } from "node:zlib";
import { clientGuildEvents, clientGuilds, clientMark, clientMessage } from "./client-events.ts";
import { benchmarkEvent, benchmarkMark } from "./dispatch-events.ts";

/** Discord's names for how a connection is compressed, and `none`. */
export type Compression = "none" | "zlib-stream" | "zstd-stream";

/** The bytes of a whole gateway session, made before anyone connects. */
export interface SessionStream {
  /** The frame that greets a new connection. */
  hello: Buffer;
  /** READY, warm-up, mark, events, mark: many frames to a piece, to be written in order. */
  pieces: Buffer[];
}

/** What a session contains. */
export interface SessionContent {
  /** Events before the first mark. */
  warmUp: number;
  /** Events between the marks. */
  events: number;
  /** Where a session would be resumed. */
  resumeUrl: string;
  /** Whether it is for whole clients: guilds, and then nothing but messages in them. */
  forClients?: boolean;
}

/** Size of what is written to the socket at once. */
const pieceBytes = 64 * 1024;
/** So long that no heartbeat falls into a run: its acknowledgement could not be put into a stream made beforehand. */
export const heartbeatIntervalMs = 1_000_000_000;

/** Makes the frames of a session, compressed as one context, as Discord does it. */
export async function buildSession(compression: Compression, content: SessionContent): Promise<SessionStream> {
  const encode = encoders[compression]();
  const hello = await encode({ t: null, s: null, op: 10, d: { heartbeat_interval: heartbeatIntervalMs, _trace: [] } });
  const pieces: Buffer[] = [];
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;
  for (const payload of payloads(content)) {
    const encoded = await encode(payload);
    gathered.push(encoded);
    gatheredBytes += encoded.length;
    if (gatheredBytes >= pieceBytes) {
      pieces.push(Buffer.concat(gathered));
      gathered = [];
      gatheredBytes = 0;
    }
  }
  pieces.push(Buffer.concat(gathered));
  return { hello, pieces };
}

function* payloads(content: SessionContent): Generator {
  const { warmUp, events, resumeUrl } = content;
  let s = 1;
  if (content.forClients) {
    yield { t: "READY", s, op: 0, d: { ...readyData(resumeUrl), guilds: clientGuilds() } };
    for (const event of clientGuildEvents()) yield { ...event, s: ++s, op: 0 };
    for (let index = 0; index < warmUp; index++) yield { ...clientMessage(index), s: ++s, op: 0 };
    yield { ...clientMark(warmUp + events), s: ++s, op: 0 };
    for (let index = 0; index < events; index++) yield { ...clientMessage(warmUp + index), s: ++s, op: 0 };
    yield { ...clientMark(warmUp + events + 1), s: ++s, op: 0 };
    return;
  }
  yield { t: "READY", s, op: 0, d: readyData(resumeUrl) };
  for (let index = 0; index < warmUp; index++) yield { ...benchmarkEvent(index), s: ++s, op: 0 };
  yield { ...benchmarkMark(), s: ++s, op: 0 };
  for (let index = 0; index < events; index++) yield { ...benchmarkEvent(warmUp + index), s: ++s, op: 0 };
  yield { ...benchmarkMark(), s: ++s, op: 0 };
}

/** The body of READY, with no guilds. */
export function readyData(resumeUrl: string): Record<string, unknown> {
  return {
    v: 10,
    user_settings: {},
    user: {
      verified: true,
      username: "benchmark",
      mfa_enabled: false,
      id: "1456000000000000003",
      global_name: null,
      flags: 0,
      email: null,
      discriminator: "0000",
      bot: true,
      avatar: null,
    },
    session_type: "normal",
    session_id: "00000000000000000000000000000001",
    resume_gateway_url: resumeUrl,
    relationships: [],
    private_channels: [],
    presences: [],
    guilds: [],
    guild_join_requests: [],
    geo_ordered_rtc_regions: [],
    auth: {},
    application: { id: "1456000000000000003", flags: 565248 },
    _trace: [],
    shard: [0, 1],
  };
}

type Encode = (payload: unknown) => Promise<Buffer>;

const encoders: Record<Compression, () => Encode> = {
  none: () => async (payload) => frame(textOpcode, Buffer.from(JSON.stringify(payload))),
  "zlib-stream": () => compressing(createDeflate({ chunkSize: pieceBytes }), constants.Z_SYNC_FLUSH),
  "zstd-stream": () => compressing(createZstdCompress({ chunkSize: pieceBytes }), constants.ZSTD_e_flush),
};

function compressing(stream: ReturnType<typeof createDeflate | typeof createZstdCompress>, flush: number): Encode {
  return async (payload) => {
    stream.write(JSON.stringify(payload));
    // Its callback comes when everything up to here was compressed and can be read.
    const { promise: flushed, resolve } = Promise.withResolvers<void>();
    stream.flush(flush, resolve);
    await flushed;
    const parts: Buffer[] = [];
    for (let part: unknown = stream.read(); part !== null; part = stream.read()) parts.push(part as Buffer);
    return frame(binaryOpcode, Buffer.concat(parts));
  };
}

const textOpcode = 0x1;
const binaryOpcode = 0x2;

/** An unmasked, unfragmented WebSocket frame (RFC 6455, section 5.2). */
function frame(opcode: number, payload: Buffer): Buffer {
  const length = payload.length;
  const header = length < 126 ? Buffer.alloc(2) : length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10);
  header[0] = 0x80 | opcode;
  if (length < 126) {
    header[1] = length;
  } else if (length < 65_536) {
    header[1] = 126;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, payload]);
}
