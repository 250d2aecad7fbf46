import type { JsonObject } from "../world/json.ts";
import { ownApplication } from "./application-endpoints.ts";
import type { Endpoints } from "./call.ts";
import { form } from "./call.ts";
import type { Field } from "./fields.ts";
import { array, choice, fail, refine, string } from "./fields.ts";
import { object, optional, record, required } from "./object-field.ts";
import { ok } from "./reply.ts";

const key = refine(string({ min: 1, max: 50 }), (text, at) => {
  if (!/^[a-z0-9_]+$/.test(text)) fail(at, "STRING_TYPE_REGEX", "String value did not match validation regex.");
});

const records: Field<JsonObject[]> = array(
  object({
    key: required(key),
    name: required(string({ min: 1, max: 100 })),
    description: required(string({ min: 1, max: 200 })),
    type: required(choice([1, 2, 3, 4, 5, 6, 7, 8])),
    name_localizations: optional(record(string({ max: 100 }))),
    description_localizations: optional(record(string({ max: 200 }))),
  }),
  { max: 5 },
);

/** What guilds may ask of members for a role, in the words of the application. */
export const roleConnectionEndpoints: Endpoints = {
  get_application_role_connections_metadata: (call) => ok(ownApplication(call).application.roleConnections),

  update_application_role_connections_metadata: (call) => {
    const { application } = ownApplication(call);
    application.roleConnections = form({ ...call, body: call.body ?? [] }, records);
    return ok(application.roleConnections);
  },
};
