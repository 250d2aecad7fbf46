import type { Sandbox } from "@zignal/sandbox";
import type { APIGatewayBotInfo } from "@zignal/types";
import { Gateway } from "../src/index.ts";
import type { GatewayOptions } from "../src/index.ts";

/** A gateway on a sandbox, with pauses short enough for a test. */
export function gatewayOn(sandbox: Sandbox, options: Partial<GatewayOptions> = {}): Gateway {
  const headers = { authorization: `Bot ${sandbox.token}` };
  return new Gateway({
    token: sandbox.token,
    intents: { guilds: true, guildMessages: true, messageContent: true, guildMembers: true },
    rest: {
      gateway: {
        getBotGateway: async () =>
          (await (await fetch(`${sandbox.restUrl}/gateway/bot`, { headers })).json()) as APIGatewayBotInfo,
      },
    },
    backoff: { baseDelayMs: 20, maxDelayMs: 200 },
    ...options,
  });
}

/** The contents of messages as they arrive, and a way to wait for one. */
export class MessageLog {
  readonly contents: string[] = [];
  readonly #waiting = new Map<string, () => void>();

  constructor(gateway: Gateway) {
    gateway.on("dispatch", ({ t, d }) => {
      if (t !== "MESSAGE_CREATE") return;
      const { content } = d;
      this.contents.push(content);
      this.#waiting.get(content)?.();
    });
  }

  async until(content: string): Promise<void> {
    if (this.contents.includes(content)) return;
    await new Promise<void>((resolve) => {
      this.#waiting.set(content, resolve);
    });
  }
}
