/** A bot in a worker, which tells the test what it has handled; for tests that kill it. */
import { BroadcastChannel } from "node:worker_threads";
import { gatewayWorker } from "../src/index.ts";

const misdeeds: Record<string, () => void> = {
  exit: () => process.exit(3),
  loop: () => {
    for (;;);
  },
  "exit later": () => void setImmediate(() => process.exit(3)),
  "throw later": () => {
    setImmediate(() => {
      throw new Error("nobody catches this");
    });
  },
  hoard: () => {
    for (const hoard: unknown[] = []; ;) hoard.push(Array.from({ length: 100_000 }, () => ({})));
  },
};

await gatewayWorker((gateway, data) => {
  const { channel, fail, mode } = data as { channel: string; fail?: string; mode?: string };
  const told = new BroadcastChannel(channel);
  told.unref();
  if (fail !== undefined) throw new Error(fail);
  if (mode === "never done") {
    // oxlint-disable-next-line typescript/no-misused-promises -- asynchronous listeners are what it is about
    gateway.on("dispatch", async ({ t }) => {
      if (t === "MESSAGE_CREATE") await new Promise<never>(() => undefined);
    });
  }
  gateway.on("dispatch", ({ t, d }, shardId) => {
    if (t !== "MESSAGE_CREATE") return;
    const { content } = d;
    if (content.startsWith("busy ")) {
      const until = performance.now() + Number(content.slice(5));
      while (performance.now() < until);
    }
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- between threads there is none
    told.postMessage({ content, shardId, at: "handled" });
    misdeeds[content]?.();
  });
});
