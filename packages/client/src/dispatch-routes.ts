import type { PreviousMaker, SubjectMaker } from "./event-subjects.ts";
import { previousMakerOf, subjectMakerOf } from "./event-subjects.ts";
import { eventName } from "./event-names.ts";

/** Dispatches that the client itself needs, whoever listens. */
const ownDispatches: ReadonlySet<string> = new Set(["READY", "RESUMED", "INTERACTION_CREATE", "USER_UPDATE"]);

/**
 * Those that have no event of their own: `ready` and `shardResumed` tell of them. And those whose names mean something else
 * here, should Discord have such one day: `raw` tells of them.
 */
const unheard: ReadonlySet<string> = new Set([
  "READY",
  "RESUMED",
  "ERROR",
  "RAW",
  "SHARD_READY",
  "SHARD_RESUMED",
  "SHARD_DISCONNECT",
]);

/** What is to be done with one kind of dispatch, as long as no listener comes or goes. */
export interface DispatchRoute {
  /** Such as `messageCreate`. */
  readonly event: string;
  /** Does anybody need its body? */
  readonly wanted: boolean;
  /** Does anybody listen to the event? */
  readonly heard: boolean;
  /** Does anybody listen to `raw`? */
  readonly heardRaw: boolean;
  readonly subject: SubjectMaker | undefined;
  readonly previous: PreviousMaker | undefined;
}

/** Finds out once per kind of dispatch, and not per dispatch, what is to be done with it. */
export class DispatchRoutes {
  readonly #routes = new Map<string, DispatchRoute>();
  readonly #hears: (event: string) => boolean;
  readonly #cacheWants: (dispatch: string) => boolean;

  constructor(hears: (event: string) => boolean, cacheWants: (dispatch: string) => boolean) {
    this.#hears = hears;
    this.#cacheWants = cacheWants;
  }

  /** @param dispatch - Name as the gateway has it, such as `MESSAGE_CREATE`; also one that nobody knows yet. */
  of(dispatch: string): DispatchRoute {
    const known = this.#routes.get(dispatch);
    if (known !== undefined) return known;
    const event = eventName(dispatch);
    const heard = !unheard.has(dispatch) && this.#hears(event);
    const heardRaw = this.#hears("raw");
    const wanted = heard || heardRaw || ownDispatches.has(dispatch) || this.#cacheWants(dispatch);
    const route: DispatchRoute = {
      event,
      wanted,
      heard,
      heardRaw,
      subject: subjectMakerOf(dispatch),
      previous: previousMakerOf(dispatch),
    };
    this.#routes.set(dispatch, route);
    return route;
  }

  /** Listeners came or went. */
  forget(): void {
    this.#routes.clear();
  }
}
