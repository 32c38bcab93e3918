// Moving a card by keyboard: Space lifts it, the arrows choose a column, Space or Enter drops it, Escape puts it back.
import { composing, typing } from "../js/page.js";
import { move } from "./moving.js";
import { cardsOf, columnOf, columns, focusOf, labelOf, nameOf, reveal, tell } from "./places.js";

let lifted = null;
let over = null;

export function start(board) {
  board.addEventListener("keydown", press);
  board.addEventListener("focusout", (event) => lifted && !lifted.contains(event.relatedTarget) && event.relatedTarget && back());
}

function press(event) {
  if (composing(event) || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const card = event.target.closest(".card");
  if (!card) return;
  if (lifted) return held(event, card);
  if (event.key === " " && "movable" in card.dataset && event.target === focusOf(card)) {
    event.preventDefault();
    lift(card);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(event, card);
}

function held(event) {
  const across = Number(event.currentTarget.dataset.across) || 0; // how many columns stand in a row, where there are rows
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across }[event.key];
  if (event.key === " " || event.key === "Enter") drop();
  else if (event.key === "Escape") back();
  else if (step) choose(step);
  else if (event.key === "Tab") return back();
  else if (!event.key.startsWith("Arrow")) return;
  event.preventDefault();
  event.stopPropagation();
}

function lift(card) {
  lifted = card;
  over = columnOf(card);
  card.classList.add("lifted");
  over.classList.add("over");
  tell("lifted", { name: nameOf(card), column: labelOf(over) });
}

function choose(step) {
  const all = columns();
  const next = all[all.indexOf(over) + step];
  if (!next) return;
  over.classList.remove("over");
  over = next;
  over.classList.add("over");
  reveal(over);
  tell("over", { name: nameOf(lifted), column: labelOf(over), n: all.indexOf(over) + 1, all: all.length });
}

function drop() {
  const [card, column] = [lifted, over];
  settle();
  move(card, column, { focus: true });
}

function back() {
  const card = lifted;
  settle();
  tell("back", { name: nameOf(card), column: labelOf(columnOf(card)) });
}

function settle() {
  lifted.classList.remove("lifted");
  over.classList.remove("over");
  [lifted, over] = [null, null];
}

// Up and down walk through the cards of a column.
function walk(event, card) {
  const all = [...cardsOf(columnOf(card)).querySelectorAll(".card")];
  const next = all[all.indexOf(card) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  focusOf(next)?.focus();
}
