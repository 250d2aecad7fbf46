import { describe, expect, it } from "vitest";
import { Gateway } from "../src/index.ts";
import type { Compression } from "../src/index.ts";
import { FakeGateway } from "./fake-gateway.ts";

describe("a gateway over a real socket", () => {
  it.for<Compression>(["none", "zlib-stream", "zstd-stream"])(
    "becomes ready and hands out events (%s)",
    async (compression) => {
      await using server = await FakeGateway.start();
      await using gateway = new Gateway({ token: "t", intents: { guilds: true }, rest: server.rest(), compression });
      const seen: string[] = [];
      gateway.on("dispatch", ({ t }) => seen.push(t));
      await gateway.connect();
      const three = new Promise<void>((resolve) => {
        gateway.on("dispatch", () => {
          if (seen.length === 4) resolve();
        });
      });
      for (const name of ["MESSAGE_CREATE", "TYPING_START", "SOMETHING_NEW"])
        server.last.dispatch(name, { content: "äöü ☃" });
      await three;
      expect(seen).toEqual(["READY", "MESSAGE_CREATE", "TYPING_START", "SOMETHING_NEW"]);
      expect(Object.fromEntries(server.last.url.searchParams)).toEqual({
        v: "10",
        encoding: "json",
        ...(compression === "none" ? {} : { compress: compression }),
      });
      expect(server.last.url.pathname).toBe("/gateway");
    },
  );

  it("resumes after the connection is cut, and loses nothing", async () => {
    await using server = await FakeGateway.start();
    await using gateway = new Gateway({ token: "t", intents: 1, rest: server.rest() });
    const seen: number[] = [];
    gateway.on("dispatch", ({ s }) => seen.push(s));
    await gateway.connect();
    const resumed = new Promise((resolve) => {
      gateway.once("shardResumed", (_id, replayed) => resolve(replayed));
    });
    const first = server.last;
    first.dispatch("MESSAGE_CREATE", {}, false);
    first.dispatch("MESSAGE_CREATE", {}, false);
    first.cut();
    expect(await resumed).toBe(2);
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(server.received(2)).toHaveLength(1);
    expect(server.received(6)).toEqual([{ op: 6, d: { token: "t", session_id: "session-1", seq: 1 } }]);
  });
});
