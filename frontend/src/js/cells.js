// Cells of a list: the arrows walk through them, Enter or a double click edits one where it stands. The editor lies over the cell, so that
// nothing moves; it is the record page's own, and so are its answers.
import { open as edit } from "./celledit.js";
import { composing, on, text, typing } from "./page.js";
import { toast } from "./toasts.js";

const WIDE = matchMedia("(min-width: 721px)");
const ROW = "table[data-list] tbody tr[id]";
const HEADLINE = "td.main > a[href]";
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function start() {
  document.addEventListener("keydown", pressed);
  on("dblclick", `${ROW} > td`, (event, cell) => WIDE.matches && !event.target.closest("a, button, input, label, form") && twice(cell));
}

const heading = (cell) => cell.closest("table").tHead?.rows[0]?.cells[cell.cellIndex];
const fieldOf = (cell) => (heading(cell)?.matches("[data-f]") ? heading(cell).dataset.c : "");
const link = (row) => row.querySelector(HEADLINE);

/** Tells whether the cell has an editor in the list. */
export const mayEdit = (cell) => Boolean(WIDE.matches && cell && link(cell.parentElement) && fieldOf(cell));

function pressed(event) {
  if (event.defaultPrevented || composing(event) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !WIDE.matches) return;
  if (typing(event.target) || document.querySelector("dialog[open], details[data-menu][open], .cell-editor")) return;
  const cell = event.target.closest?.(`${ROW} > td`) ?? under(event.target);
  if (!cell || !(event.target === cell || event.target === document.body || event.target.matches(HEADLINE))) return;
  const title = cell.matches(".main");
  if (STEPS[event.key] && !(title && STEPS[event.key][1])) step(cell, ...STEPS[event.key]);
  else if (event.key === "Enter" && !title) open(cell);
  else return;
  event.preventDefault();
}

const under = (target) => (target === document.body ? document.querySelector("table[data-list] tr.here > td.main") : null);

function step(cell, aside, down) {
  const row = cell.parentElement;
  const rows = [...row.parentElement.querySelectorAll(":scope > tr[id]")];
  const other = down ? rows[rows.indexOf(row) + down] : row;
  const next = other?.cells[cell.cellIndex + aside];
  if (next && !next.matches(".pick")) go(next);
}

/** Puts the focus on a cell; on a title that is its link. */
export function go(cell) {
  const row = cell.parentElement;
  if (!row.matches(".here")) {
    document.querySelector("table[data-list] tr.here")?.classList.remove("here");
    row.classList.add("here");
    row.dispatchEvent(new CustomEvent("guanxi:row", { bubbles: true }));
  }
  const place = (cell.matches(".main") && link(row)) || cell;
  if (place === cell) cell.tabIndex = -1;
  place.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function twice(cell) {
  if (cell.matches(".main, .pick")) return;
  getSelection()?.removeAllRanges();
  open(cell);
}

function open(cell) {
  go(cell);
  if (mayEdit(cell)) return edit(cell, `${link(cell.parentElement).pathname}/field/${fieldOf(cell)}`, onward);
  toast(text("locked", { field: heading(cell)?.textContent.trim() ?? "" }), "info");
}

// The next cell with an editor, or the one before, also of the next row.
function onward(cell, by) {
  const cells = [...cell.closest("tbody").querySelectorAll(":scope > tr[id] > td")].filter(mayEdit);
  const next = cells[cells.indexOf(cell) + by];
  if (next) open(next);
  else go(cell);
}
