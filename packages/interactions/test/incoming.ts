import type { APIInteraction } from "@zignal/types";

let nextId = 1000;

const user = { id: "7", username: "alice", discriminator: "0", global_name: "Alice", avatar: null };

/** An interaction as Discord sends it, with what matters to a test. */
function incoming(type: number, data: object, more: object = {}): APIInteraction {
  const interaction = {
    id: String(nextId++),
    application_id: "900",
    type,
    token: "interaction-token",
    version: 1,
    guild_id: "500",
    channel_id: "600",
    channel: { id: "600", type: 0 },
    member: {
      user,
      roles: [],
      permissions: "0",
      joined_at: "2026-01-01T00:00:00Z",
      deaf: false,
      mute: false,
      flags: 0,
    },
    app_permissions: "0",
    locale: "de",
    guild_locale: "en-US",
    entitlements: [],
    authorizing_integration_owners: {},
    attachment_size_limit: 10_485_760,
    data,
    ...more,
  };
  // The tests' own data: the fields that the handler reads are there.
  return interaction as unknown as APIInteraction;
}

export interface IncomingOption {
  name: string;
  type: number;
  value?: string | number | boolean;
  focused?: boolean;
  options?: IncomingOption[];
}

export function slashCommand(name: string, options: IncomingOption[] = [], resolved: object = {}): APIInteraction {
  return incoming(2, { id: "1", type: 1, name, options, resolved });
}

export function userCommand(name: string, targetId: string, resolved: object): APIInteraction {
  return incoming(2, { id: "1", type: 2, name, target_id: targetId, resolved });
}

export function messageCommand(name: string, targetId: string, resolved: object): APIInteraction {
  return incoming(2, { id: "1", type: 3, name, target_id: targetId, resolved });
}

export function autocomplete(name: string, options: IncomingOption[]): APIInteraction {
  return incoming(4, { id: "1", type: 1, name, options });
}

export function button(customId: string): APIInteraction {
  return incoming(3, { component_type: 2, custom_id: customId }, { message: { id: "700", channel_id: "600" } });
}

export function select(customId: string, componentType: number, values: string[], resolved?: object): APIInteraction {
  return incoming(
    3,
    { component_type: componentType, custom_id: customId, values, ...(resolved !== undefined && { resolved }) },
    { message: { id: "700", channel_id: "600" } },
  );
}

export function modal(
  customId: string,
  components: object[],
  more: object = {},
  resolved: object = {},
): APIInteraction {
  return incoming(5, { custom_id: customId, components, resolved }, more);
}
