/** What end-to-end encryption has done in a connection; all but `version` and `epoch` are counts. */
export interface DaveStats {
  /** The version in force; 0 is none. */
  version: number;
  /** Of the MLS group; `undefined` without one. */
  epoch: bigint | undefined;
  /** Commits and welcomes that took effect. */
  transitions: number;
  /** Times that this side asked to be added to the group anew. */
  recoveries: number;
  /** MLS messages that could not be processed. */
  mlsFailures: number;
  /** Frames that could not be encrypted, and were not sent. */
  encryptFailures: number;
  /** Frames that could not be opened, and were given up. */
  decryptFailures: number;
  /** Frames in the clear that were refused, as the call is encrypted. */
  refusedClear: number;
}

export type DaveCounts = Omit<DaveStats, "version" | "epoch">;

export function newDaveCounts(): DaveCounts {
  return {
    transitions: 0,
    recoveries: 0,
    mlsFailures: 0,
    encryptFailures: 0,
    decryptFailures: 0,
    refusedClear: 0,
  };
}
