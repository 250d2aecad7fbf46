/** Fetches JSON from the sandbox. Throws an `Error` with the sandbox's own words when it refuses. */
async function request(path, options) {
  const response = await fetch(`api/${path}`, options);
  const body = await response.json();
  if (!response.ok) throw new Error(body.message ?? `HTTP ${response.status}`);
  return body;
}

export function loadState(user) {
  return request(`state?user=${encodeURIComponent(user ?? "")}`);
}

export function loadMessages(user, channel) {
  return request(`messages?user=${encodeURIComponent(user)}&channel=${encodeURIComponent(channel)}`);
}

export function loadStats() {
  return request("stats");
}

function post(path, body) {
  return request(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Does something as a user. */
export function act(user, action, parameters = {}) {
  return post("actions", { user, action, ...parameters });
}

export function causeFault(fault) {
  return post("faults", { fault });
}

/** Calls back with each event the user sees, `{ t, d }`. @returns a function that ends it. */
export function followEvents(user, onEvent) {
  const source = new EventSource(`api/events?user=${encodeURIComponent(user)}`);
  source.addEventListener("message", ({ data }) => onEvent(JSON.parse(data)));
  return () => source.close();
}

/** Reads files into what the sandbox takes: name, type and base64. */
export function readFiles(files) {
  return Promise.all(
    [...files].map(async (file) => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      let binary = "";
      for (const byte of bytes) binary += String.fromCharCode(byte);
      return { name: file.name, contentType: file.type || undefined, base64: btoa(binary) };
    }),
  );
}
