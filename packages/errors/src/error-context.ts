/** Where in the program, and for whom, something happened. Each `with…` returns a new context. */
export class ErrorContext {
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly function: string | undefined;
  readonly guildId: string | undefined;
  readonly channelId: string | undefined;
  readonly userId: string | undefined;
  readonly requestId: string | undefined;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(fields: Partial<ErrorContextFields> = {}) {
    this.file = fields.file;
    this.line = fields.line;
    this.function = fields.function;
    this.guildId = fields.guildId;
    this.channelId = fields.channelId;
    this.userId = fields.userId;
    this.requestId = fields.requestId;
    this.extra = fields.extra ?? {};
  }

  withGuildId(guildId: string): ErrorContext {
    return new ErrorContext({ ...this, guildId });
  }

  withChannelId(channelId: string): ErrorContext {
    return new ErrorContext({ ...this, channelId });
  }

  withUserId(userId: string): ErrorContext {
    return new ErrorContext({ ...this, userId });
  }

  withRequestId(requestId: string): ErrorContext {
    return new ErrorContext({ ...this, requestId });
  }

  /** Adds a field of your own; it appears under `extra`. */
  with(name: string, value: unknown): ErrorContext {
    return new ErrorContext({ ...this, extra: { ...this.extra, [name]: value } });
  }
}

export interface ErrorContextFields {
  file: string | undefined;
  line: number | undefined;
  function: string | undefined;
  guildId: string | undefined;
  channelId: string | undefined;
  userId: string | undefined;
  requestId: string | undefined;
  extra: Readonly<Record<string, unknown>>;
}
