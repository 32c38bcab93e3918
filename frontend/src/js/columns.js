// The heads of a list by mouse: drag an edge for the width, double click it to fit, drag a head for the order. The chooser of columns does all of it by keyboard.
import { on } from "./page.js";
import { stay } from "./lists.js";

const EDGE = 7;
const FAR = 5;
const LEAST = 56;
const MOST = 800;
let held = null;
let dragged = false;

export function start() {
  on("pointermove", "table[data-list] thead", hover);
  on("pointerdown", "table[data-list] thead", hold);
  on("dblclick", "table[data-list] thead", fit);
  on("dragstart", "table[data-list] thead", (event) => event.preventDefault());
  document.addEventListener("pointermove", drag);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", () => held && end());
  document.addEventListener("click", (event) => dragged && (event.preventDefault(), event.stopPropagation(), (dragged = false)), true);
}

const heads = (table) => [...table.tHead.rows[0].cells];
const clamp = (width) => Math.round(Math.min(Math.max(width, LEAST), MOST));

// The head whose right edge is under the mouse.
function edgeAt(event) {
  return heads(event.target.closest("table")).find((th) => th.dataset.c && Math.abs(th.getBoundingClientRect().right - event.clientX) <= EDGE);
}

function hover(event, thead) {
  if (held || event.pointerType !== "mouse") return;
  const edge = edgeAt(event);
  for (const th of thead.querySelectorAll(".edge")) if (th !== edge) th.classList.remove("edge");
  edge?.classList.add("edge");
}

function hold(event, thead) {
  dragged = false;
  if (event.button || event.pointerType !== "mouse") return;
  const edge = edgeAt(event);
  const th = edge ?? event.target.closest("th");
  if (!th?.dataset.c) return;
  held = { th, table: thead.closest("table"), x: event.clientX, width: th.offsetWidth, sizing: Boolean(edge), moved: false, place: null };
}

function drag(event) {
  if (!held) return;
  const by = event.clientX - held.x;
  if (!held.moved && Math.abs(by) < FAR) return;
  event.preventDefault();
  getSelection()?.removeAllRanges();
  if (!held.moved) begin();
  if (held.sizing) column(held.table, held.th).width = clamp(held.width + by);
  else mark(event);
}

function begin() {
  held.moved = true;
  if (held.sizing) return sized(held.table);
  // The title stands first, always.
  if (held.th.classList.contains("main")) held = null;
  else held.th.classList.add("moving");
}

// All widths as they are now, so that none but the dragged one changes.
function sized(table) {
  if (table.classList.contains("sized")) return;
  const group = document.createElement("colgroup");
  for (const th of heads(table)) group.append(Object.assign(document.createElement("col"), { width: th.offsetWidth }));
  table.prepend(group);
  table.classList.add("sized");
}

const column = (table, th) => table.querySelector("colgroup").children[th.cellIndex];

function mark(event) {
  if (!held) return;
  unmark();
  const over = heads(held.table).find((th) => {
    const { left, right } = th.getBoundingClientRect();
    return th.dataset.c && event.clientX >= left && event.clientX < right;
  });
  if (!over || over === held.th) return (held.place = null);
  const { left, width } = over.getBoundingClientRect();
  const after = over.classList.contains("main") || event.clientX > left + width / 2;
  over.classList.add(after ? "after" : "before");
  held.place = { over, after };
}

function unmark() {
  for (const th of held.table.querySelectorAll(".before, .after")) th.classList.remove("before", "after");
}

function drop() {
  if (!held) return;
  const { moved, sizing, place, th, table } = held;
  if (moved) {
    dragged = true;
    setTimeout(() => (dragged = false));
    if (sizing) widths(table);
    else if (place) order(table, th, place);
  }
  end();
}

function end() {
  unmark();
  held.th.classList.remove("moving");
  held = null;
}

function fit(event) {
  const th = edgeAt(event);
  if (!th) return;
  event.preventDefault();
  const table = th.closest("table");
  sized(table);
  const col = column(table, th);
  col.width = LEAST;
  const wide = [...table.rows].map((row) => row.cells[th.cellIndex]).filter((cell) => cell?.colSpan === 1);
  col.width = clamp(Math.max(...wide.map(wanted)) + 2);
  widths(table);
}

function wanted(cell) {
  const inner = cell.firstElementChild;
  const around = cell.offsetWidth - cell.clientWidth + parseFloat(getComputedStyle(cell).paddingRight);
  return Math.max(cell.scrollWidth, inner ? inner.offsetLeft - cell.offsetLeft + inner.scrollWidth : 0) + around;
}

function widths(table) {
  const found = heads(table).filter((th) => th.dataset.c);
  arrive((asked) => {
    asked.delete("_width");
    for (const th of found) asked.append("_width", `${th.dataset.c}:${column(table, th).width}`);
  });
}

function order(table, moved, { over, after }) {
  const names = heads(table).map((th) => th.dataset.c).filter((name) => name && name !== moved.dataset.c);
  names.splice(names.indexOf(over.dataset.c) + (after ? 1 : 0), 0, moved.dataset.c);
  arrive((asked) => {
    asked.delete("c");
    for (const name of names) asked.append("c", name);
  });
}

// The chooser's address has all that the list asks for, also where a saved view has a short one.
function arrive(change) {
  const whole = document.querySelector('[hx-get*="/columns"]')?.getAttribute("hx-get") ?? location.href;
  const url = new URL(location.href);
  const page = ["after", "before"].filter((name) => url.searchParams.has(name)).map((name) => [name, url.searchParams.get(name)]);
  url.search = new URL(whole, location.href).search;
  for (const [name, value] of page) url.searchParams.set(name, value);
  change(url.searchParams);
  stay(url);
  location.replace(url);
}
