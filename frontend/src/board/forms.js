// Short forms in a dialog, further cards, folded columns, the fields of cards.
import { show } from "../js/dialogs.js";
import { ask, on } from "../js/page.js";
import { failed } from "../js/requests.js";
import { left } from "./heads.js";
import { send } from "./moving.js";
import { cardsOf, columnOf, columns, labelOf, words } from "./places.js";

export function start(board) {
  on("click", "[data-board-form], .card-move", openForm);
  on("submit", "form[data-board-ask]", sendForm);
  on("click", "[data-board-cancel]", (event, button) => button.closest("dialog").close());
  on("click", "[data-more]", (event, link) => (event.preventDefault(), load(link, link.dataset.more, true)));
  on("click", "[data-fold]", (event, button) => fold(board, columnOf(button)));
  columns().forEach(name);
}

async function openForm(event, link) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const card = link.closest(".card");
  try {
    show(await (await ask(link.href)).text());
  } catch (problem) {
    return failed(problem);
  }
  const dialog = document.getElementById("board-ask");
  dialog.querySelector("form[data-board-ask]").boardMove = { card, focus: true };
  dialog.querySelector("select, input:not([type=hidden]), textarea")?.focus();
  dialog.addEventListener("close", () => link.isConnected && link.focus(), { once: true });
}

function sendForm(event, form) {
  if (!form.closest("dialog")) return;
  event.preventDefault();
  send(form.action, new URLSearchParams(new FormData(form)), form.boardMove ?? { card: null });
}

/** Fetches further cards in place of the `link` below a column. */
export async function load(link, url, focus = false) {
  const column = columnOf(link);
  link.setAttribute("aria-busy", "true");
  try {
    add(column, await (await ask(url)).text(), focus);
    link.remove();
  } catch (problem) {
    link.removeAttribute("aria-busy");
    return failed(problem);
  }
  left(column);
}

// What stands on the board already, because it was moved there, is not shown twice.
function add(column, html, focus = false) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const fresh = [...answer.querySelectorAll(".card")].filter((card) => !document.getElementById(card.id));
  cardsOf(column).append(...fresh.map((card) => document.adoptNode(card)));
  const more = answer.querySelector("[data-more]");
  if (more) column.append(document.adoptNode(more));
  if (focus) fresh[0]?.querySelector("a")?.focus({ preventScroll: true });
}

async function fold(board, column) {
  const folded = !("folded" in column.dataset);
  column.toggleAttribute("data-folded", folded);
  keep(board.dataset.kept);
  name(column);
  const cards = cardsOf(column);
  if (folded || cards.children.length || cards.dataset.loaded) return;
  cards.dataset.loaded = "1";
  try {
    add(column, await (await ask(cards.dataset.cards)).text());
    left(column);
  } catch (problem) {
    delete cards.dataset.loaded;
    failed(problem);
  }
}

function name(column) {
  const button = column.querySelector("[data-fold]");
  if (!button) return;
  const folded = "folded" in column.dataset;
  const label = words(folded ? "unfold" : "fold", { column: labelOf(column) });
  button.setAttribute("aria-expanded", String(!folded));
  button.setAttribute("aria-label", label);
  button.title = label;
}

// One after the other, so that the last click holds.
let keeping = Promise.resolve();

function keep(url) {
  const body = new URLSearchParams({ what: "folded" });
  for (const each of columns()) if ("folded" in each.dataset) body.append("folded", each.dataset.column);
  keeping = keeping.then(() => ask(url, { method: "POST", body, keepalive: true })).catch(failed);
}
