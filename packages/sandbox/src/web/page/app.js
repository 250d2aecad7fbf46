import * as api from "./api.js";
import { closeCommandPanel, openCommandPanel, openContextCommands } from "./command-panel.js";
import { byId, element } from "./element.js";
import { buildFaultsPanel } from "./faults-panel.js";
import { messageView } from "./message-view.js";
import { openModal } from "./modal-dialog.js";

const textChannelTypes = new Set([0, 1, 5, 10, 11, 12]);
const voiceChannelTypes = new Set([2, 13]);
const refreshing = /^MESSAGE_/;
const restructuring = /^(CHANNEL_|THREAD_|GUILD_ROLE_|GUILD_MEMBER_|VOICE_STATE_|PRESENCE_)/;

const view = {
  user: "",
  channel: "",
  state: undefined,
  replyTo: undefined,
  editing: undefined,
  following: true,
  stopEvents: () => {},
};

const names = () => ({
  users: Object.fromEntries(view.state.users.map(({ id, name }) => [id, name])),
  roles: Object.fromEntries(view.state.roles.map(({ id, name }) => [id, name])),
  channels: Object.fromEntries(view.state.channels.filter(({ type }) => type !== 1).map(({ id, name }) => [id, name])),
});

/** Runs an action and shows what went wrong, if anything did. */
async function attempt(action) {
  const error = byId("error");
  error.hidden = true;
  try {
    return await action();
  } catch (problem) {
    error.textContent = problem.message;
    error.hidden = false;
    return undefined;
  }
}

/** Does something as the chosen user; a modal that comes back is opened. */
async function act(action, parameters) {
  const result = await attempt(() => api.act(view.user, action, parameters));
  if (result?.modal) {
    openModal(result.modal, { names: names() }, (values) =>
      act("submitModal", { modal: result.modal, values }).then((outcome) => outcome !== undefined),
    );
  }
  void refreshMessages();
  return result;
}

async function refreshState() {
  view.state = await api.loadState(view.user);
  view.user ||= view.state.you;
  const visible = view.state.channels.filter(({ type }) => textChannelTypes.has(type));
  if (!visible.some(({ id }) => id === view.channel)) view.channel = visible[0]?.id ?? "";
  byId("guild-name").textContent = view.state.guild.name;
  byId("user").replaceChildren(
    ...view.state.people.map((name) =>
      element("option", { value: name, textContent: name, selected: name === view.user }),
    ),
  );
  byId("channels").replaceChildren(...view.state.channels.map(channelItem));
  const bots = view.state.bots.map(({ name, online }) => `${name} is ${online ? "online" : "offline"}`);
  byId("bots").textContent = bots.join(", ");
  const current = view.state.channels.find(({ id }) => id === view.channel);
  byId("channel-name").textContent = current ? titleOf(current) : "";
}

function titleOf({ type, name }) {
  if (type === 1) return `@ ${name}`;
  if (voiceChannelTypes.has(type)) return `🔊 ${name}`;
  return `${type >= 10 && type <= 12 ? "💬" : "#"} ${name}`;
}

function channelItem(channel) {
  if (channel.type === 4) return element("li", { className: "category" }, [channel.name]);
  const inVoice = voiceChannelTypes.has(channel.type);
  const there = channel.voice.includes(view.user);
  const open = () =>
    inVoice ? act(there ? "leaveVoice" : "joinVoice", { channel: channel.id }) : openChannel(channel.id);
  return element("li", {}, [
    element("button", {
      type: "button",
      textContent: titleOf(channel),
      className: channel.id === view.channel ? "channel current" : "channel",
      title: inVoice ? (there ? "Leave" : "Join") : "",
      onclick: () => void open(),
    }),
    ...channel.voice.map((name) => element("div", { className: "status in-voice" }, [name])),
  ]);
}

async function openChannel(id) {
  view.channel = id;
  view.following = true;
  clearComposer();
  await refreshState();
  await refreshMessages();
}

function isAtEnd(list) {
  return list.scrollHeight - list.scrollTop - list.clientHeight < 80;
}

function scrollToEnd(list) {
  list.scrollTop = list.scrollHeight;
}

let refreshQueued = false;

/** Fetches the channel's messages anew: the sandbox is on this machine, and what it says is always right. */
async function refreshMessages() {
  if (refreshQueued) return;
  refreshQueued = true;
  await new Promise(requestAnimationFrame);
  refreshQueued = false;
  const list = byId("messages");
  const messages = await api.loadMessages(view.user, view.channel);
  const focused = list.contains(document.activeElement) && document.activeElement.tagName === "SELECT";
  if (focused && document.activeElement.multiple) return;
  list.replaceChildren(...messages.map((message) => messageView(message, messageContext())));
  if (view.following) scrollToEnd(list);
}

function messageContext() {
  return {
    names: names(),
    userId: view.state.users.find(({ name }) => name === view.user)?.id,
    onClick: (message, button) => void act("clickButton", { message: ref(message), button: button.custom_id }),
    onSelect: (message, menu, values) => void act("select", { message: ref(message), menu: menu.custom_id, values }),
    onReact: (message, emoji, on) => void act(on ? "react" : "unreact", { message: ref(message), emoji }),
    onApps: (message) => void showContextCommands(message),
    onDelete: (message) => void act("delete", { message: ref(message) }),
    onReply(message) {
      view.replyTo = ref(message);
      view.editing = undefined;
      showComposerNote(`Replying to ${message.author.username}`);
    },
    onEdit(message) {
      view.editing = ref(message);
      view.replyTo = undefined;
      byId("text").value = message.content;
      showComposerNote("Editing");
    },
  };
}

async function showContextCommands(message) {
  const commands = await attempt(() => api.act(view.user, "commands", { channel: view.channel }));
  if (commands === undefined) return;
  const { username } = message.author;
  openContextCommands(byId("command-panel"), commands, username, ({ type, name }) =>
    type === 2
      ? act("runUserCommand", { channel: view.channel, name, target: message.author.id })
      : act("runMessageCommand", { name, message: ref(message) }),
  );
}

function ref({ id, channel_id }) {
  return { id, channel_id };
}

function showComposerNote(text) {
  const cancel = element("button", { type: "button", textContent: "✕", title: "Cancel", onclick: clearComposer });
  byId("reply-to").replaceChildren(text, " ", cancel);
  byId("reply-to").hidden = false;
  byId("text").focus();
}

function clearComposer() {
  view.replyTo = undefined;
  view.editing = undefined;
  byId("reply-to").hidden = true;
  byId("text").value = "";
  byId("files").value = "";
  byId("attach").textContent = "+";
}

async function send() {
  const content = byId("text").value;
  const command = content.startsWith("/") && byId("command-panel").querySelector(".command");
  if (command) {
    command.click();
    return;
  }
  const { files } = byId("files");
  if (content.trim() === "" && files.length === 0) return;
  const sent = view.editing
    ? await act("edit", { message: view.editing, content })
    : await act("sendMessage", {
        channel: view.channel,
        content,
        files: await api.readFiles(files),
        replyTo: view.replyTo,
      });
  if (sent) clearComposer();
}

function onEvent({ t, d }) {
  const entry = element("li", { title: JSON.stringify(d).slice(0, 1000) }, [t]);
  const log = byId("events");
  log.prepend(entry);
  while (log.childElementCount > 60) log.lastElementChild.remove();
  if (t === "TYPING_START" && d.channel_id === view.channel) showTyping(d.user_id);
  if (restructuring.test(t)) void refreshState();
  if (refreshing.test(t) && d.channel_id === view.channel) void refreshMessages();
}

let typingTimer;

function showTyping(userId) {
  byId("typing").textContent = `${names().users[userId] ?? "Somebody"} is typing…`;
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => (byId("typing").textContent = ""), 8000);
}

async function becomeUser(user) {
  view.stopEvents();
  view.user = user;
  await refreshState();
  view.stopEvents = api.followEvents(view.user, onEvent);
  await refreshMessages();
}

// A picture that arrives late must not push the last message out of sight.
byId("messages").addEventListener("scroll", ({ currentTarget }) => (view.following = isAtEnd(currentTarget)));
byId("messages").addEventListener("load", ({ currentTarget }) => view.following && scrollToEnd(currentTarget), true);
byId("user").addEventListener("change", ({ target }) => void attempt(() => becomeUser(target.value)));
byId("attach").addEventListener("click", () => byId("files").click());
byId("files").addEventListener("change", ({ target }) => {
  byId("attach").textContent = target.files.length > 0 ? `${target.files.length} 📎` : "+";
});
byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  void send();
});
byId("text").addEventListener("input", ({ target }) => {
  if (!target.value.startsWith("/")) {
    closeCommandPanel(byId("command-panel"));
    return;
  }
  const typed = target.value.slice(1);
  void attempt(async () => {
    const commands = await api.act(view.user, "commands", { channel: view.channel });
    // What has been typed since then asks again by itself.
    if (target.value.slice(1) !== typed) return;
    openCommandPanel(byId("command-panel"), commands, typed, {
      names: names(),
      run: (name, values) => act("runCommand", { channel: view.channel, name, values }),
      complete: (name, option, partial, values) =>
        attempt(() => api.act(view.user, "autocomplete", { channel: view.channel, name, option, partial, values })),
      close: clearComposer,
    });
  });
});
buildFaultsPanel(byId("faults"), byId("stats"), attempt);
void attempt(() => becomeUser(""));
