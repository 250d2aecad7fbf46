import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createSandbox } from "@zignal/sandbox";

const sandbox = await createSandbox();
const answer = await fetch(`${sandbox.restUrl}/users/@me`, { headers: { authorization: `Bot ${sandbox.token}` } });
assert.equal(answer.status, 200);
assert.equal((await answer.json()).id, sandbox.botId);
assert.equal((await fetch(sandbox.webUrl)).status, 200);
await sandbox.close();

const command = spawn(process.execPath, ["node_modules/@zignal/sandbox/dist/cli.js", "--port", "0", "--json"]);
const [line] = await once(command.stdout, "data");
assert.ok(JSON.parse(line.toString()).token);
command.kill("SIGTERM");
await once(command, "close");
