import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import {
  botPermissions,
  cooldown,
  defineComponent,
  defineSlashCommand,
  InteractionHandler,
  localize,
  onlyChannels,
  onlyOwners,
  onlyUsers,
  userPermissions,
} from "../src/index.ts";
import type { Guard, OwnedApplication } from "../src/index.ts";
import { button, slashCommand } from "./incoming.ts";
import { RecordingRest } from "./recording-rest.ts";

/** What a command with these guards says, each time it is called. */
async function answers(guards: readonly Guard[], times = 1, clock?: FakeClock): Promise<unknown[]> {
  const rest = new RecordingRest();
  const handler = new InteractionHandler({ rest });
  handler.registerSlashCommand(
    defineSlashCommand({ name: "x", description: "x", guards, execute: (ctx) => ctx.reply("ran") }),
  );
  for (let time = 0; time < times; time++) {
    await handler.handle(slashCommand("x"));
    clock?.advanceSync(400);
  }
  return rest.callbacks.map((body) => Reflect.get(Object(Reflect.get(Object(body), "data")), "content"));
}

describe("guards", () => {
  it.each<[string, Guard, string]>([
    ["permissions of the user", userPermissions(["kickMembers"]), "You need these permissions: kickMembers"],
    ["permissions of the bot", botPermissions({ sendMessages: true }), "I need these permissions here: sendMessages"],
    ["users", onlyUsers(["1"], { message: "No." }), "No."],
    ["channels", onlyChannels(["1", "2"]), "Use this in <#1>, <#2>."],
    ["one of your own", () => "Not today", "Not today"],
  ])("refuse by %s, and the handler does not run", async (_name, guard, refusal) => {
    expect(await answers([guard])).toEqual([refusal]);
  });

  it("let through who may", async () => {
    const fine = [userPermissions([]), botPermissions([]), onlyUsers(["7"]), onlyChannels(["600"])];
    expect(await answers(fine)).toEqual(["ran"]);
  });

  it("count uses, and let through again when the time is over", async () => {
    const clock = new FakeClock();
    const guard = cooldown({ uses: 2, perMs: 1500, clock });
    expect(await answers([guard], 5, clock)).toEqual([
      "ran",
      "ran",
      "Please wait 1 second.",
      "Please wait 1 second.",
      "ran",
    ]);
    expect(() => cooldown({ perMs: 0 })).toThrow("perMs must be above 0");
    expect(() => cooldown({ uses: 0, perMs: 1 })).toThrow("uses must be a whole number");
  });
});

describe("onlyOwners", () => {
  const alice = { user: { id: "7" }, membership_state: 2 };

  it.each<[string, OwnedApplication, string]>([
    ["the owner", { owner: { id: "7" }, team: null }, "ran"],
    ["nobody else", { owner: { id: "8" } }, "No."],
    ["members of the team", { owner: { id: "team" }, team: { members: [alice] } }, "ran"],
    [
      "none who have not accepted",
      { owner: { id: "7" }, team: { members: [{ ...alice, membership_state: 1 }] } },
      "No.",
    ],
  ])("lets %s through", async (_what, application, answer) => {
    let asked = 0;
    const getMyApplication = async (): Promise<OwnedApplication> => {
      asked++;
      return application;
    };
    expect(await answers([onlyOwners({ applications: { getMyApplication } }, { message: "No." })], 2)).toEqual([
      answer,
      answer,
    ]);
    expect(asked).toBe(1);
  });

  it("asks again when Discord could not say, and lets nobody through meanwhile", async () => {
    let asked = 0;
    const getMyApplication = async (): Promise<OwnedApplication> => {
      if (asked++ === 0) throw new Error("down");
      return { owner: { id: "7" } };
    };
    const [first, second] = await answers([onlyOwners({ applications: { getMyApplication } })], 2);
    expect([first, second]).toEqual(["Something went wrong. Please try again later.", "ran"]);
  });
});

describe("middleware", () => {
  it("runs around every handler in its order, and may keep it from running", async () => {
    const rest = new RecordingRest();
    const handler = new InteractionHandler({ rest });
    const seen: string[] = [];
    handler.registerSlashCommand({ name: "x", description: "x", execute: () => void seen.push("handler") });
    handler.use(async (ctx, next) => {
      seen.push(`before ${ctx.user.username}`);
      await next();
      seen.push("after");
    });
    const stop = handler.use(() => void seen.push("stopped"));
    await handler.handle(slashCommand("x"));
    stop();
    await handler.handle(slashCommand("x"));
    expect(seen).toEqual(["before alice", "stopped", "after", "before alice", "handler", "after"]);
  });
});

function defineOther(): ReturnType<typeof defineComponent<"pay:{amount}">> {
  return defineComponent({ customId: "pay:{amount}", signWith: "the secret of another", execute: () => undefined });
}

describe("signed custom ids", () => {
  const secret = "a secret of the bot";

  it("are found when they are the bot's own, and not when they were changed", async () => {
    const seen: string[] = [];
    const pay = defineComponent({
      customId: "pay:{amount}",
      signWith: secret,
      execute: (ctx) => void seen.push(ctx.params.amount),
    });
    const handler = new InteractionHandler({ rest: new RecordingRest() });
    handler.registerComponentHandler(pay);
    const customId = pay.customId({ amount: 5 });
    expect(customId).toMatch(/^pay:5[\w-]{12}$/);
    await handler.handle(button(customId));
    await handler.handle(button(customId.replace("pay:5", "pay:9")));
    await handler.handle(button("pay:9"));
    await handler.handle(button(defineOther().customId({ amount: 9 })));
    expect(seen).toEqual(["5"]);
  });

  it("say when the signature does not fit, and when the secret is too short", () => {
    const long = defineComponent({ customId: "x:{a}", signWith: secret, execute: () => undefined });
    expect(() => long.customId({ a: "y".repeat(90) })).toThrow("must be at most 88 characters");
    expect(() => defineComponent({ customId: "x", signWith: "short", execute: () => undefined })).toThrow("signWith");
  });
});

describe("localize", () => {
  it("finds the text by locale, language, and order of preference", () => {
    const texts = { "en-US": "Hello", de: "Hallo", "pt-BR": "Olá" };
    expect(localize(texts, "de")).toBe("Hallo");
    expect(localize(texts, "en-GB")).toBe("Hello");
    expect(localize(texts, "ko", "de")).toBe("Hallo");
    expect(localize(texts, undefined, "ko")).toBe("Hello");
  });

  it("speaks the user's language, else the guild's", async () => {
    const seen: string[] = [];
    const handler = new InteractionHandler({ rest: new RecordingRest() });
    handler.registerSlashCommand({
      name: "x",
      description: "x",
      execute: (ctx) =>
        void seen.push(ctx.localize({ ko: "a", de: "Hallo" }), ctx.localize({ ko: "a", "en-US": "Hi" })),
    });
    await handler.handle(slashCommand("x"));
    expect(seen).toEqual(["Hallo", "Hi"]);
  });
});
