import type { Operation } from "./operations.ts";
import { operations } from "./operations.ts";

interface Node {
  readonly fixed: Map<string, Node>;
  placeholder: Node | undefined;
  readonly methods: Map<string, Operation>;
}

export type RouteMatch =
  | { readonly kind: "operation"; readonly operation: Operation; readonly params: Readonly<Record<string, string>> }
  /** The path exists, but not with this method. */
  | { readonly kind: "wrongMethod" }
  | { readonly kind: "unknown" };

function newNode(): Node {
  return { fixed: new Map(), placeholder: undefined, methods: new Map() };
}

function buildTree(): Node {
  const root = newNode();
  for (const operation of operations) {
    let node = root;
    for (const segment of operation.route.split("/").slice(1)) {
      if (segment.startsWith("{")) {
        node = node.placeholder ??= newNode();
        continue;
      }
      let next = node.fixed.get(segment);
      if (next === undefined) node.fixed.set(segment, (next = newNode()));
      node = next;
    }
    node.methods.set(operation.method, operation);
  }
  return root;
}

const tree = buildTree();

/** Segments whose value is an id: anything else there is no such path. */
const idPlaceholder = /_id(?:_\d)?\}$/;

/**
 * Finds the operation of a request. Fixed segments (`@me`) go before placeholders.
 * @param path - Path after `/api/v10`, still percent-encoded.
 */
export function matchRoute(method: string, path: string): RouteMatch {
  const segments = path.split("/").slice(1);
  if (segments.at(-1) === "") segments.pop();
  const nodes = find(tree, segments, 0).filter((node) => node.methods.size > 0);
  let pathExists = false;
  for (const node of nodes) {
    const operation = node.methods.get(method);
    const sample = operation ?? node.methods.values().next().value;
    const params = sample === undefined ? undefined : paramsOf(sample.route, segments);
    if (params === undefined) continue;
    pathExists = true;
    if (operation !== undefined) return { kind: "operation", operation, params };
  }
  return pathExists ? { kind: "wrongMethod" } : { kind: "unknown" };
}

function find(node: Node, segments: readonly string[], index: number): Node[] {
  const segment = segments[index];
  if (segment === undefined) return [node];
  // `@original` and `@me` may come percent-encoded, as discord.js sends them.
  const fixed = node.fixed.get(decode(segment) ?? segment);
  return [
    ...(fixed === undefined ? [] : find(fixed, segments, index + 1)),
    ...(node.placeholder === undefined || segment === "" ? [] : find(node.placeholder, segments, index + 1)),
  ];
}

function paramsOf(route: string, segments: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, part] of route.split("/").slice(1).entries()) {
    if (!part.startsWith("{")) continue;
    const value = decode(segments[index] ?? "");
    if (value === undefined) return undefined;
    params[part.slice(1, -1)] = value;
  }
  return params;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Names of the placeholders that hold ids. */
export function idParams(route: string): string[] {
  return route
    .split("/")
    .filter((part) => idPlaceholder.test(part))
    .map((part) => part.slice(1, -1));
}
