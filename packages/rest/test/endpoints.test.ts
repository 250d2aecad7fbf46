import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Endpoint, Rest } from "../src/index.ts";
import { endpoints } from "../src/index.ts";
import { FakeDiscord } from "./fake-discord.ts";

interface Operation {
  operationId: string;
  requestBody?: object;
  security?: Record<string, unknown>[];
}

function camelCase(name: string, separator: string): string {
  return name.replaceAll(new RegExp(`${separator}([a-z0-9])`, "g"), (_, letter: string) => letter.toUpperCase());
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name);
}

function authOf(path: string, security: readonly Record<string, unknown>[]): Endpoint["auth"] {
  if (security.some((way) => Object.keys(way).length === 0)) return /_token\}/.test(path) ? "token" : "optional";
  return security.some((way) => "BotToken" in way) ? "bot" : "oauth2";
}

/** Discord's own description of its API, where a copy is at hand. */
const specFile = process.env["DISCORD_OPENAPI"];

describe.runIf(specFile !== undefined)("Discord's description of its API", () => {
  const spec = JSON.parse(specFile === undefined ? '{"paths":{}}' : readFileSync(specFile, "utf8")) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const described = Object.entries(spec.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => ["get", "post", "put", "patch", "delete"].includes(method))
      .map(([method, { operationId, security = [] }]) => ({
        name: camelCase(operationId, "_"),
        method: method.toUpperCase(),
        path,
        resource: camelCase(path.split("/")[1] ?? "", "-"),
        auth: authOf(path, security),
      })),
  );

  it("has exactly the endpoints that are exported", () => {
    expect([...endpoints].toSorted(byName)).toEqual(described.toSorted(byName));
  });

  it("asks for a body where the methods take one", async () => {
    await using discord = await FakeDiscord.start(() => ({ status: 204 }));
    await using rest = discord.rest({ rateLimiter: { globalRequestsPerSecond: Infinity } });
    const withBody = new Set(
      Object.values(spec.paths).flatMap((operations) =>
        Object.values(operations)
          .filter(({ requestBody }) => requestBody !== undefined)
          .map(({ operationId }) => camelCase(operationId, "_")),
      ),
    );
    await callEvery(rest);
    const received = discord.received.map(({ headers }) => headers["content-type"] !== undefined);
    expect(endpoints.map(({ name }, index) => [name, received[index]])).toEqual(
      endpoints.map(({ name }) => [name, withBody.has(name)]),
    );
  });
});

type Method = (...args: unknown[]) => Promise<unknown>;

/** Calls every method with its parameters and, where it takes one, a body; in the order of `endpoints`, one after the other. */
async function callEvery(rest: Rest): Promise<void> {
  for (const { name, path, resource, auth } of endpoints as readonly Endpoint[]) {
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => `<${parameter}>`);
    const group = Reflect.get(rest, resource) as Record<string, Method>;
    const method = group[name] ?? (() => Promise.reject(new Error(`${resource}.${name} is missing`)));
    // Methods declare their options as optional: what comes before them is parameters and, perhaps, a body.
    const takesBody = takesBodyOf(method);
    const options = auth === "oauth2" ? { auth: { bearer: "user" } } : {};
    await method.call(group, ...parameters, ...(takesBody ? [{ field: "value" }] : []), options);
  }
}

function takesBodyOf(method: Method): boolean {
  return /\bbody\b/.test(/\(([^)]*)\)/.exec(method.toString())?.[1] ?? "");
}

it("each of the 242 endpoints is a method that sends its own method and path, intact", async () => {
  await using discord = await FakeDiscord.start(() => ({ status: 204 }));
  await using rest = discord.rest({ rateLimiter: { globalRequestsPerSecond: Infinity } });
  await callEvery(rest);
  expect(endpoints).toHaveLength(242);
  expect(discord.received.map(({ method, path }) => `${method} ${decodeURIComponent(path)}`)).toEqual(
    endpoints.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, "<$1>")}`),
  );
  const tokens = discord.received.map(({ headers }) => headers.authorization);
  expect(endpoints.map(({ auth }) => auth)).toEqual(
    endpoints.map(({ auth }, index) =>
      tokens[index] === undefined
        ? "token"
        : tokens[index] === "Bearer user"
          ? "oauth2"
          : auth === "optional"
            ? auth
            : "bot",
    ),
  );
  expect(new Set(endpoints.map(({ name }) => name)).size).toBe(242);
});
