import type { VoiceDisturbance } from "./voice-disturbance.ts";
import { VoiceCloseCode, VoiceOpcode } from "./voice-opcodes.ts";
import type { VoiceRefusal } from "./voice-opcodes.ts";
import type { VoiceOptions } from "./voice-options.ts";
import type { VoiceStats } from "./voice-stats.ts";
import { readIdentify, readResume } from "./client-payloads.ts";
import type { IdentifyPayload } from "./client-payloads.ts";
import { encodeJson } from "./voice-message.ts";
import { VoiceSession } from "./voice-session.ts";
import type { VoiceSessions } from "./voice-sessions.ts";
import type { VoiceSocket } from "./voice-socket.ts";
import type { VoiceWorld } from "./voice-world.ts";

export interface VoiceHandshakeOptions {
  readonly world: VoiceWorld;
  readonly options: Required<VoiceOptions>;
  readonly sessions: VoiceSessions;
  readonly disturbance: VoiceDisturbance;
  readonly stats: VoiceStats;
  readonly udpPort: number;
  /** Does this server serve the endpoint? */
  serves(endpoint: string): boolean;
}

const refusals = {
  malformed: { code: VoiceCloseCode.DecodeError, reason: "Failed to decode payload." },
  again: { code: VoiceCloseCode.AlreadyAuthenticated, reason: "Already authenticated." },
  noServer: { code: VoiceCloseCode.ServerNotFound, reason: "Server not found." },
  authentication: { code: VoiceCloseCode.AuthenticationFailed, reason: "Authentication failed." },
  invalidSession: { code: VoiceCloseCode.SessionInvalid, reason: "Session is no longer valid." },
  dave: { code: VoiceCloseCode.DaveRequired, reason: "E2EE/DAVE protocol required." },
} as const satisfies Record<string, VoiceRefusal>;

/** Identify and Resume: what makes a WebSocket carry a session. */
export class VoiceHandshake {
  readonly #options: VoiceHandshakeOptions;

  constructor(options: VoiceHandshakeOptions) {
    this.#options = options;
  }

  /** @returns why the connection must be closed. */
  identify(socket: VoiceSocket, d: unknown): VoiceRefusal | undefined {
    if (socket.session !== undefined) return refusals.again;
    const identify = readIdentify(d);
    if (identify === undefined) return refusals.malformed;
    const { world, sessions, options, stats } = this.#options;
    stats.count("identifies");
    const assignment = world.assignment(identify.guildId, identify.userId);
    const refusal = this.#refuse(identify);
    if (refusal !== undefined || assignment === undefined) return refusal ?? refusals.invalidSession;
    assignment.used = true;
    const session = new VoiceSession({
      assignment,
      ssrc: this.#freeSsrc(),
      maxDaveVersion: identify.maxDaveVersion,
      replayBufferSize: options.replayBufferSize,
      firstSequence: options.firstSequence,
    });
    sessions.add(session);
    session.attach(socket);
    const ready = {
      ssrc: session.ssrc,
      ip: socket.localAddress,
      port: this.#options.udpPort,
      modes: options.modes,
      // "An erroneous field and should be ignored."
      heartbeat_interval: 1,
      experiments: [],
      streams: [],
    };
    socket.send(encodeJson(VoiceOpcode.Ready, ready));
    return undefined;
  }

  resume(socket: VoiceSocket, d: unknown): VoiceRefusal | undefined {
    if (socket.session !== undefined) return refusals.again;
    const resume = readResume(d);
    if (resume === undefined) return refusals.malformed;
    const { sessions, disturbance, stats } = this.#options;
    const session = sessions.byToken(resume.token);
    if (session === undefined) return refusals.invalidSession;
    const { guildId, sessionId } = session.assignment;
    if (guildId !== resume.guildId || sessionId !== resume.sessionId) return refusals.invalidSession;
    const missed = session.missedSince(resume.acknowledged);
    if (missed === undefined || disturbance.resumes.take()) {
      sessions.end(session);
      return refusals.invalidSession;
    }
    const former = session.socket;
    sessions.keep(session);
    session.attach(socket);
    // A connection that has been replaced, often a dead one, has no use any more.
    former?.destroy();
    stats.count("resumes");
    socket.send(encodeJson(VoiceOpcode.Resumed, null));
    for (const message of missed) socket.send(message);
    return undefined;
  }

  #refuse(identify: IdentifyPayload): VoiceRefusal | undefined {
    const { world, options } = this.#options;
    if (!world.knowsGuild(identify.guildId)) return refusals.noServer;
    const assignment = world.assignment(identify.guildId, identify.userId);
    if (assignment === undefined || assignment.sessionId !== identify.sessionId) return refusals.invalidSession;
    if (assignment.token !== identify.token) {
      // A place that was given up since is no longer valid; one that was never given is wrong.
      return world.wasGiven(identify.token) ? refusals.invalidSession : refusals.authentication;
    }
    if (assignment.used) return refusals.invalidSession;
    if (!this.#options.serves(assignment.endpoint)) return refusals.noServer;
    const needsDave = options.requireDave && options.daveVersion > 0 && !world.isStage(assignment.channelId);
    return needsDave && identify.maxDaveVersion === 0 ? refusals.dave : undefined;
  }

  #freeSsrc(): number {
    const { world, sessions } = this.#options;
    for (;;) {
      const ssrc = 1 + Math.floor(world.random() * 0x000f_ffff);
      if (sessions.bySsrc(ssrc) === undefined) return ssrc;
    }
  }
}
