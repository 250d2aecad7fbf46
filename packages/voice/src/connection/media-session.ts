import type { Clock, LoggerLike } from "@zignal/errors";
import { VoiceError } from "@zignal/errors";
import { createAesGcmCipher } from "./aes-gcm-cipher.ts";
import { DaveCall } from "./dave/dave-call.ts";
import type { CreateDaveSession } from "./dave/dave-session.ts";
import type { OwnAddress } from "./ip-discovery.ts";
import type { LinkCounts } from "./link-counts.ts";
import type { NonceCounters } from "./nonce-counter.ts";
import { PacketReceiver } from "./packet-receiver.ts";
import { PacketSender } from "./packet-sender.ts";
import { SpeakingState } from "./speaking-state.ts";
import type { CreateCipher, EncryptionMode } from "./transport-cipher.ts";
import { chooseMode } from "./transport-cipher.ts";
import type { OpenUdpSocket } from "./udp-socket.ts";
import { UdpTransport } from "./udp-transport.ts";
import type { VoiceMessage } from "./voice-message.ts";
import type { VoicePacket } from "./voice-packet.ts";
import { speakingText } from "./voice-payload.ts";
import { loadXChaChaCipher } from "./xchacha-cipher.ts";

export interface MediaOptions {
  readonly userId: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: LoggerLike;
  readonly openUdpSocket: OpenUdpSocket;
  readonly createDaveSession: CreateDaveSession;
  readonly preferredMode: EncryptionMode;
  readonly nonces: NonceCounters;
  readonly counts: LinkCounts;
  /** Sends a message by the voice gateway; `false` when it is not connected. */
  readonly send: (data: string | Uint8Array) => boolean;
  readonly isConnected: () => boolean;
  readonly otherUsers: () => readonly string[];
  readonly onDiscovered: (own: OwnAddress) => void;
  readonly onFailed: (error: VoiceError, fatal: boolean) => void;
  readonly onKeyExhausted: () => void;
  readonly onPacket: (packet: VoicePacket) => void;
  /** Whether audio may flow, or the state of encryption, may be another. */
  readonly onChange: () => void;
}

/** Audio of one voice connection, in both directions: UDP, transport encryption, DAVE, and who is speaking. */
export class MediaSession {
  readonly dave: DaveCall;
  readonly receiver: PacketReceiver;
  readonly #options: MediaOptions;
  readonly #speaking: SpeakingState;
  #transport: UdpTransport | undefined;
  #ssrc = 0;
  #mode: EncryptionMode | undefined;
  #createCipher: CreateCipher = createAesGcmCipher;
  #sender: PacketSender | undefined;
  #key: Uint8Array | undefined;

  constructor(options: MediaOptions) {
    this.#options = options;
    this.#speaking = new SpeakingState((flags) => options.send(speakingText(flags, this.#ssrc)));
    this.dave = new DaveCall({
      userId: options.userId,
      createSession: options.createDaveSession,
      otherUsers: options.otherUsers,
      send: options.send,
      deliver: options.onPacket,
      onChange: options.onChange,
      clock: options.clock,
      logger: options.logger,
    });
    const { counts, clock } = options;
    this.receiver = new PacketReceiver({
      counts,
      now: () => clock.now(),
      onFrame: (packet) => this.dave.open(packet),
    });
  }

  get mode(): EncryptionMode | undefined {
    return this.#mode;
  }

  /** Time that a keep-alive took to come back, in milliseconds. */
  get roundTripMs(): number | undefined {
    return this.#transport?.roundTripMs;
  }

  /** Whether frames may go out now. */
  get canSend(): boolean {
    if (this.#sender === undefined || !this.dave.canSend) return false;
    // The server has to hear of the stream before its first packet.
    return this.#speaking.isAnnounced || this.#options.isConnected();
  }

  /** Opens UDP to a voice server, with the best of the encryption modes that it offers, and asks for the own address. */
  open({ ssrc, ip, port, modes }: { ssrc: number; ip: string; port: number; modes: readonly string[] }): void {
    this.#transport?.close();
    const mode = chooseMode(modes, this.#options.preferredMode);
    if (mode === undefined) {
      const offered = modes.join(", ");
      const message = `The voice server offers no encryption mode that is still in use (it offers: ${offered})`;
      return this.#options.onFailed(new VoiceError(message), true);
    }
    this.#ssrc = ssrc;
    this.#mode = mode;
    this.#createCipher = createAesGcmCipher;
    const transport: UdpTransport = new UdpTransport(ip, port, {
      clock: this.#options.clock,
      openSocket: this.#options.openUdpSocket,
      counts: this.#options.counts,
      ssrc,
      onDiscovered: (own) => {
        if (mode === "aead_xchacha20_poly1305_rtpsize") void this.#loadXChaCha(transport, own);
        else this.#options.onDiscovered(own);
      },
      onDatagram: (datagram) => this.receiver.receive(datagram),
    });
    this.#transport = transport;
  }

  /** Opcode 4 has come: packets may flow. */
  start(mode: string, secretKey: Uint8Array, daveVersion: number, channelId: string): void {
    const transport = this.#transport;
    if (transport === undefined) return;
    if (mode !== this.#mode) {
      const message = `The voice server chose the encryption mode ${mode}, which was not asked for`;
      return this.#options.onFailed(new VoiceError(message), true);
    }
    // The same key again is the same session: its counters and its group go on.
    if (this.#key !== undefined && Buffer.compare(this.#key, secretKey) === 0) return;
    this.#key = secretKey;
    const cipher = this.#createCipher(secretKey);
    this.#sender = new PacketSender({
      ssrc: this.#ssrc,
      cipher,
      nonces: this.#options.nonces.for(secretKey, this.#options.onKeyExhausted),
      random: this.#options.random,
      send: (packet) => transport.send(packet),
    });
    this.receiver.start(this.#ssrc, cipher);
    this.dave.start(daveVersion, channelId);
    this.#speaking.introduce();
    this.#options.onChange();
  }

  /** Ends the session: its keys and its socket are not used again. */
  end(): void {
    this.#transport?.close();
    this.#transport = undefined;
    this.#sender = undefined;
    this.#key = undefined;
    this.#mode = undefined;
    this.receiver.stop();
    this.dave.stop();
    this.#speaking.reset();
    this.#options.onChange();
  }

  /** The voice gateway is there again. */
  resumed(): void {
    this.#speaking.repeat();
    this.dave.resumed();
  }

  setSpeaking(flags: number): void {
    if (this.#sender === undefined) return this.#speaking.prepare(flags);
    this.#speaking.set(flags);
  }

  /** @returns `false` when the frame was not sent: there is no session, or no keys to encrypt it with. */
  sendFrame(opus: Uint8Array): boolean {
    const sender = this.#sender;
    if (sender === undefined || !this.#speaking.announce()) return false;
    const frame = this.dave.encrypt(opus);
    if (frame === undefined) return false;
    const length = sender.send(frame);
    if (length === 0) return false;
    this.#options.counts.packetsSent += 1;
    this.#options.counts.bytesSent += length;
    return true;
  }

  /** Makes a packet without sending it; `undefined` when there is no session, or no keys. */
  createPacket(opus: Uint8Array): Buffer | undefined {
    const frame = this.#sender === undefined ? undefined : this.dave.encrypt(opus);
    return frame === undefined ? undefined : this.#sender?.create(frame);
  }

  /** Sends a packet that {@link createPacket} made. */
  sendPacket(packet: Buffer): boolean {
    if (this.#transport === undefined || this.#sender === undefined || !this.#speaking.announce()) return false;
    this.#transport.send(packet);
    this.#options.counts.packetsSent += 1;
    this.#options.counts.bytesSent += packet.length;
    return true;
  }

  receive(message: VoiceMessage): void {
    if (message.type === "speaking") {
      this.receiver.assign(message.ssrc, message.userId);
      this.dave.retry();
    } else {
      if (message.type === "clientDisconnect") this.receiver.userLeft(message.userId);
      this.dave.receive(message);
    }
  }

  async #loadXChaCha(transport: UdpTransport, own: OwnAddress): Promise<void> {
    this.#createCipher = await loadXChaChaCipher();
    if (this.#transport === transport) this.#options.onDiscovered(own);
  }
}
