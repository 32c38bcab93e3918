// Moving a card by mouse, pen or finger. A finger holds the card for a moment first, because it also scrolls.
import { move } from "./moving.js";
import { board as onBoard, columnOf, labelOf, nameOf, tell } from "./places.js";

const HOLD = 350; // milliseconds that a finger rests on a card
const SLACK = 6; // pixels that a pointer may tremble
const EDGE = 48; // pixels at the side of the board that make it scroll
let held = null;

export function start(board) {
  board.addEventListener("pointerdown", press);
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", release);
  document.addEventListener("pointercancel", cancel);
  document.addEventListener("keydown", (event) => event.key === "Escape" && held?.ghost && (event.preventDefault(), event.stopPropagation(), cancel()), true);
  board.addEventListener("touchmove", (event) => held?.ghost && event.preventDefault(), { passive: false });
  board.addEventListener("contextmenu", (event) => held?.touch && event.preventDefault());
  board.addEventListener("dragstart", (event) => event.preventDefault());
  document.addEventListener("click", swallow, true);
}

function press(event) {
  const card = event.target.closest(".card[data-movable]");
  if (!card || event.button !== 0 || held || event.target.closest(".card-move, button")) return;
  const touch = event.pointerType === "touch";
  held = { card, touch, id: event.pointerId, x: event.clientX, y: event.clientY, over: columnOf(card) };
  if (touch) held.timer = setTimeout(() => held && lift(held.x, held.y), HOLD);
}

function follow(event) {
  if (!held || event.pointerId !== held.id) return;
  const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > SLACK;
  if (!held.ghost && !far) return;
  if (!held.ghost && held.touch) return cancel();
  if (!held.ghost) lift(event.clientX, event.clientY);
  carry(event.clientX, event.clientY);
}

function lift(x, y) {
  const { card } = held;
  const box = card.getBoundingClientRect();
  const ghost = card.cloneNode(true);
  ghost.removeAttribute("id");
  ghost.setAttribute("aria-hidden", "true");
  ghost.classList.add("ghost");
  ghost.style.width = `${box.width}px`;
  Object.assign(held, { ghost, dx: x - box.left, dy: y - box.top });
  onBoard().append(ghost);
  onBoard().classList.add("dragging");
  card.classList.add("sending");
  if (held.touch) navigator.vibrate?.(10);
  tell("lifted", { name: nameOf(card), column: labelOf(held.over) });
  carry(x, y);
}

function carry(x, y) {
  held.ghost.style.left = `${x - held.dx}px`;
  held.ghost.style.top = `${y - held.dy}px`;
  const column = document.elementFromPoint(x, y)?.closest("[data-column]");
  if (column && column !== held.over) {
    held.over.classList.remove("over");
    held.over = column;
  }
  held.over.classList.add("over");
  held.at = [x, y];
  if (!held.scrolling) scroll();
}

// Near its sides the board moves on.
function scroll() {
  if (!held?.ghost) return;
  const board = onBoard();
  const box = board.getBoundingClientRect();
  const [x] = held.at;
  const step = x < box.left + EDGE ? -6 : x > box.right - EDGE ? 6 : 0;
  const before = board.scrollLeft;
  board.scrollLeft += step;
  held.scrolling = step !== 0 && board.scrollLeft !== before;
  if (held.scrolling) requestAnimationFrame(() => held?.ghost && ((held.scrolling = false), carry(...held.at)));
}

let dropped = false;

function release(event) {
  if (!held || event.pointerId !== held.id) return;
  const { card, ghost, over } = held;
  settle();
  if (!ghost) return;
  dropped = true;
  setTimeout(() => (dropped = false));
  move(card, over);
}

function cancel(event) {
  if (!held || (event?.pointerId !== undefined && event.pointerId !== held.id)) return;
  const { card, ghost } = held;
  settle();
  if (ghost) tell("back", { name: nameOf(card), column: labelOf(columnOf(card)) });
}

function settle() {
  clearTimeout(held.timer);
  held.ghost?.remove();
  held.over.classList.remove("over");
  held.card.classList.remove("sending");
  onBoard().classList.remove("dragging");
  held = null;
}

// A drop is no click on the card's link.
function swallow(event) {
  if (!dropped || !event.target.closest?.("[data-board]")) return;
  event.preventDefault();
  event.stopPropagation();
}
