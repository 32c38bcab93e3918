// Counts, sums and bars of the columns: fetched after the cards, and again when a card has moved.
import { ask } from "../js/page.js";
import { load } from "./forms.js";
import { columns, words } from "./places.js";

let url = "";
let asked = 0;

export function start(board) {
  url = board.dataset.board;
  refresh();
}

/** Fetches them anew; of several answers the last one counts. */
export async function refresh() {
  if (!url) return; // a calendar has none
  const number = ++asked;
  try {
    const answer = await (await ask(url)).text();
    if (number === asked) place(answer);
  } catch {
    if (number === asked) missing();
  }
}

function place(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const part of answer.querySelectorAll("[data-for]")) {
    const target = document.getElementById(part.dataset.for);
    if (!target) continue;
    target.replaceChildren(...[...part.childNodes].map((node) => document.adoptNode(node)));
    if (part.dataset.records) target.dataset.records = part.dataset.records;
    for (const one of target.querySelectorAll("[data-part]")) one.style.flexGrow = one.dataset.part;
  }
  columns().forEach(left);
  for (const link of document.querySelectorAll("[data-later]")) {
    link.removeAttribute("data-later");
    load(link, link.dataset.more);
  }
}

/** Says how many more there are on the button that shows them. */
export function left(column) {
  const more = column.querySelector("[data-more]");
  const all = Number(column.querySelector("[data-records]")?.dataset.records);
  const rest = all - column.querySelectorAll(".card").length;
  if (more && all === 0) more.remove();
  if (more && rest > 0) more.textContent = words("more", { n: rest.toLocaleString(document.documentElement.lang) });
}

// Without counts the board can be used all the same.
function missing() {
  for (const skeleton of document.querySelectorAll(".column-count .skeleton")) {
    const sign = document.createElement("span");
    Object.assign(sign, { className: "count", textContent: "–", title: words("failed") });
    skeleton.replaceWith(sign);
  }
}
