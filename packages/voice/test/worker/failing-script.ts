import { voiceWorker } from "../../src/index.ts";

await voiceWorker(() => {
  throw new Error("no such file");
});
