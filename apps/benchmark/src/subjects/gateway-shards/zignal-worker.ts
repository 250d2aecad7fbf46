/** The module of a worker: counts, and tells at every mark what it has counted. */
import { BroadcastChannel } from "node:worker_threads";
import { gatewayWorker } from "@zignal/gateway";
import { markEvent } from "../../servers/dispatch-events.ts";
import type { WorkerCount } from "./zignal.ts";

await gatewayWorker((gateway) => {
  const told = new BroadcastChannel("zignal-benchmark");
  const tell = (message: WorkerCount): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- between threads there is none
    told.postMessage(message);
  };
  let count = 0;
  gateway.on("dispatch", ({ t }) => {
    const name: string = t;
    if (name !== markEvent) {
      count += 1;
      return;
    }
    tell({ name: "counted", count });
    count = 0;
    tell({ name, count: 1 });
  });
});
