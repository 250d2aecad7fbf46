import { WebSocket } from "ws";
import type { OpenVoiceSocket } from "./voice-socket.ts";

/** How long the other side may take to answer a close frame, in milliseconds. */
const closeTimeoutMs = 1_000;

/** A WebSocket by `ws`. */
export const openWsVoiceSocket: OpenVoiceSocket = (url, listener) => {
  const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 4 * 2 ** 20 });
  socket.binaryType = "nodebuffer";
  let closing: NodeJS.Timeout | undefined;
  socket.on("open", () => listener.onOpen());
  // With this binaryType every message is one Buffer.
  socket.on("message", (data, isBinary) => listener.onMessage(data as Buffer, isBinary));
  socket.on("error", (error) => listener.onError(error));
  socket.on("close", (code, reason) => {
    clearTimeout(closing);
    listener.onClose(code, reason.toString("utf8"));
  });
  return {
    send: (data) => socket.send(data),
    close(code) {
      closing ??= setTimeout(() => socket.terminate(), closeTimeoutMs);
      closing.unref();
      socket.close(code);
    },
    terminate: () => socket.terminate(),
  };
};
