import { causeFault, loadStats } from "./api.js";
import { element } from "./element.js";

const faults = [
  ["cutGateway", "Cut the gateway", "Every connection is cut without a word"],
  ["closeGateway", "Close with 4000", "Every connection is closed with a code"],
  ["reconnect", "Ask to reconnect", "Op 7"],
  ["invalidateResumable", "Invalidate, resumable", "Op 9 true"],
  ["invalidate", "Invalidate sessions", "Op 9 false"],
  ["mute", "Mute the gateway", "Connections fall silent and stay open"],
  ["dropHeartbeatAcks", "Drop heartbeat ACKs", "Heartbeats are left unanswered"],
  ["delayGateway", "Delay by 1 s", "Everything the gateway sends comes a second late"],
  ["rateLimitNext", "429 next request", "The next API request is rate limited for 2 s"],
  ["failNext", "502 next request", "The next API request fails"],
  ["resetNext", "Cut next request", "The next API request's connection is cut"],
  ["stallNext", "Stall next request", "The next API request gets headers and no body"],
  ["cutVoice", "Cut voice", "Every voice connection is cut without a word"],
  ["moveVoice", "Move voice server", "Everybody gets another endpoint and token"],
  ["degradeVoice", "Degrade voice", "Datagrams are lost, repeated, reordered and late"],
  ["downgradeVoice", "Downgrade voice", "Calls leave end-to-end encryption"],
  ["upgradeVoice", "Upgrade voice", "Calls return to end-to-end encryption"],
  ["clear", "Clear all", "Ends what lasts, forgets what is planned"],
];

/** Buttons for faults, and figures that are refreshed every two seconds while the page is in sight. */
export function buildFaultsPanel(panel, figures, attempt) {
  panel.replaceChildren(
    ...faults.map(([name, text, title]) =>
      element("button", {
        type: "button",
        className: name === "clear" ? "button primary" : "button secondary",
        textContent: text,
        title,
        onclick: () => void attempt(() => causeFault(name)).then(refresh),
      }),
    ),
  );
  const refresh = async () => {
    if (document.hidden) return;
    const stats = await loadStats().catch(() => undefined);
    if (stats === undefined) return;
    figures.replaceChildren(
      ...Object.entries(stats).flatMap(([name, value]) => [element("dt", {}, [name]), element("dd", {}, [`${value}`])]),
    );
  };
  setInterval(() => void refresh(), 2000);
  void refresh();
}
