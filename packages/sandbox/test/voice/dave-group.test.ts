import davey from "@snazzah/davey";
import { encodeWelcome } from "ts-mls/welcome.js";
import { describe, expect, it } from "vitest";
import { ExternalSender } from "../../src/voice/dave/external-sender.ts";
import { GroupView } from "../../src/voice/dave/group-view.ts";
import type { AcceptedCommit, InFlight } from "../../src/voice/dave/group-view.ts";
import { readCommit, welcomeFor } from "../../src/voice/dave/commit.ts";
import { readKeyPackage } from "../../src/voice/dave/key-package.ts";
import type { ValidKeyPackage } from "../../src/voice/dave/key-package.ts";

const channelId = "987654321098765432";
const [a, b, c, d] = ["111111111111111111", "222222222222222222", "333333333333333333", "444444444444444444"] as const;
const everybody = [a, b, c, d];

type Session = InstanceType<typeof davey.DAVESession>;

/** A length and what has it, as RFC 9420 writes vectors. */
function vector(...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = Buffer.alloc(content.length < 0x40 ? 1 : 2);
  if (length.length === 1) length[0] = content.length;
  else length.writeUInt16BE(0x4000 | content.length);
  return Buffer.concat([length, content]);
}

const accepted = (outcome: AcceptedCommit | string | undefined): AcceptedCommit => {
  if (typeof outcome !== "object") throw new Error(`not accepted: ${outcome}`);
  return outcome;
};
const valid = (bytes: Buffer, userId: string): ValidKeyPackage => {
  const read = readKeyPackage(bytes, userId);
  if (typeof read === "string") throw new Error(read);
  return read;
};
const add = (group: GroupView, userId: string): InFlight => {
  const proposal = group.proposeAdd(userId);
  if (proposal === undefined) throw new Error("has no key package");
  return proposal;
};

const setUp = (): { sender: ExternalSender; group: GroupView; session: (userId: string) => Session } => {
  const sender = new ExternalSender();
  const group = new GroupView(channelId, sender);
  const session = (userId: string): Session => {
    const made = new davey.DAVESession(1, userId, channelId);
    made.setExternalSender(sender.package);
    group.keep(userId, valid(made.getSerializedKeyPackage(), userId));
    return made;
  };
  return { sender, group, session };
};
const commitTo = (session: Session, ...proposals: InFlight[]): Buffer => {
  const messages = vector(...proposals.map(({ message }) => message));
  const { commit, welcome } = session.processProposals(0, messages, everybody);
  return Buffer.concat([commit ?? Buffer.alloc(0), welcome ?? Buffer.alloc(0)]);
};

/** A group of a and b, made by a. */
const pair = () => {
  const made = setUp();
  const [alice, bob] = [made.session(a), made.session(b)];
  add(made.group, a);
  const { read, added } = accepted(made.group.commit(a, commitTo(alice, add(made.group, b))));
  alice.processCommit(read.bytes);
  const [first] = added;
  if (read.welcome === undefined || first === undefined) throw new Error("nobody is welcomed");
  bob.processWelcome(welcomeFor(read.welcome, first.keyPackage.reference));
  return { ...made, alice, bob };
};

describe("what the voice gateway knows of a group, with davey's members", () => {
  it("makes a group by the first commit, whose members then hear each other", () => {
    const { group, alice, bob } = pair();
    expect(group.epoch).toBe(1n);
    expect(group.members).toEqual([a, b]);
    expect(group.pending).toEqual([]);
    expect(alice.voicePrivacyCode).toBe(bob.voicePrivacyCode);
    const frame = Buffer.from("a frame of audio");
    expect(bob.decrypt(a, 0, alice.encryptOpus(frame))).toEqual(frame);
  });

  it("adds two at once, and welcomes each with its own secrets only", () => {
    const { group, session, alice, bob } = pair();
    const [carol, dave] = [session(c), session(d)];
    const proposals = [add(group, c), add(group, d)];
    commitTo(alice, ...proposals);
    const { read, members, added } = accepted(group.commit(b, commitTo(bob, ...proposals)));
    expect(members).toEqual([a, b]);
    for (const member of [alice, bob]) member.processCommit(read.bytes);
    for (const [index, joiner] of [carol, dave].entries()) {
      const one = added[index];
      if (read.welcome === undefined || one === undefined) throw new Error("not welcomed");
      const welcome = welcomeFor(read.welcome, one.keyPackage.reference);
      expect(welcome.length).toBeLessThan(read.welcome.encryptedGroupInfo.length + 300);
      joiner.processWelcome(welcome);
    }
    expect(new Set([alice, bob, carol, dave].map((member) => member.voicePrivacyCode)).size).toBe(1);
    expect(group.members).toEqual([a, b, c, d]);
  });

  it("removes, and gives the free leaf to the next who comes, as its members do", () => {
    const { group, session, alice, bob } = pair();
    session(c);
    const both = [add(group, c)];
    const first = accepted(group.commit(a, commitTo(alice, ...both)));
    alice.processCommit(first.read.bytes);
    commitTo(bob, ...both);
    bob.processCommit(first.read.bytes);
    const removal = group.proposeRemove(a);
    if (removal === undefined) throw new Error("is not in the group");
    const second = accepted(group.commit(b, commitTo(bob, removal)));
    bob.processCommit(second.read.bytes);
    expect(group.members).toEqual([b, c]);
    const dave = session(d);
    const third = accepted(group.commit(b, commitTo(bob, add(group, d))));
    bob.processCommit(third.read.bytes);
    const [welcomed] = third.added;
    if (third.read.welcome === undefined || welcomed === undefined) throw new Error("not welcomed");
    dave.processWelcome(welcomeFor(third.read.welcome, welcomed.keyPackage.reference));
    expect(group.members).toEqual([d, b, c]);
    expect(dave.ownLeafIndex).toBe(0);
    expect(group.epoch).toBe(bob.epoch);
  });

  it("removes and adds the same user in one epoch", () => {
    const { group, session, alice } = pair();
    const again = session(b);
    const removal = group.proposeRemove(b);
    if (removal === undefined) throw new Error("is not in the group");
    const { read, added } = accepted(group.commit(a, commitTo(alice, removal, add(group, b))));
    alice.processCommit(read.bytes);
    const [welcomed] = added;
    if (read.welcome === undefined || welcomed === undefined) throw new Error("not welcomed");
    again.processWelcome(welcomeFor(read.welcome, welcomed.keyPackage.reference));
    expect(again.voicePrivacyCode).toBe(alice.voicePrivacyCode);
  });

  describe("refuses a commit that", () => {
    it("is none, or for another group or epoch, or from who is not there", () => {
      const { group, session, alice, bob } = pair();
      session(c);
      const payload = commitTo(alice, add(group, c));
      expect(group.commit(a, Buffer.from("nonsense"))).toMatch(/no MLSMessage/);
      expect(group.commit(a, payload.subarray(0, 40))).toMatch(/no MLSMessage/);
      expect(group.commit(a, Buffer.concat([payload, Buffer.from([0])]))).toMatch(/no Welcome/);
      expect(group.commit(b, payload)).toMatch(/comes from leaf 0/);
      expect(new GroupView(b, new ExternalSender()).commit(a, payload)).toMatch(/another group/);
      const future = new GroupView(channelId, new ExternalSender());
      expect(future.commit(a, payload)).toMatch(/epoch 1 \(the group is in 0\)/);
      accepted(group.commit(a, payload));
      // Who comes second has done nothing wrong.
      expect(group.commit(b, commitTo(bob))).toMatch(/no MLSMessage/);
      expect(group.commit(a, payload)).toBeUndefined();
    });

    it("leaves out a proposal, or refers to one that was revoked, which is no fault", () => {
      const { group, session, alice } = pair();
      session(c);
      session(d);
      const first = commitTo(alice, add(group, c));
      add(group, d);
      expect(group.commit(a, first)).toBe("leaves out 1 of 2 proposals");
      expect(group.revoke(({ userId }) => userId === c)).toHaveLength(1);
      // It crossed with the revocation.
      expect(group.commit(a, first)).toBeUndefined();
    });

    it("adds members without a welcome, or welcomes others", () => {
      const { group, session, alice } = pair();
      session(c);
      const payload = commitTo(alice, add(group, c));
      const read = readCommit(payload);
      if (typeof read === "string" || read.welcome === undefined) throw new Error("is no commit with a welcome");
      expect(group.commit(a, read.bytes)).toBe("adds members and has no welcome");
      const [secret] = read.welcome.secrets;
      if (secret === undefined) throw new Error("welcomes nobody");
      const stranger = { ...secret, newMember: Buffer.alloc(32) };
      for (const secrets of [[], [stranger], [secret, stranger]]) {
        const welcome = encodeWelcome({ ...read.welcome, secrets });
        expect(group.commit(a, Buffer.concat([read.bytes, welcome]))).toBe(
          "does not welcome exactly those that it adds",
        );
      }
      accepted(group.commit(a, payload));
    });
  });

  it("refuses key packages that are of somebody else, changed, or none; with and without MLSMessage around them", () => {
    const made = new davey.DAVESession(1, a, channelId);
    const bytes = made.getSerializedKeyPackage();
    expect(typeof readKeyPackage(bytes, a)).toBe("object");
    expect(typeof readKeyPackage(Buffer.concat([Buffer.from([0, 1, 0, 5]), bytes]), a)).toBe("object");
    expect(readKeyPackage(bytes, b)).toBe(`is not of user ${b}`);
    expect(readKeyPackage(Buffer.from("x"), a)).toBe("is no KeyPackage");
    expect(readKeyPackage(Buffer.concat([bytes, bytes]), a)).toBe("is no KeyPackage");
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(typeof readKeyPackage(changed, a)).toBe("string");
    }
  });
});
