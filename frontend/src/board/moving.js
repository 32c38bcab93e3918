// A move is one post; its answer says where the card now stands, whoever put it there.
import { show } from "../js/dialogs.js";
import { ask, token } from "../js/page.js";
import { failed } from "../js/requests.js";
import { refresh } from "./heads.js";
import { cardsOf, columnNamed, columnOf, focusOf, labelOf, nameOf, tell } from "./places.js";

const query = () => location.search;

/** Moves `card` to `column`; where the server wants it elsewhere it goes there, where it refuses it goes back. */
export async function move(card, column, { focus = false } = {}) {
  const from = columnOf(card);
  const back = card.nextElementSibling;
  if (from === column) return tell("back", { name: nameOf(card), column: labelOf(from) });
  cardsOf(column).prepend(card);
  card.classList.add("sending");
  if (focus) focusOf(card)?.focus();
  const form = new URLSearchParams({ _to: column.dataset.column, version: card.dataset.version, csrf_token: token() });
  const home = () => putBack(card, from, back, focus);
  await send(`${location.pathname}${card.dataset.card}/move${query()}`, form, { card, home, focus, to: column });
}

/** Posts `form` and takes the answer in; `home` puts the card back. */
export async function send(url, form, { card, home = () => {}, focus = false, to = null }) {
  let response;
  try {
    response = await ask(url, { method: "POST", body: form });
  } catch (problem) {
    if (!(problem instanceof Response)) return refused(problem, home);
    const said = problem.status === 409 || problem.status === 422 ? await problem.clone().text() : "";
    if (problem.status === 422 && said.includes("data-board-ask")) return missing(said, { card, home, focus, to });
    if (problem.status === 409 && said.includes("data-now")) return take(said, card, { focus });
    if (problem.status === 404 && card) gone(card);
    return refused(problem, home);
  }
  closeForm();
  take(await response.text(), card, { focus, done: true });
}

/** Puts the answered card where it now stands, and shows what is said about it. */
export function take(html, card, { focus = false, done = false } = {}) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const place = answer.querySelector("[data-now]");
  const fresh = place?.querySelector(".card");
  const column = fresh && columnNamed(place.dataset.column);
  if (!column && card) gone(card);
  else if (column) {
    document.getElementById(fresh.id)?.remove();
    card?.remove();
    cardsOf(column).prepend(document.adoptNode(fresh));
    fresh.classList.add("arrived");
    if (focus) focusOf(fresh)?.focus();
    if (done) tell("dropped", { name: nameOf(fresh), column: labelOf(column) });
  }
  const said = answer.querySelector(".toast");
  if (said) document.getElementById("toasts").append(document.adoptNode(said));
  refresh();
}

// The form for just what is missing: sent, it moves the card; left, the card goes back.
function missing(html, { card, home, focus, to }) {
  show(html);
  const dialog = document.getElementById("board-ask");
  dialog.addEventListener("close", () => dialog.returnValue === "sent" || home(), { once: true });
  dialog.querySelector("form[data-board-ask]").boardMove = { card, home: () => {}, focus, to };
  (dialog.querySelector("[aria-invalid]") ?? dialog.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
}

function closeForm() {
  const dialog = document.getElementById("board-ask");
  if (!dialog) return;
  dialog.close("sent");
  dialog.remove();
}

function refused(problem, home) {
  home();
  return failed(problem);
}

function putBack(card, from, before, focus) {
  card.classList.remove("sending");
  if (!card.isConnected) return;
  cardsOf(from).insertBefore(card, before?.parentElement === cardsOf(from) ? before : null);
  if (focus) focusOf(card)?.focus();
  tell("back", { name: nameOf(card), column: labelOf(from) });
}

function gone(card) {
  tell("gone", { name: nameOf(card) });
  card.remove();
}
