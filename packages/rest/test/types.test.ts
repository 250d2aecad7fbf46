// Checked by the compiler: `expectTypeOf` does nothing at run time, and an unneeded `@ts-expect-error` is an error.
import type {
  APIChannel,
  APIMessage,
  RESTGetAPIChannelMessagesResult,
  RESTPostAPIInteractionCallbackWithResponseResult,
} from "@zignal/types";
import { expect, expectTypeOf, it } from "vitest";
import type { Rest } from "../src/index.ts";

function calls(rest: Rest): void {
  expectTypeOf(rest.channels.getChannel("1")).resolves.toEqualTypeOf<APIChannel>();
  expectTypeOf(rest.channels.listMessages("1")).resolves.toEqualTypeOf<RESTGetAPIChannelMessagesResult>();
  expectTypeOf(rest.channels.deleteMessage("1", "2")).resolves.toEqualTypeOf<void>();
  expectTypeOf(rest.webhooks.executeWebhook("1", "t", { content: "x" })).resolves.toEqualTypeOf<undefined>();
  expectTypeOf(
    rest.webhooks.executeWebhook("1", "t", { content: "x" }, { query: { wait: true } }),
  ).resolves.toEqualTypeOf<APIMessage>();
  expectTypeOf(
    rest.interactions.createInteractionResponse("1", "t", { type: 5 }, { query: { with_response: true } }),
  ).resolves.toEqualTypeOf<RESTPostAPIInteractionCallbackWithResponseResult>();
  expectTypeOf(rest.channels.iterateMessages("1")).toExtend<AsyncIterable<APIMessage>>();
  expectTypeOf(rest.request<{ a: 1 }>({ method: "GET", path: "/x" })).resolves.toEqualTypeOf<{ a: 1 }>();

  void rest.channels.createMessage("1", { content: "x", files: [{ name: "a.txt", data: "a" }] });
  // @ts-expect-error -- content is text
  void rest.channels.createMessage("1", { content: 1 });
  // @ts-expect-error -- Discord has no such field
  void rest.channels.createMessage("1", { contents: "x" });
  // @ts-expect-error -- the channel is missing
  void rest.channels.createMessage({ content: "x" });
  // @ts-expect-error -- the body is missing
  void rest.channels.createMessage("1");
  // @ts-expect-error -- ids are strings
  void rest.channels.getChannel(1);
  // @ts-expect-error -- no call has this option
  void rest.channels.getChannel("1", { retries: 3 });
  // @ts-expect-error -- this operation has no query
  void rest.channels.getChannel("1", { query: { limit: 1 } });
  // @ts-expect-error -- nor this one such a query
  void rest.channels.listMessages("1", { query: { limt: 1 } });
  // @ts-expect-error -- searching needs its query
  void rest.guilds.searchGuildMembers("1");
  // @ts-expect-error -- getting a channel sends no files in its body
  void rest.channels.getChannel("1", { files: [{ name: 1 }] });
  // @ts-expect-error -- the result is no message
  expectTypeOf(rest.channels.getChannel("1")).resolves.toEqualTypeOf<APIMessage>();
}

it("wrong bodies, missing parameters and unknown options do not compile", () => {
  expect(calls).toBeTypeOf("function");
});
