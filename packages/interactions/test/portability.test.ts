import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createInteractionServer, defineButton, InteractionHandler } from "../src/index.ts";
import { button, slashCommand } from "./incoming.ts";
import { RecordingRest } from "./recording-rest.ts";

const folder = join(import.meta.dirname, "../src");

function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("where there is no node (Bun, Deno, Workers)", () => {
  it("imports no modules of node and uses none of its globals, but for the command line", () => {
    const files = globSync("**/*.ts", { cwd: folder }).filter((file) => file !== "cli.ts");
    expect(files.length).toBeGreaterThan(50);
    const forNode =
      /^(?:import|export) (?!type)[^;]*? from "node:|\bBuffer\.|\bprocess\.\w|\bsetImmediate\(|\brequire\(/m;
    expect(files.filter((file) => forNode.test(readFileSync(join(folder, file), "utf8")))).toEqual([]);
  });

  it("serves, signs and waits without process and setImmediate", async () => {
    const keys = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
    if (!("privateKey" in keys)) throw new Error("Ed25519 has pairs of keys");
    const publicKey = hex(await crypto.subtle.exportKey("raw", keys.publicKey));
    for (const name of ["process", "setImmediate"]) vi.stubGlobal(name, undefined);
    const handler = new InteractionHandler({ rest: new RecordingRest(), autoDefer: true });
    const pay = defineButton("pay/:amount", {
      signWith: "a secret of the bot",
      execute: (ctx) => ctx.update(ctx.params.amount),
    });
    handler.registerComponentHandler(pay);
    handler.registerSlashCommand({ name: "x", description: "x", execute: (ctx) => ctx.reply("Hello") });
    const serve = createInteractionServer(handler, { publicKey });
    const answers: unknown[] = [];
    for (const interaction of [slashCommand("x"), button(pay.customId({ amount: 5 }))]) {
      const body = JSON.stringify(interaction);
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signature = await crypto.subtle.sign(
        "Ed25519",
        keys.privateKey,
        new TextEncoder().encode(timestamp + body),
      );
      const headers = { "x-signature-ed25519": hex(signature), "x-signature-timestamp": timestamp };
      const response = await serve(new Request("https://bot.example/", { method: "POST", headers, body }));
      answers.push(await response.json());
    }
    vi.unstubAllGlobals();
    expect(answers).toEqual([
      { type: 4, data: { content: "Hello" } },
      { type: 7, data: { content: "5" } },
    ]);
  });
});
