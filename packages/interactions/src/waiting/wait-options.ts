/** What to wait for, and for how long. */
export interface WaitOptions<Context> {
  /** Milliseconds: at most fifteen minutes. */
  timeoutMs: number;
  /** Whose action; `"anyone"` for all. @defaultValue the user of this interaction */
  from?: string;
  /**
   * The message of the component, whose deletion ends the waiting. @defaultValue the messages of this interaction, and
   * those that no interaction made
   */
  messageId?: string;
  /** Which ones to take; the others go to the registered handlers. @defaultValue all */
  filter?: (ctx: Context) => boolean;
  /** Stops the waiting; the promise then rejects with its reason. */
  signal?: AbortSignal;
}

/** What to collect, and for how long. */
export interface CollectOptions<Context> extends WaitOptions<Context> {
  /** End after so many. @defaultValue only the time ends it */
  max?: number;
}
