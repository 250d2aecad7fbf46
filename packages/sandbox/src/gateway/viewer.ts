/** Who looks at an event: a session's bot, its intents and its shard. */
export interface Viewer {
  readonly botId: string;
  readonly intents: number;
  readonly shard: readonly [id: number, count: number];
  readonly largeThreshold: number;
}
