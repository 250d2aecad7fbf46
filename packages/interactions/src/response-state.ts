/** What an interaction has been told so far. */
export type ResponseState =
  | { status: "open" }
  /** The user sees that the app is thinking. */
  | { status: "deferred"; ephemeral: boolean; byItself: boolean }
  /** Acknowledged; the message of the component is to be edited. */
  | { status: "deferredUpdate"; byItself: boolean }
  /** There is an answer; `with` says of what kind. */
  | { status: "answered"; with: "message" | "update" | "modal" | "choices" | "activity" | "premium" | "eligibility" }
  /** Discord has an answer, but not from here: an attempt that seemed to fail had arrived, or another process answered. */
  | { status: "acknowledged" };

/** What the handler wants to say. */
export type ResponseWish =
  | { wish: "reply"; ephemeral: boolean }
  | { wish: "defer"; ephemeral: boolean; byItself: boolean }
  | { wish: "update" }
  | { wish: "deferUpdate"; byItself: boolean }
  | { wish: "modal" }
  | { wish: "choices" }
  | { wish: "activity" }
  | { wish: "premium" }
  | { wish: "eligibility" }
  | { wish: "followUp"; ephemeral: boolean }
  | { wish: "edit" }
  | { wish: "delete" }
  | { wish: "fetch" };

/** What to do about it. `next` holds only once the call has succeeded. */
export type ResponseStep =
  | { call: "callback"; next: ResponseState }
  | { call: "editOriginal"; next: ResponseState }
  | { call: "deleteOriginal"; next: ResponseState }
  | { call: "fetchOriginal"; next: ResponseState }
  | { call: "followUp"; next: ResponseState }
  /** A follow-up that takes the place of the answer: edits are of it from then on. */
  | { call: "answerAnew"; next: ResponseState }
  /** Delete the public "thinking", then send anew: what is meant for one user must not become public. */
  | { call: "replaceDeferred"; next: ResponseState }
  | { call: "nothing"; next: ResponseState }
  | { call: "refuse"; reason: "alreadyAnswered" | "notAnswered"; message: string };

/** Answers after which there can be no other. */
const onlyOnes: ReadonlySet<string> = new Set(["choices", "activity", "eligibility"]);

const answeredWithMessage: ResponseState = { status: "answered", with: "message" };

/** Pure: which call serves a wish in a state. */
export function stepFor(state: ResponseState, wish: ResponseWish): ResponseStep {
  switch (wish.wish) {
    case "reply":
      return reply(state, wish.ephemeral);
    case "update":
      return update(state);
    case "defer":
      return first(state, "defer()", {
        status: "deferred",
        ephemeral: wish.ephemeral,
        byItself: wish.byItself,
      });
    case "deferUpdate":
      return first(state, "deferUpdate()", { status: "deferredUpdate", byItself: wish.byItself });
    case "modal":
      return first(state, "showModal()", { status: "answered", with: "modal" });
    case "choices":
      return first(state, "respond()", { status: "answered", with: "choices" });
    case "activity":
      return first(state, "launchActivity()", { status: "answered", with: "activity" });
    case "premium":
      return first(state, "requirePremium()", { status: "answered", with: "premium" });
    case "eligibility":
      return first(state, "allow() or refuse()", { status: "answered", with: "eligibility" });
    case "followUp":
      // To the first follow-up of a deferral Discord does the same, with the deferral's visibility.
      if (state.status === "deferred") return reply(state, wish.ephemeral);
      return after(state, "followUp()", { call: "followUp", next: state });
    case "edit":
      return after(state, "editReply()", { call: "editOriginal", next: afterEdit(state) });
    case "delete":
      return after(state, "deleteReply()", { call: "deleteOriginal", next: afterEdit(state) });
    default:
      return after(state, "fetchReply()", { call: "fetchOriginal", next: state });
  }
}

function reply(state: ResponseState, ephemeral: boolean): ResponseStep {
  switch (state.status) {
    case "open":
      return { call: "callback", next: answeredWithMessage };
    case "deferred":
      return ephemeral && !state.ephemeral
        ? { call: "replaceDeferred", next: answeredWithMessage }
        : { call: "editOriginal", next: answeredWithMessage };
    case "deferredUpdate":
      // Deferred by itself, the handler knows only of its reply: that is what it means to edit later.
      return state.byItself
        ? { call: "answerAnew", next: answeredWithMessage }
        : { call: "followUp", next: { status: "answered", with: "update" } };
    default:
      return refuse("alreadyAnswered", "reply()", "use followUp() for another message, or editReply() to change it");
  }
}

function update(state: ResponseState): ResponseStep {
  switch (state.status) {
    case "open":
      return { call: "callback", next: { status: "answered", with: "update" } };
    case "deferredUpdate":
      return { call: "editOriginal", next: { status: "answered", with: "update" } };
    default:
      return refuse("alreadyAnswered", "update()", "use editReply() to change the answer");
  }
}

/** What can only be the first answer. */
function first(state: ResponseState, name: string, next: ResponseState): ResponseStep {
  if (state.status === "open") return { call: "callback", next };
  if ((state.status === "deferred" || state.status === "deferredUpdate") && state.byItself) {
    // The handler deferred late: it has happened by itself already.
    if (state.status === next.status) return { call: "nothing", next: { ...state, byItself: false } };
    return refuse(
      "alreadyAnswered",
      name,
      "the handler was slow, and its answer was deferred by itself: answer sooner, or set autoDefer to false for it",
    );
  }
  return refuse("alreadyAnswered", name, "it must be the first answer");
}

/** What needs an answer that is there. */
function after(state: ResponseState, name: string, step: ResponseStep): ResponseStep {
  if (state.status === "open") {
    return { call: "refuse", reason: "notAnswered", message: `${name} needs an answer first: call reply() or defer()` };
  }
  if (state.status === "answered" && onlyOnes.has(state.with)) {
    return refuse("alreadyAnswered", name, "an answer of this kind is the only one");
  }
  return step;
}

function afterEdit(state: ResponseState): ResponseState {
  if (state.status === "deferred") return answeredWithMessage;
  if (state.status === "deferredUpdate") return { status: "answered", with: "update" };
  return state;
}

function refuse(reason: "alreadyAnswered", name: string, hint: string): ResponseStep {
  return { call: "refuse", reason, message: `${name} came after the interaction was answered: ${hint}` };
}
