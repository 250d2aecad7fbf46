import type { APIInteraction } from "@zignal/types";
import type { InteractionRoute } from "./interaction-route.ts";

/** Is what it is given: a class that extends it puts its private fields there. */
// oxlint-disable-next-line typescript/no-extraneous-class
class Given {
  constructor(object: object) {
    // oxlint-disable-next-line no-constructor-return
    return object;
  }
}

/**
 * An interaction's route, remembered on the interaction's own object, where nobody sees it: neither keys nor JSON nor
 * copies have it. A WeakMap would do the same; under a flood the collector's work on it costs as much as all else here.
 */
class RouteMark extends Given {
  #owner: object;
  #route: InteractionRoute;

  constructor(interaction: APIInteraction, owner: object, route: InteractionRoute) {
    super(interaction);
    this.#owner = owner;
    this.#route = route;
  }

  static read(interaction: object, owner: object): InteractionRoute | undefined {
    return #route in interaction && interaction.#owner === owner ? interaction.#route : undefined;
  }

  static write(interaction: APIInteraction, owner: object, route: InteractionRoute): RouteMark {
    if (!(#route in interaction)) return new RouteMark(interaction, owner, route);
    interaction.#owner = owner;
    interaction.#route = route;
    return interaction;
  }
}

/** Those of interactions that take no mark. */
const unmarkable = new WeakMap<object, { owner: object; route: InteractionRoute }>();

/** The route that `owner` has remembered for this object. */
export function routeMarkedOn(interaction: APIInteraction, owner: object): InteractionRoute | undefined {
  const marked = RouteMark.read(interaction, owner);
  if (marked !== undefined || Object.isExtensible(interaction)) return marked;
  const found = unmarkable.get(interaction);
  return found?.owner === owner ? found.route : undefined;
}

/** Remembers a route for this object, until another owner does. */
export function markRoute(interaction: APIInteraction, owner: object, route: InteractionRoute): void {
  if (!Object.isExtensible(interaction)) unmarkable.set(interaction, { owner, route });
  else RouteMark.write(interaction, owner, route);
}
