import type { Sandbox } from "../src/index.ts";
import type { RawGatewayClient } from "./raw-gateway-client.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- a test reads whatever arrived
type Interaction = any;

/** A bot without a library: a gateway connection and plain requests. */
export class TestBot {
  readonly #sandbox: Sandbox;
  readonly gateway: RawGatewayClient;

  private constructor(sandbox: Sandbox, gateway: RawGatewayClient) {
    this.#sandbox = sandbox;
    this.gateway = gateway;
  }

  static async connect(sandbox: Sandbox, gateway: RawGatewayClient): Promise<TestBot> {
    await gateway.ready(sandbox.token);
    await gateway.event("GUILD_CREATE");
    return new TestBot(sandbox, gateway);
  }

  async request(method: string, path: string, body?: object): Promise<Interaction> {
    const response = await fetch(this.#sandbox.restUrl + path, {
      method,
      headers: { authorization: `Bot ${this.#sandbox.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  async setCommands(commands: object[]): Promise<void> {
    await this.request("PUT", `/applications/${this.#sandbox.applicationId}/commands`, commands);
  }

  /** Answers every interaction with what `callback` returns; nothing for `undefined`. */
  onInteraction(callback: (interaction: Interaction) => object | undefined): void {
    this.gateway.socket.on("message", (data: Buffer) => {
      const { t, d } = JSON.parse(data.toString());
      if (t !== "INTERACTION_CREATE") return;
      const answer = callback(d);
      if (answer !== undefined) void this.request("POST", `/interactions/${d.id}/${d.token}/callback`, answer);
    });
  }

  followUp(token: string, body: object): Promise<Interaction> {
    return this.request("POST", `/webhooks/${this.#sandbox.applicationId}/${token}`, body);
  }

  editOriginal(token: string, body: object): Promise<Interaction> {
    return this.request("PATCH", `/webhooks/${this.#sandbox.applicationId}/${token}/messages/@original`, body);
  }
}
