// The bell: asks now and then how much is unread, says when there is more, fetches the newest when it is opened.
import { ask, on, say } from "./page.js";

const EVERY_MS = 60_000;
let known;

export function start() {
  const bell = document.querySelector("[data-bell]");
  if (!bell) return;
  bell.addEventListener("toggle", () => bell.open && open(bell));
  on("click", "[data-notice]", (event, link) => leave(bell, `${bell.dataset.bell}/these`, link.dataset.notice));
  on("submit", "[data-bell-panel] form", (event, form) => mark(event, bell, form));
  document.addEventListener("visibilitychange", () => count(bell));
  setInterval(() => count(bell), EVERY_MS);
  count(bell);
}

// What cannot be asked now (no network, session over) is asked again later; the page itself says what is wrong.
async function fetched(url, options) {
  try {
    return await ask(url, options);
  } catch {
    return null;
  }
}

async function count(bell) {
  if (document.hidden) return;
  const answer = await fetched(`${bell.dataset.bell}/count`);
  if (!answer) return;
  const place = bell.querySelector("[data-bell-count]");
  place.innerHTML = await answer.text();
  const words = place.querySelector("[data-unread]");
  const now = Number(words?.dataset.unread ?? 0);
  if (known !== undefined && now > known) say(bell.querySelector("summary").textContent.trim());
  known = now;
}

async function open(bell) {
  const answer = await fetched(`${bell.dataset.bell}/panel`);
  if (answer) bell.querySelector("[data-bell-panel]").innerHTML = await answer.text();
}

function leave(bell, url, these) {
  fetched(url, { method: "POST", keepalive: true, body: new URLSearchParams({ act: "read", these }) }).then(() => count(bell));
}

async function mark(event, bell, form) {
  event.preventDefault();
  const sent = { method: "POST", body: new URLSearchParams(new FormData(form)) };
  const answer = await ask(form.action, sent).catch((refused) => refused instanceof Response && !refused.redirected && refused);
  if (!answer) return form.submit();
  const told = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-toast]");
  if (told) document.getElementById("toasts").append(told);
  await open(bell);
  bell.querySelector("[data-bell-panel]").focus();
  count(bell);
}
