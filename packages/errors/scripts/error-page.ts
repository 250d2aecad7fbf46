import { discordRecoveries, gatewayCloseRecoveries, httpRecoveries, voiceCloseRecoveries } from "../src/index.ts";
import type { Recovery } from "../src/index.ts";

const intro = `# Errors: what codes mean, and what to do

<!-- Generated from the tables of @zignal/errors by \`pnpm --filter @zignal/errors docs\`. Do not edit. -->

\`recoveryFor(error)\`, or \`recoveryFor({ httpStatus })\`, \`{ discordCode }\`, \`{ gatewayCloseCode }\` and
\`{ voiceCloseCode }\`, answer from these tables. _Again?_ says whether the same operation may be done again, unchanged:
**always** when Discord has not acted on it, **if harmless** when Discord may have acted (so not for a POST), **never** when
the answer would be the same, or worse.
`;

const classes: readonly (readonly string[])[] = [
  ["`HttpError`", "`HttpRequestFailed`", "Discord answered with a failure, or gave no answer (`status` 0)"],
  ["`RateLimitError`", "`RateLimited`", "a rate limit stands in the way and the call may not wait"],
  ["`TimeoutError`", "`HttpTimeout`", "no answer within the time allowed"],
  ["`InvalidTokenError`", "`InvalidToken`", "the token is missing, malformed or refused"],
  ["`PoolExhaustedError`", "`HttpRequestFailed`", "all connections of the pool are in use"],
  ["`GatewayError`", "`GatewayDisconnected`", "a gateway connection failed for good"],
  ["`VoiceError`", "`VoiceConnectionFailed`", "a voice connection could not be made or kept"],
  ["`CacheError`", "`CacheError`", "the cache, or the store behind it, failed"],
  ["`ValidationError`", "`ValidationError`", "an argument or option does not fit; `issues` names each field"],
  ["`CircuitOpenError`", "`SystemError`", "the circuit breaker is open: the call was not made"],
  [
    "`ZignalError`",
    "any, `InvalidPayload` and `SystemError` among them",
    "something else was wrapped; `cause` is what was thrown",
  ],
];

const again = { always: "always", idempotent: "if harmless", never: "never" } as const;

/** The text of docs/errors.md. */
export function renderErrorPage(): string {
  return [
    intro,
    section("HTTP statuses", httpRecoveries),
    section("Gateway close codes", gatewayCloseRecoveries),
    section("Voice close codes", voiceCloseRecoveries),
    section("Discord's JSON error codes", discordRecoveries),
    differences(),
    `## Which class is thrown when\n\n${table(["Class", "`code`", "When"], classes)}`,
  ].join("\n");
}

function section(title: string, rows: readonly Recovery[]): string {
  const link = rows[0]?.link ?? "";
  const cells = rows.map((row) => [String(row.code), row.meaning, again[row.repeat], row.strategy, row.advice]);
  return `## ${title}

Source: [Discord's documentation](${link}).

${table(["Code", "Meaning", "Again?", "Strategy", "What to do"], cells)}`;
}

/** A table whose columns are padded, as the formatter of this repository wants them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_cell, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return `${[lines[0], rule, ...lines.slice(1)].join("\n")}\n`;
}

function differences(): string {
  const rows = [...httpRecoveries, ...gatewayCloseRecoveries, ...voiceCloseRecoveries, ...discordRecoveries];
  const lines = rows.flatMap((row) =>
    row.differs === undefined ? [] : [`- **${row.code} ${row.meaning}** (${row.table}). ${row.differs}`],
  );
  return `## Where this differs from the reference

The API reference that Zignal follows has tables of its own. Where Discord's documentation says otherwise, the documentation wins:

${lines.join("\n")}
`;
}
