import type { Guard } from "./guard.ts";
import type { RefusalOptions } from "./guards.ts";

/** Who owns an application, as Discord says it. */
export interface OwnedApplication {
  owner?: { id: string };
  /** Of a team's application: its `owner` is the team then. */
  team?: { members: readonly { user: { id: string }; membership_state: number }[] } | null;
}

/** The part of a REST client that knows the application. */
export interface OwnerRest {
  readonly applications: { getMyApplication(): Promise<OwnedApplication> };
}

/** Discord's number of a member of a team who has accepted the invitation. */
const accepted = 2;

/**
 * Lets the application's owner through, or the members of its team. Discord is asked once, when the first user comes; if it
 * can not say, that call of the handler fails, and the next one asks again.
 */
export function onlyOwners(rest: OwnerRest, options: RefusalOptions = {}): Guard {
  let owners: Promise<ReadonlySet<string>> | undefined;
  return async (ctx) => {
    owners ??= ownersOf(rest).catch((error: unknown) => {
      owners = undefined;
      throw error;
    });
    return (await owners).has(ctx.user.id) ? undefined : (options.message ?? "This is for the owners of this app.");
  };
}

async function ownersOf({ applications }: OwnerRest): Promise<ReadonlySet<string>> {
  const { owner, team } = await applications.getMyApplication();
  if (team === undefined || team === null) return new Set(owner === undefined ? [] : [owner.id]);
  return new Set(team.members.filter((member) => member.membership_state === accepted).map(({ user }) => user.id));
}
