import { componentsView } from "./component-view.js";
import { element } from "./element.js";
import { embedView, imageView } from "./embed-view.js";
import { link, markdown } from "./markdown.js";

const ephemeralFlag = 1 << 6;
const loadingFlag = 1 << 7;
const quickReactions = ["👍", "🎉", "❤️", "😄"];

/** One message. `context` carries names, who looks, and what to do on clicks, reactions, replies and deletes. */
export function messageView(message, context) {
  const ephemeral = (message.flags & ephemeralFlag) !== 0;
  const loading = (message.flags & loadingFlag) !== 0;
  const own = message.author.id === context.userId;
  return element("li", { className: ephemeral ? "message ephemeral" : "message", dataset: { id: message.id } }, [
    replyLine(message),
    interactionLine(message),
    element("div", { className: "byline" }, [
      element("strong", {}, [message.author.global_name ?? message.author.username]),
      message.author.bot && element("span", { className: "tag" }, ["APP"]),
      element("time", { dateTime: message.timestamp }, [new Date(message.timestamp).toLocaleTimeString()]),
      message.edited_timestamp && element("span", { className: "status" }, ["(edited)"]),
      message.pinned && element("span", { title: "Pinned" }, ["📌"]),
    ]),
    loading && element("div", { className: "status" }, [`${message.author.username} is thinking…`]),
    message.content && element("div", { className: "text" }, markdown(message.content, context)),
    ...(message.message_snapshots ?? []).map(({ message: copy }) =>
      element("blockquote", {}, ["Forwarded: ", ...markdown(copy.content, context)]),
    ),
    ...message.attachments.map(attachmentView),
    ...message.embeds.map((embed) => embedView(embed, context)),
    message.poll && pollView(message.poll),
    ...componentsView(message.components, forMessage(message, context)),
    reactionsView(message, context),
    ephemeral
      ? element("div", { className: "status" }, ["Only you can see this."])
      : element("div", { className: "tools" }, [
          ...quickReactions.map((emoji) =>
            tool(emoji, `React with ${emoji}`, () => context.onReact(message, emoji, true)),
          ),
          tool("↩", "Reply", () => context.onReply(message)),
          tool("⋯", "Apps", () => context.onApps(message)),
          own && tool("✎", "Edit", () => context.onEdit(message)),
          own && tool("🗑", "Delete", () => context.onDelete(message)),
        ]),
  ]);
}

function forMessage(message, context) {
  return {
    ...context,
    onClick: (button) => context.onClick(message, button),
    onSelect: (menu, values) => context.onSelect(message, menu, values),
  };
}

function tool(text, title, onclick) {
  return element("button", { type: "button", textContent: text, title, "aria-label": title, onclick });
}

function replyLine(message) {
  if (message.type !== 19) return undefined;
  const { referenced_message: target } = message;
  const text = target
    ? `↩ ${target.author.username}: ${target.content.slice(0, 80) || "…"}`
    : "↩ the original message was deleted";
  return element("div", { className: "status" }, [text]);
}

function interactionLine(message) {
  const { interaction, interaction_metadata: metadata } = message;
  if (!metadata?.user) return undefined;
  const name = interaction?.name ?? metadata.name;
  const what = name ? ` used /${name}` : "";
  return what ? element("div", { className: "status" }, [`${metadata.user.username}${what}`]) : undefined;
}

function attachmentView(attachment) {
  if (attachment.content_type?.startsWith("image/")) {
    return imageView(attachment.url, attachment.description ?? attachment.filename);
  }
  return element("div", { className: "attachment" }, [
    link(attachment.url, `📎 ${attachment.filename}`),
    ` ${attachment.size} bytes`,
  ]);
}

function pollView(poll) {
  return element("div", { className: "embed" }, [
    element("div", { className: "embed-title" }, [poll.question.text ?? ""]),
    ...poll.answers.map(({ answer_id: id, poll_media: media }) => {
      const count = poll.results?.answer_counts.find((answer) => answer.id === id)?.count ?? 0;
      return element("div", {}, [`${media.emoji?.name ?? "•"} ${media.text ?? ""} (${count})`]);
    }),
  ]);
}

function reactionsView(message, context) {
  if (!message.reactions?.length) return undefined;
  return element(
    "div",
    { className: "reactions" },
    message.reactions.map(({ emoji, count, me }) => {
      const name = emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name;
      const button = tool(`${emoji.name} ${count}`, me ? "Take back" : "React", () =>
        context.onReact(message, name, !me),
      );
      button.className = me ? "reaction mine" : "reaction";
      return button;
    }),
  );
}
