// What every module needs of the page: its sentences, the token against forged posts, announcements, input methods.

/** A sentence that the server put into the page, with {places} filled. */
export function text(name, places = {}) {
  const found = document.getElementById("texts")?.dataset[name] ?? "";
  return found.replace(/\{(\w+)\}/g, (all, key) => places[key] ?? all);
}

export const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/** Takes over the fresh token of an answer that refused an old one, so that the next try succeeds. */
export function renew(headers) {
  const fresh = headers.get("X-CSRFToken");
  if (!fresh) return;
  document.querySelector('meta[name="csrf-token"]').content = fresh;
  for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = fresh;
}

/** Reads `message` to screen readers. */
export function say(message) {
  const place = document.getElementById("say");
  if (!place) return;
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = message));
}

/** True while an input method is composing: its Enter, Escape and arrows belong to it alone. */
export const composing = (event) => event.isComposing || event.keyCode === 229;

/** True where keys are text. */
export function typing(target) {
  if (!(target instanceof Element)) return false;
  if (target.closest("[contenteditable]:not([contenteditable=false]), textarea, select")) return true;
  const input = target.closest("input");
  return Boolean(input) && !["checkbox", "radio", "button", "submit", "reset", "file", "range"].includes(input.type);
}

/** Asks the server; rejects with the response when the answer is no success. */
export async function ask(url, options = {}) {
  const headers = { "HX-Request": "true", "X-CSRFToken": token(), ...options.headers };
  const response = await fetch(url, { credentials: "same-origin", ...options, headers });
  if (!response.ok || response.redirected) throw response;
  return response;
}

/** A cookie that only says how the page looks. */
export function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}

export function on(type, selector, handler, root = document) {
  root.addEventListener(type, (event) => {
    const found = event.target instanceof Element && event.target.closest(selector);
    if (found) handler(event, found);
  });
}
