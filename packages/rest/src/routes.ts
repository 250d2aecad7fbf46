import type { Endpoint } from "./endpoint.ts";
import { endpoints } from "./endpoints.ts";
import { Route } from "./route.ts";

export type EndpointName = (typeof endpoints)[number]["name"];

const all: readonly Endpoint[] = endpoints;

/** Every endpoint, ready to be called, by name. */
export const routes: Readonly<Record<EndpointName, Route>> = Object.fromEntries(
  all.map((endpoint) => [endpoint.name, new Route(endpoint)]),
) as Record<EndpointName, Route>;
