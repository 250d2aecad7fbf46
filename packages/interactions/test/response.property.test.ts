import { fc, test } from "@fast-check/vitest";
import type { MessageBody } from "@zignal/builders";
import { FakeClock } from "@zignal/errors/testing";
import { describe, expect } from "vitest";
import type { InteractionResponseBody } from "../src/index.ts";
import { InteractionError } from "../src/index.ts";
import { Responder } from "../src/responder.ts";
import { conversation } from "../src/waiting/conversation.ts";
import { Waiters } from "../src/waiting/waiters.ts";
import { RecordingRest } from "./recording-rest.ts";

type Act = (responder: Responder) => Promise<unknown>;

const message: MessageBody = { content: "x" };
const secret: MessageBody = { content: "secret", flags: 64 };

const acts: Record<string, Act> = {
  reply: (responder) => responder.message("reply", message),
  secret: (responder) => responder.message("reply", secret),
  update: (responder) => responder.message("update", message),
  defer: (responder) => responder.first({ wish: "defer", ephemeral: false, byItself: false }, { type: 5 }),
  deferByItself: (responder) => responder.first({ wish: "defer", ephemeral: false, byItself: true }, { type: 5 }),
  deferUpdate: (responder) => responder.first({ wish: "deferUpdate", byItself: true }, { type: 6 }),
  choices: (responder) => responder.first({ wish: "choices" }, { type: 8, data: { choices: [] } }),
  edit: (responder) => responder.edit(message),
  followUp: (responder) => responder.followUp(message),
  secretFollowUp: (responder) => responder.followUp(secret),
  delete: (responder) => responder.delete(),
};

/** What is done one after the other, or all at once; and which of the calls fail. */
const script = fc.record({
  steps: fc.array(fc.array(fc.constantFrom(...Object.keys(acts)), { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
  failures: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
});

describe("whatever a handler and the deadline do, in turn or at once", () => {
  test.prop([script], { numRuns: 500 })(
    "one first answer succeeds at most, nothing follows before it, and nothing private becomes public",
    async ({ steps, failures }) => {
      const rest = new RecordingRest();
      const succeeded: InteractionResponseBody[] = [];
      let inFlight = 0;
      let call = 0;
      rest.before = (method) => {
        expect(method === "createInteractionResponse" || succeeded.length === 1).toBe(true);
        if (failures[call++] ?? false) throw new Error("refused");
      };
      const responder = new Responder(
        rest,
        { id: "1", token: "t", applicationId: "900" },
        async (body) => {
          expect(++inFlight).toBe(1);
          await Promise.resolve();
          inFlight--;
          if (failures[call++] ?? false) throw new Error("refused");
          succeeded.push(body);
        },
        new Waiters(new FakeClock()),
        conversation,
      );
      for (const step of steps) {
        const results = await Promise.allSettled(step.map((name) => acts[name]?.(responder)));
        for (const result of results) {
          if (result.status === "fulfilled") continue;
          const { reason } = result;
          expect(reason instanceof InteractionError || (reason instanceof Error && reason.message === "refused")).toBe(
            true,
          );
        }
        expect(responder.hasSpoken).toBe(succeeded.length > 0);
      }
      expect(succeeded.length).toBeLessThanOrEqual(1);
      const [first] = succeeded;
      for (const [method, , , body] of rest.calls) {
        // An edit of a public deferral would show it to all.
        if (method === "updateOriginalWebhookMessage" && first?.type === 5)
          expect(body).not.toMatchObject({ content: "secret" });
      }
    },
  );
});
