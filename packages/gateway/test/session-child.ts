import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Sandbox } from "@zignal/sandbox";

/** A bot in a process of its own, and what it has told. It is killed with the test, if not before. */
export class SessionChild implements Disposable {
  readonly process: ChildProcess;
  readonly lines: string[] = [];
  #waiting: { line: string; resolve: () => void }[] = [];

  constructor(sandbox: Sandbox, directory: string) {
    this.process = fork(new URL("./session-process.ts", import.meta.url), [directory], {
      execArgv: ["--conditions=@zignal/source", "--no-warnings"],
      env: { ...process.env, DISCORD_TOKEN: sandbox.token, ZIGNAL_API_URL: sandbox.restUrl },
    });
    this.process.on("message", (line) => {
      this.lines.push(line as string);
      for (const { line: wanted, resolve } of this.#waiting) if (wanted === line) resolve();
    });
  }

  async until(line: string): Promise<void> {
    if (this.lines.includes(line)) return;
    await new Promise<void>((resolve) => {
      this.#waiting.push({ line, resolve });
    });
  }

  [Symbol.dispose](): void {
    this.process.kill("SIGKILL");
  }
}
