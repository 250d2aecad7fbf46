import { ValidationError } from "@zignal/errors";
import type { HttpMethod } from "./endpoint.ts";
import { Route } from "./route.ts";
import { routes } from "./routes.ts";

/** A path of a raw request, as a route and the values of its placeholders. */
export interface FoundRoute {
  readonly route: Route;
  readonly values: readonly string[];
}

interface Branch {
  readonly words: Map<string, Branch>;
  value: Branch | undefined;
  readonly routes: Map<string, Route>;
}

let trunk: Branch | undefined;
const unknownRoutes = new Map<string, Route>();
const maxUnknownRoutes = 1000;

/**
 * The route that a path belongs to, so that raw requests share the buckets of the typed ones. A path that no operation has
 * becomes a route of its own, with a placeholder for everything that looks like an id.
 *
 * @param path - Without query, its segments percent-encoded where they must be.
 * @throws {ValidationError} for a path with empty or dot segments.
 */
export function findRoute(method: HttpMethod, path: string): FoundRoute {
  if (typeof path !== "string") throw ValidationError.of("path", "must be a string, such as /channels/123");
  const segments = path.split("/").slice(1);
  if (!path.startsWith("/") || segments.some((segment) => segment === "" || /^(?:\.|%2e){1,2}$/i.test(segment))) {
    throw ValidationError.of("path", 'must begin with "/" and have no empty, "." or ".." segment');
  }
  if (/[^\x21-\x7e]|[{}\\]/.test(path)) {
    throw ValidationError.of("path", "must have its segments percent-encoded, by encodeURIComponent()");
  }
  if (/[?#]/.test(path)) throw ValidationError.of("path", "must have no query: give it as query: { … }");
  trunk ??= grow();
  const values: string[] = [];
  const route = descend(trunk, segments, 0, method, values);
  return route === undefined ? unknownRoute(method, segments) : { route, values: values.map(decode) };
}

function grow(): Branch {
  const root = newBranch();
  for (const route of Object.values(routes)) {
    let branch = root;
    for (const segment of route.path.split("/").slice(1)) {
      branch = segment.startsWith("{") ? (branch.value ??= newBranch()) : word(branch, segment);
    }
    branch.routes.set(route.method, route);
  }
  return root;
}

function newBranch(): Branch {
  return { words: new Map(), value: undefined, routes: new Map() };
}

function word(branch: Branch, segment: string): Branch {
  let next = branch.words.get(segment);
  if (next === undefined) {
    next = newBranch();
    branch.words.set(segment, next);
  }
  return next;
}

/** A literal segment wins over a placeholder. */
function descend(branch: Branch, segments: string[], at: number, method: string, values: string[]): Route | undefined {
  const segment = segments[at];
  if (segment === undefined) return branch.routes.get(method);
  const literal = branch.words.get(segment);
  const byLiteral = literal && descend(literal, segments, at + 1, method, values);
  if (byLiteral !== undefined || branch.value === undefined) return byLiteral;
  values.push(segment);
  const byValue = descend(branch.value, segments, at + 1, method, values);
  if (byValue === undefined) values.pop();
  return byValue;
}

function unknownRoute(method: HttpMethod, segments: string[]): FoundRoute {
  const values: string[] = [];
  const template = segments.map((segment, index) => {
    const isToken = index === 2 && (segments[0] === "webhooks" || segments[0] === "interactions");
    if (!isToken && !/^\d{5,}$/.test(segment) && segment.length < 40) return segment;
    values.push(decode(segment));
    return `{${index === 1 ? `${(segments[0] ?? "").replace(/s$/, "")}_id` : `value_${index}`}}`;
  });
  const path = `/${template.join("/")}`;
  const key = `${method} ${path}`;
  let route = unknownRoutes.get(key);
  if (route === undefined) {
    route = new Route({ name: key, method, path, resource: template[0] ?? "", auth: "bot" });
    if (unknownRoutes.size >= maxUnknownRoutes) unknownRoutes.clear();
    unknownRoutes.set(key, route);
  }
  return { route, values };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw ValidationError.of("path", "has a percent sign that begins no escape", { cause });
  }
}
