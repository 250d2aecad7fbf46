import type { Sandbox, VoiceMember } from "@zignal/sandbox";
import { createSandbox } from "@zignal/sandbox";
import { describe, it } from "vitest";
import { numberedFrames } from "./frames.ts";
import { heardBy, VoiceBot } from "./voice-bots.ts";

const channel = "Voice Lounge";
const people = ["member-1", "member-2", "member-3", "member-4"];

/** The same numbers in `[0, 1)` for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** People come and go, connections are cut, keys are broken; in the order of chance, and without waiting for any of it. */
async function trouble(sandbox: Sandbox, botIds: readonly string[], seed: number): Promise<Map<string, VoiceMember>> {
  const random = seeded(seed);
  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error("there is nothing to pick");
    return item;
  };
  const inside = new Map<string, VoiceMember>();
  const joins: Promise<unknown>[] = [];
  const { voice } = sandbox.faults;
  const comeOrGo = (): void => {
    const name = pick(people);
    const member = inside.get(name);
    inside.delete(name);
    if (member !== undefined) void member.leave();
    else {
      const joining = sandbox.user(name).joinVoice(channel);
      joins.push(joining.then((joined) => inside.set(name, joined)));
    }
  };
  const menu = [
    comeOrGo,
    comeOrGo,
    comeOrGo,
    () => voice.cut({ userId: pick(botIds) }),
    () => voice.cut({ userId: pick(botIds) }),
    () => voice.cut({ userId: pick(botIds), code: 4006 }),
    () => voice.corruptCommits(),
    () => voice.corruptWelcomes(),
    () => voice.withholdCommits(),
    () => voice.loseMessages(pick([5, 23, 26, 28, 31])),
    () => voice.downgrade(),
    () => voice.upgrade(),
  ];
  for (let step = 0; step < 20; step++) {
    pick(menu)();
    // Something arrives in between, or nothing.
    if (random() < 0.5) await sandbox.waitForEvent("NOTHING", undefined, random() * 30).catch(() => undefined);
  }
  await Promise.all(joins);
  sandbox.faults.clear();
  voice.upgrade();
  // Nobody is to wait for what was lost for good: the network dies once more.
  voice.cut();
  return inside;
}

describe("whatever happens to a call", () => {
  it.for([1, 2, 3, 4])("in the end everybody shares keys and hears all of it (%i)", async (seed, { expect }) => {
    await using sandbox = await createSandbox({ members: 4, voice: { transitionTimeoutMs: 100 } });
    const options = { backoff: { baseDelayMs: 5, maxDelayMs: 20 } };
    await using botA = await VoiceBot.start(sandbox, undefined, options);
    await using botB = await VoiceBot.start(sandbox, "Second Bot", options);
    const [a, b] = await Promise.all([botA.join(sandbox), botB.join(sandbox)]);
    const inside = await trouble(sandbox, [botA.botId, botB.botId], seed);
    const members = [...inside.values()];
    const everybody = (): string =>
      [
        ...[a, b].map(({ status, isEncrypted, privacyCode }) => `${status} ${isEncrypted} ${privacyCode}`),
        ...members.map(
          ({ connected, canSpeak, privacyCode }) => `${connected ? "ready" : "away"} ${canSpeak} ${privacyCode}`,
        ),
      ].join("\n");
    // Who has not noticed the last cut yet looks ready, and is not; nor is who still speaks in the clear after a downgrade.
    const agreed = (): boolean =>
      sandbox.stats().voice.connections === 2 + members.length && /^(ready true \d{30})(\n\1)*$/.test(everybody());
    await expect.poll(() => agreed() || everybody(), { timeout: 8_000 }).toBe(true);
    const heard = heardBy(b);
    const before = members.map((member) => member.heard.length);
    const sent = numberedFrames(10);
    for (const frame of sent) expect(a.sendFrame(frame)).toBe(true);
    await expect.poll(() => heard).toEqual(sent);
    for (const [index, member] of members.entries()) {
      await expect.poll(() => member.heard.slice(before[index]).map(({ opus }) => opus)).toEqual(sent);
    }
    expect(sandbox.stats().voice).toMatchObject({ nonceReuses: 0, plainFrames: 0, rejections: [] });
  });
});
