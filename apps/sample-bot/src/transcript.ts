import type { APIMessage } from "@zignal/client";

/** Where lines go: the terminal, or a test. */
export type WriteLine = (line: string) => void;

const nameWidth = 9;

/** Writes the conversation down as it happens, one line for each thing that somebody did. */
export class Transcript {
  readonly #write: WriteLine;
  readonly #colors: boolean;

  constructor(write: WriteLine, colors: boolean) {
    this.#write = write;
    this.#colors = colors;
  }

  /** What comes next, and why. */
  heading(text: string): void {
    this.#write("");
    this.#write(this.#paint(1, text));
  }

  /** Somebody did something. */
  did(who: string, what: string): void {
    this.#write(`  ${this.#paint(36, who.padEnd(nameWidth))} ${what}`);
  }

  /** A message, with what hangs on it. */
  message(
    who: string,
    message: Pick<APIMessage, "content" | "embeds" | "attachments" | "components">,
    note = "",
  ): void {
    const lines = [...describe(message)];
    const [first = "(empty)", ...rest] = lines;
    this.did(who, note === "" ? first : `${this.#paint(2, note)} ${first}`);
    for (const line of rest) this.#write(`  ${" ".repeat(nameWidth)} ${line}`);
  }

  /** Something was broken on purpose. */
  fault(what: string): void {
    this.#write(`  ${this.#paint(33, "✂".padEnd(nameWidth))} ${this.#paint(33, what)}`);
  }

  passed(what: string): void {
    this.#write(`  ${this.#paint(32, "✔".padEnd(nameWidth))} ${this.#paint(32, what)}`);
  }

  failed(what: string): void {
    this.#write(`  ${this.#paint(31, "✘".padEnd(nameWidth))} ${this.#paint(31, what)}`);
  }

  /** A line as it is. */
  line(text: string): void {
    this.#write(text);
  }

  #paint(code: number, text: string): string {
    return this.#colors ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}

/** A message in a line for each of its parts. */
function* describe(message: Pick<APIMessage, "content" | "embeds" | "attachments" | "components">): Generator<string> {
  if (message.content !== "") yield message.content;
  for (const embed of message.embeds) {
    const fields = (embed.fields ?? []).map(({ name, value }) => `${name}: ${value}`);
    yield `▌ ${[embed.title, embed.description, ...fields].filter((part) => part !== undefined && part !== "").join(" · ")}`;
  }
  for (const { filename, size } of message.attachments) yield `📎 ${filename} (${size} bytes)`;
  for (const row of message.components ?? []) {
    if (!("components" in row)) continue;
    const parts = row.components.map((component) => {
      if ("label" in component && component.label !== undefined) return `[ ${component.label} ]`;
      return "placeholder" in component && component.placeholder !== undefined
        ? `[ ${component.placeholder} ▾ ]`
        : "[ … ]";
    });
    yield parts.join(" ");
  }
}
