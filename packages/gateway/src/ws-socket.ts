import type { ClientOptions } from "ws";
import { WebSocket } from "ws";
import type { GatewaySocket, OpenSocket } from "./socket.ts";

// `closeTimeout` is younger than the types of `ws`.
const options: ClientOptions & { closeTimeout: number } = {
  // The gateway compresses the stream as a whole; compressing each message again only costs.
  perMessageDeflate: false,
  // Text is validated when it is decoded; compressed messages are binary.
  skipUTF8Validation: true,
  // After a close frame of the other side, TCP is not waited for: a dead one would cost half a minute.
  closeTimeout: 1_000,
};

/** A WebSocket by `ws`. */
export const openWsSocket: OpenSocket = (url, listener) => {
  const socket = new WebSocket(url, options);
  socket.binaryType = "nodebuffer";
  socket.on("open", () => listener.onOpen());
  // With this binaryType every message is one Buffer.
  socket.on("message", (data) => listener.onMessage(data as Buffer));
  socket.on("error", (error) => listener.onError(error));
  socket.on("close", (code, reason) => listener.onClose(code, reason.toString("utf8")));
  return {
    send: (text) => socket.send(text),
    close: (code) => socket.close(code),
    terminate: () => socket.terminate(),
  } satisfies GatewaySocket;
};
