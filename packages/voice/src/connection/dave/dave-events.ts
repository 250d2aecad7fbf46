export type DaveEvent =
  /** Opcode 4: a voice session starts with this version; 0 is a call without end-to-end encryption. */
  | { type: "sessionStarted"; version: number }
  /** Opcode 21. */
  | { type: "prepareTransition"; transitionId: number; version: number }
  /** Opcode 22. */
  | { type: "executeTransition"; transitionId: number }
  /** Opcode 24. */
  | { type: "prepareEpoch"; epoch: number; version: number }
  /** Opcode 27. */
  | { type: "proposals"; operation: number; payload: Buffer }
  | { type: "proposalsProcessed"; commit: Buffer | undefined; welcome: Buffer | undefined; operation: number }
  /** No commit followed the proposals that this side could not commit itself. */
  | { type: "proposalsStalled" }
  /** Opcode 29. */
  | { type: "commit"; transitionId: number; payload: Buffer }
  /** Opcode 30. */
  | { type: "welcome"; transitionId: number; payload: Buffer }
  /** A commit or a welcome took effect in the MLS group. */
  | { type: "groupChanged"; transitionId: number }
  /** A commit or a welcome does not fit the MLS group. */
  | { type: "groupRefused"; transitionId: number }
  /** Frames of a member of the group can not be opened, for too long. */
  | { type: "framesUnreadable" }
  /** The group is of another channel. */
  | { type: "channelChanged" };

export type DaveEffect =
  /** A new MLS state, in no group; what was before can open frames for a while. */
  | { type: "createSession"; version: number }
  /** Opcode 26. */
  | { type: "sendKeyPackage" }
  | { type: "processProposals"; operation: number; payload: Buffer }
  /** Leads to `groupChanged` or `groupRefused`, as does `processWelcome`. */
  | { type: "processCommit"; transitionId: number; payload: Buffer }
  | { type: "processWelcome"; transitionId: number; payload: Buffer }
  /** Opcode 28. */
  | { type: "sendCommitWelcome"; commit: Buffer; welcome: Buffer | undefined }
  /** Leads to `proposalsStalled`, unless the group changes in time. */
  | { type: "awaitCommit" }
  /** Opcode 23. */
  | { type: "sendTransitionReady"; transitionId: number }
  /** Opcode 31. */
  | { type: "sendInvalidCommitWelcome"; transitionId: number }
  /** Keys have changed: what could not be opened may open now. */
  | { type: "retryFrames" };
