/** The part of a WebSocket that a voice connection uses. */
export interface VoiceSocket {
  /** Sends a text or a binary message. Only called between `onOpen` and `onClose`. */
  send(data: string | Uint8Array): void;
  /** Starts the closing handshake. */
  close(code: number): void;
  /** Ends the connection at once, in any state, without a word to the other side. */
  terminate(): void;
}

export interface VoiceSocketListener {
  onOpen(): void;
  onMessage(data: Buffer, isBinary: boolean): void;
  /** Called once, at the latest; 1006 when the connection broke. */
  onClose(code: number, reason: string): void;
  /** What went wrong, for the report; `onClose` follows. */
  onError(error: Error): void;
}

/** Opens a WebSocket; replace it in tests. */
export type OpenVoiceSocket = (url: string, listener: VoiceSocketListener) => VoiceSocket;
