import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What `npm start` does, below a shell as npm has one. */
function runSample(parameters: string): ChildProcess {
  const { DISCORD_TOKEN: _, ...environment } = process.env;
  // Two commands: a shell with only one may step aside for it.
  return spawn("sh", ["-c", `node scripts/run.mjs sample ${parameters}; exit $?`], { cwd: root, env: environment });
}

/** Resolves once the output has this text. (Iterating over the output would close it.) */
function outputWith(child: ChildProcess, text: string): Promise<void> {
  let output = "";
  return new Promise((resolve, reject) => {
    child.stdout?.on("data", (chunk) => {
      output += String(chunk);
      if (output.includes(text)) resolve();
    });
    child.stdout?.on("end", () => reject(new Error(`The output ended without "${text}": ${output}`)));
  });
}

describe.skipIf(process.platform === "win32")("npm start", () => {
  it(
    "leaves nothing running when npm is ended, though its shell passes no signal on",
    { timeout: 60_000 },
    async () => {
      const shell = runSample("");
      // The output closes when the last process that holds it is gone.
      const closed = once(shell, "close");
      await outputWith(shell, "running on a local Discord");
      shell.kill("SIGTERM");
      const endedAt = performance.now();
      await expect(closed).resolves.toEqual([null, "SIGTERM"]);
      // By itself the conversation takes longer than this.
      expect(performance.now() - endedAt).toBeLessThan(3000);
    },
  );

  it("passes on the status, and says nothing after the script's own message", { timeout: 60_000 }, async () => {
    const shell = runSample("--port soon");
    let errors = "";
    shell.stderr?.on("data", (chunk) => (errors += String(chunk)));
    const [status] = await once(shell, "close");
    expect(errors.trimEnd()).toMatch(/--port must be a whole number from 0 to 65535 \(was "soon"\)$/);
    expect(status).toBe(1);
  });
});
