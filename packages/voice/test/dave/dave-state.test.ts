import { describe, expect, it } from "vitest";
import type { DaveEffect, DaveEvent } from "../../src/connection/dave/dave-events.ts";
import type { DaveState } from "../../src/connection/dave/dave-state.ts";
import { noDave, stepDave } from "../../src/connection/dave/dave-state.ts";

const payload = Buffer.from("payload");
const started: DaveEvent = { type: "sessionStarted", version: 1 };
const changed = (transitionId: number): DaveEvent => ({ type: "groupChanged", transitionId });
const prepare = (transitionId: number, version: number): DaveEvent => ({
  type: "prepareTransition",
  transitionId,
  version,
});
const execute = (transitionId: number): DaveEvent => ({ type: "executeTransition", transitionId });
const newEpoch: DaveEvent = { type: "prepareEpoch", epoch: 1, version: 1 };
const newGroup: DaveEffect[] = [{ type: "createSession", version: 1 }, { type: "sendKeyPackage" }];

function run(events: readonly DaveEvent[], from: DaveState = noDave, nowMs = 0): [DaveState, DaveEffect[]] {
  let state = from;
  let effects: DaveEffect[] = [];
  for (const event of events) [state, effects] = stepDave(state, event, nowMs);
  return [state, effects];
}

describe("DAVE's decisions", () => {
  it("a session with a version begins with a key package; one without does nothing", () => {
    expect(run([started])).toEqual([expect.objectContaining({ version: 1, groupVersion: 1 }), newGroup]);
    expect(run([{ type: "sessionStarted", version: 0 }])).toEqual([noDave, []]);
  });

  it("a commit or welcome is answered with op 23, and in force with op 22", () => {
    const [state, effects] = run([{ type: "sessionStarted", version: 0 }, newEpoch, changed(7)]);
    expect(effects).toEqual([{ type: "sendTransitionReady", transitionId: 7 }, { type: "retryFrames" }]);
    expect(state.version).toBe(0);
    expect(run([execute(7)], state)[0]).toMatchObject({ version: 1, clearUntilMs: 10_000 });
  });

  it("id 0 is in force at once, and not answered (pitfall 30: it is no missing id)", () => {
    const [state, effects] = run([{ type: "sessionStarted", version: 0 }, newEpoch, changed(0)]);
    expect(effects).toEqual([{ type: "retryFrames" }]);
    expect(state.version).toBe(1);
    expect(run([started, prepare(0, 0)])).toEqual([expect.objectContaining({ version: 0 }), []]);
  });

  it("several transitions can be pending, and each leads to its own version", () => {
    const [state] = run([started, prepare(1, 0), prepare(2, 1), changed(3)]);
    expect([...state.pending]).toEqual([
      [1, 0],
      [2, 1],
      [3, 1],
    ]);
    const [down] = run([execute(1)], state);
    expect(down.version).toBe(0);
    const [up] = run([execute(3)], down);
    expect(up).toMatchObject({ version: 1 });
    expect([...up.pending.keys()]).toEqual([2]);
  });

  it("ids that were never announced change nothing, and ids without end do not fill memory", () => {
    expect(run([started, execute(99)])[0].version).toBe(1);
    const [state] = run([started, ...Array.from({ length: 1_000 }, (_, id) => prepare(id + 1, 0))]);
    expect(state.pending.size).toBe(64);
  });

  it("a downgrade accepts clear frames from its announcement, and sends encrypted until it is executed", () => {
    const [state, effects] = run([started, prepare(1, 0)]);
    expect(effects).toEqual([{ type: "sendTransitionReady", transitionId: 1 }]);
    expect(state).toMatchObject({ version: 1, clearUntilMs: 10_000 });
    expect(run([execute(1)], state)[0].version).toBe(0);
  });

  it("epoch 1 makes a new group, with a new key package; later epochs keep it", () => {
    expect(run([started, newEpoch])[1]).toEqual(newGroup);
    expect(run([started, { type: "prepareEpoch", epoch: 3, version: 1 }])[1]).toEqual([]);
  });

  it("an invalid commit is reported once, with its id, and the bot asks to be added anew", () => {
    const refused: DaveEvent = { type: "groupRefused", transitionId: 0 };
    const [state, effects] = run([started, refused]);
    expect(effects).toEqual([{ type: "sendInvalidCommitWelcome", transitionId: 0 }, ...newGroup]);
    expect(run([refused, refused], state, 9_999)[1]).toEqual([]);
    expect(run([refused], state, 10_000)[1]).toHaveLength(3);
    // Added again, with a welcome that does not fit either: that is another failure.
    const welcomed: DaveEvent = { type: "welcome", transitionId: 5, payload: Buffer.alloc(0) };
    expect(run([welcomed, { type: "groupRefused", transitionId: 5 }], state)[1].at(0)).toEqual({
      type: "sendInvalidCommitWelcome",
      transitionId: 5,
    });
    // Added again: the next failure is another one.
    expect(run([changed(4), refused], state)[1]).toHaveLength(3);
  });

  it("frames that stay unreadable lead to the same, with the last id, 0 too", () => {
    expect(run([started, changed(0), { type: "framesUnreadable" }])[1]).toEqual([
      { type: "sendInvalidCommitWelcome", transitionId: 0 },
      ...newGroup,
    ]);
    expect(run([{ type: "sessionStarted", version: 0 }, { type: "framesUnreadable" }])[1]).toEqual([]);
  });

  it("commits are sent, but not one whose members would have no welcome", () => {
    const commit = Buffer.from("commit");
    const welcome = Buffer.from("welcome");
    const first: DaveEvent = { type: "proposalsProcessed", operation: 0, commit, welcome };
    const second: DaveEvent = { type: "proposalsProcessed", operation: 0, commit, welcome: undefined };
    const [state, effects] = run([started, first]);
    expect(effects).toEqual([{ type: "sendCommitWelcome", commit, welcome }]);
    expect(run([second], state)[1]).toEqual([{ type: "awaitCommit" }]);
    expect(run([changed(1), second], state)[1]).toEqual([{ type: "sendCommitWelcome", commit, welcome: undefined }]);
    // All were revoked: those that come now are the first.
    const revoked: DaveEvent = { type: "proposalsProcessed", operation: 1, commit: undefined, welcome: undefined };
    expect(run([revoked, second], state)[1]).toEqual([{ type: "sendCommitWelcome", commit, welcome: undefined }]);
    expect(run([second, { type: "proposalsStalled" }], state)[1]).toEqual([
      { type: "sendInvalidCommitWelcome", transitionId: 0 },
      ...newGroup,
    ]);
  });

  it("every event is defined in every state", () => {
    const events: DaveEvent[] = [
      started,
      { type: "sessionStarted", version: 0 },
      prepare(0, 0),
      prepare(0, 1),
      prepare(5, 0),
      execute(5),
      newEpoch,
      { type: "prepareEpoch", epoch: 1, version: 0 },
      { type: "proposals", operation: 1, payload },
      { type: "proposalsProcessed", operation: 1, commit: payload, welcome: undefined },
      { type: "proposalsStalled" },
      { type: "commit", transitionId: 0, payload },
      { type: "welcome", transitionId: 1, payload },
      changed(0),
      changed(1),
      { type: "groupRefused", transitionId: 2 },
      { type: "framesUnreadable" },
      { type: "channelChanged" },
    ];
    for (const one of events) {
      for (const other of events) {
        for (const third of events) {
          const [state, effects] = run([one, other, third]);
          expect([0, 1]).toContain(state.version);
          expect(effects.filter(({ type }) => type === "sendInvalidCommitWelcome").length).toBeLessThan(2);
        }
      }
    }
  });
});
