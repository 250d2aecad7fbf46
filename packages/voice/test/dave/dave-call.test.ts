import { silentLogger } from "@zignal/errors";
import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import { DaveCall } from "../../src/connection/dave/dave-call.ts";
import type { VoicePacket } from "../../src/index.ts";
import { daveFrame, FakeDaveSession } from "./fake-dave.ts";

const opus = Buffer.from([0xfc, 1, 2, 3]);
const silence = Buffer.from([0xf8, 0xff, 0xfe]);

/** A call with fake MLS, and what it sent and delivered. */
class CallBench {
  readonly clock = new FakeClock();
  readonly sessions: FakeDaveSession[] = [];
  readonly json: unknown[] = [];
  readonly binary: [op: number, body: string][] = [];
  readonly heard: string[] = [];
  readonly users: string[] = ["1", "2"];
  readonly call: DaveCall = new DaveCall({
    userId: "9",
    createSession: (version, _userId, channelId) => {
      const session = new FakeDaveSession(version, channelId);
      this.sessions.push(session);
      return session;
    },
    otherUsers: () => this.users,
    send: (data) => {
      if (typeof data === "string") this.json.push(JSON.parse(data));
      else this.binary.push([data[0] ?? 0, Buffer.from(data.subarray(1)).toString()]);
    },
    deliver: ({ userId, opus: frame }) => this.heard.push(`${userId} ${Buffer.from(frame).toString("latin1")}`),
    onChange: () => undefined,
    clock: this.clock,
    logger: silentLogger,
  });
  #sequence = 0;

  frame(userId: string, frame: Uint8Array): void {
    this.#sequence += 1;
    const packet: VoicePacket = {
      ssrc: Number(userId),
      userId,
      sequence: this.#sequence,
      timestamp: 0,
      opus: frame,
      receivedAtMs: this.clock.now(),
    };
    this.call.open(packet);
  }

  commit(key: string, transitionId = 1): void {
    this.call.receive({ type: "commit", transitionId, payload: Buffer.from(key) });
  }

  /** In a group, with version 1 in force. */
  static inGroup(): CallBench {
    const bench = new CallBench();
    bench.call.start(1, "channel");
    bench.call.receive({ type: "externalSender", payload: Buffer.from("sender") });
    bench.commit("k1");
    bench.json.length = 0;
    bench.binary.length = 0;
    return bench;
  }
}

describe("sending in an encrypted call", () => {
  it("nothing goes out in the clear, before the group, in it, and when it is made anew", () => {
    const bench = new CallBench();
    bench.call.start(1, "channel");
    expect([bench.call.canSend, bench.call.encrypt(opus)]).toEqual([false, undefined]);
    bench.commit("k1");
    expect(bench.call.encrypt(opus)).toEqual(daveFrame("k1", opus.toString("latin1")));
    bench.call.receive({ type: "prepareEpoch", epoch: 1, version: 1 });
    expect([bench.call.canSend, bench.call.encrypt(opus)]).toEqual([false, undefined]);
    bench.commit("k2", 2);
    expect(bench.call.encrypt(opus)).toEqual(daveFrame("k2", opus.toString("latin1")));
  });

  it("a frame that comes back without the trailer is not sent", () => {
    const bench = CallBench.inGroup();
    const session = bench.sessions[0];
    if (session !== undefined) session.encrypt = () => opus;
    expect(bench.call.encrypt(opus)).toBeUndefined();
    if (session !== undefined) {
      session.encrypt = () => {
        throw new Error("NotReady");
      };
    }
    expect(bench.call.encrypt(opus)).toBeUndefined();
    expect(bench.call.getStats().encryptFailures).toBe(2);
  });

  it("silence is never encrypted", () => {
    expect(CallBench.inGroup().call.encrypt(silence)).toBe(silence);
  });

  it("an upgrade goes on in the clear until it is executed, then encrypted", () => {
    const bench = new CallBench();
    bench.call.start(0, "channel");
    bench.call.receive({ type: "prepareEpoch", epoch: 1, version: 1 });
    bench.commit("k1", 5);
    expect(bench.call.encrypt(opus)).toBe(opus);
    bench.call.receive({ type: "executeTransition", transitionId: 5 });
    expect(bench.call.encrypt(opus)).toEqual(daveFrame("k1", opus.toString("latin1")));
  });
});

describe("receiving in an encrypted call", () => {
  it("frames that wait for a commit are opened in order when it has come, before newer ones", () => {
    const bench = CallBench.inGroup();
    bench.frame("1", daveFrame("k2", "a"));
    bench.frame("2", daveFrame("k2", "b"));
    bench.frame("1", daveFrame("k2", "c"));
    expect(bench.heard).toEqual([]);
    bench.commit("k2", 2);
    bench.frame("1", daveFrame("k2", "d"));
    expect(bench.heard).toEqual(["1 a", "1 c", "2 b", "1 d"]);
    expect(bench.call.getStats().decryptFailures).toBe(0);
  });

  it("late frames of the old keys do not cost those that wait for the new ones", () => {
    const bench = CallBench.inGroup();
    bench.frame("1", daveFrame("k2", "new"));
    bench.frame("1", daveFrame("k1", "late"));
    bench.commit("k2", 2);
    expect(bench.heard).toEqual(["1 late", "1 new"]);
  });

  it("frames of a group that is made anew are opened for ten more seconds", async () => {
    const bench = CallBench.inGroup();
    bench.call.receive({ type: "prepareEpoch", epoch: 1, version: 1 });
    bench.commit("k2", 2);
    bench.frame("1", daveFrame("k1", "in flight"));
    expect(bench.heard).toEqual(["1 in flight"]);
    await bench.clock.advance(10_000);
    bench.frame("1", daveFrame("k1", "too late"));
    expect(bench.heard).toHaveLength(1);
  });

  it("what waits is bounded in time and number, and counted when it is given up", async () => {
    const bench = CallBench.inGroup();
    for (let index = 0; index < 60; index++) bench.frame("1", daveFrame("kx", String(index)));
    expect(bench.call.getStats().decryptFailures).toBe(10);
    await bench.clock.advance(1_001);
    bench.commit("kx", 2);
    expect(bench.heard).toEqual([]);
    expect(bench.call.getStats().decryptFailures).toBe(60);
  });

  it("clear frames are refused, silence is not", () => {
    const bench = CallBench.inGroup();
    bench.frame("1", opus);
    bench.frame("1", silence);
    expect(bench.heard).toEqual([`1 ${silence.toString("latin1")}`]);
    expect(bench.call.getStats().refusedClear).toBe(1);
  });

  it("after an upgrade clear frames end with the ten seconds (others let them in for ever)", async () => {
    const bench = new CallBench();
    bench.call.start(0, "channel");
    bench.call.receive({ type: "prepareEpoch", epoch: 1, version: 1 });
    bench.commit("k1", 5);
    bench.call.receive({ type: "executeTransition", transitionId: 5 });
    bench.frame("1", opus);
    await bench.clock.advance(10_000);
    bench.frame("1", opus);
    expect(bench.heard).toHaveLength(1);
    expect(bench.call.getStats().refusedClear).toBe(1);
  });

  it("after a downgrade frames in flight are opened, and ciphertext is never handed out as Opus", () => {
    const bench = CallBench.inGroup();
    bench.call.receive({ type: "prepareTransition", transitionId: 3, version: 0 });
    bench.frame("1", Buffer.from("early"));
    bench.call.receive({ type: "executeTransition", transitionId: 3 });
    bench.frame("1", daveFrame("k1", "in flight"));
    bench.frame("1", daveFrame("other key", "unreadable"));
    bench.frame("1", Buffer.from("clear"));
    expect(bench.heard).toEqual(["1 early", "1 in flight", "1 clear"]);
  });

  it("a call that never was encrypted passes Opus that looks like DAVE by chance", () => {
    const bench = new CallBench();
    bench.call.start(0, "channel");
    const lookalike = daveFrame("any", "thing");
    bench.frame("1", lookalike);
    expect(bench.heard).toHaveLength(1);
  });

  it("a member who stays unreadable long after a transition makes the bot ask anew, once", async () => {
    const bench = CallBench.inGroup();
    await bench.clock.advance(10_000);
    for (let index = 0; index < 80; index++) bench.frame("1", daveFrame("kx", String(index)));
    expect(bench.json).toEqual([{ op: 31, d: { transition_id: 1 } }]);
    expect(bench.binary).toEqual([[26, "key package"]]);
  });

  it("somebody who is not in the group does not", async () => {
    const bench = CallBench.inGroup();
    await bench.clock.advance(10_000);
    for (let index = 0; index < 80; index++) bench.frame("7", daveFrame("kx", String(index)));
    expect(bench.json).toEqual([]);
  });
});

describe("MLS messages", () => {
  it("the external sender may come before the session, or after the key package", () => {
    const early = new CallBench();
    early.call.receive({ type: "externalSender", payload: Buffer.from("sender") });
    early.call.start(1, "channel");
    expect(early.sessions[0]?.externalSender).toBe("sender");
    const late = new CallBench();
    late.call.start(1, "channel");
    late.call.receive({ type: "externalSender", payload: Buffer.from("sender") });
    expect(late.sessions[0]?.externalSender).toBe("sender");
    // A group that is made anew needs it again.
    late.call.receive({ type: "prepareEpoch", epoch: 1, version: 1 });
    expect(late.sessions[1]?.externalSender).toBe("sender");
  });

  it("proposals are answered with commit and welcome; those that came too early are tried again", () => {
    const bench = new CallBench();
    bench.call.start(1, "channel");
    bench.binary.length = 0;
    bench.call.receive({ type: "proposals", operation: 0, payload: Buffer.from("3") });
    bench.call.receive({ type: "externalSender", payload: Buffer.from("sender") });
    expect(bench.binary).toEqual([]);
    bench.users.push("3");
    bench.call.receive({ type: "clientsConnect", userIds: ["3"] });
    expect(bench.binary).toEqual([[28, "commitwelcome"]]);
  });

  it("an invalid commit is answered with op 31 and a new key package, and further ones with nothing", () => {
    const bench = CallBench.inGroup();
    bench.commit("bad", 0);
    bench.commit("bad", 8);
    expect(bench.json).toEqual([{ op: 31, d: { transition_id: 0 } }]);
    expect(bench.binary).toEqual([[26, "key package"]]);
    expect(bench.call.canSend).toBe(false);
    bench.call.receive({ type: "welcome", transitionId: 9, payload: Buffer.from("k3") });
    expect(bench.json.at(-1)).toEqual({ op: 23, d: { transition_id: 9 } });
    expect(bench.call.canSend).toBe(true);
  });

  it("nothing that MLS throws gets out, and it is counted", () => {
    const bench = new CallBench();
    bench.call.receive({ type: "commit", transitionId: 1, payload: Buffer.from("bad") });
    bench.call.start(1, "channel");
    bench.call.receive({ type: "proposals", operation: 0, payload: Buffer.from("3") });
    bench.call.receive({ type: "welcome", transitionId: 1, payload: Buffer.from("bad") });
    expect(bench.call.getStats()).toMatchObject({ mlsFailures: 2, recoveries: 1 });
  });

  it("the group of another channel is another group", () => {
    const bench = CallBench.inGroup();
    bench.call.changeChannel("other");
    expect(bench.sessions.map(({ channelId }) => channelId)).toEqual(["channel", "other"]);
    expect(bench.binary).toEqual([[26, "key package"]]);
  });
});
