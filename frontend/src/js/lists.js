// Lists: the row one is on, selected rows, coming back to the same place.
import { mayEdit } from "./cells.js";
import { composing, on, say, text, typing } from "./page.js";

const TWICE = 260;
const AGAIN = "guanxi.again";
let last = null;
let opening = 0;

export function start() {
  document.addEventListener("keydown", walk);
  on("click", "table[data-list] tbody td.pick input", pickRange);
  on("change", "table[data-list] td.pick input", (event, box) => mark(box));
  on("change", "[data-pick-all]", pickAll);
  on("click", "table[data-list] tbody tr", openRow);
  on("dblclick", "table[data-list] tbody tr", () => clearTimeout(opening));
  on("click", "[data-bulk-clear]", clear);
  on("click", "[data-pick-list]", () => meanAll(true));
  on("submit", "[data-bulk-form]", sendPicked);
  window.addEventListener("pagehide", keep);
  if (document.querySelector("[data-print]")) window.addEventListener("load", () => window.print(), { once: true });
  document.addEventListener("toggle", keepFolded, true);
  document.addEventListener("htmx:after:swap", unfoldAgain);
  restore();
}

const rows = () => [...document.querySelectorAll("table[data-list] tbody tr[id]")];
const current = () => document.querySelector("table[data-list] tr.here");

function walk(event) {
  if (composing(event) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (typing(event.target) || document.querySelector("dialog[open], details[data-menu][open]")) return;
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  if (event.key === "j") go(all[Math.min(at + 1, all.length - 1)]);
  else if (event.key === "k") go(all[Math.max(at - 1, 0)]);
  else if (event.key === "x" && at >= 0) toggle(all[at]);
  else if (event.key === "Enter" && at >= 0 && !event.target.closest("a, button, input, summary")) all[at].querySelector("td.main a")?.click();
  else return;
  event.preventDefault();
}

function go(row) {
  current()?.classList.remove("here");
  row.classList.add("here");
  row.dispatchEvent(new CustomEvent("guanxi:row", { bubbles: true }));
  row.querySelector("td.main a")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function toggle(row) {
  const box = row.querySelector("td.pick input");
  if (box) box.click();
}

function pickRange(event, box) {
  if (event.shiftKey && last && last !== box) {
    const boxes = [...document.querySelectorAll("table[data-list] td.pick input")];
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const each of boxes.slice(from, to + 1)) if (each.checked !== box.checked) ((each.checked = box.checked), mark(each, false));
  }
  last = box;
}

function mark(box, count = true) {
  box.closest("tr").classList.toggle("picked", box.checked);
  if (count) recount();
}

function pickAll(event, all) {
  for (const box of all.closest("table").querySelectorAll("td.pick input")) ((box.checked = all.checked), mark(box, false));
  recount();
}

function picked() {
  return [...document.querySelectorAll("table[data-list] td.pick input:checked")];
}

function recount() {
  const bar = document.querySelector("[data-bulk]");
  const n = picked().length;
  const all = document.querySelector("[data-pick-all]");
  if (all) {
    all.checked = n > 0 && n === rows().length;
    all.indeterminate = n > 0 && n < rows().length;
  }
  say(text("selected", { n }));
  if (!bar) return;
  bar.hidden = n === 0;
  meanAll(false);
  for (const form of bar.querySelectorAll("[data-two]")) form.hidden = n !== 2;
  const label = bar.querySelector("[data-bulk-count]");
  label.textContent = n === 1 ? label.dataset.one : label.dataset.many.replace("{n}", n);
}

// All of this page are picked and there are more pages: everything that the list shows can be meant instead.
function meanAll(whole) {
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const page = document.querySelector("[data-pick-all]")?.checked && document.querySelector(".pager a");
  bar.toggleAttribute("data-meant", whole);
  bar.querySelector("[data-pick-list]").hidden = whole || !page;
  bar.querySelector("[data-picked-list]").hidden = !whole;
  bar.querySelector("[data-bulk-count]").hidden = whole;
  for (const form of bar.querySelectorAll("[data-bulk-form]:not([data-whole])")) form.hidden = whole;
  if (whole) say(bar.querySelector("[data-picked-list]").textContent);
}

function clear() {
  for (const box of picked()) ((box.checked = false), mark(box, false));
  recount();
}

function sendPicked(event, form) {
  for (const old of form.querySelectorAll("input[name=id], input[name=_whole]")) old.remove();
  const sent = picked().map((box) => ["id", box.value]);
  if (form.closest("[data-meant]")) sent.push(["_whole", "1"]);
  for (const [name, value] of sent) {
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name, value });
    form.append(hidden);
  }
}

// A click anywhere in a row opens it, unless text is being selected or something in the row was meant.
function openRow(event, row) {
  if (event.target.closest("a, button, input, label, summary, form, td.pick") || String(getSelection())) return;
  const link = row.querySelector("td.main a");
  if (!link) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else if (event.pointerType === "mouse" && mayEdit(event.target.closest("td"))) later(event, link);
  else link.click();
}

// Where a cell could be edited, a second click of the mouse may follow.
function later(event, link) {
  clearTimeout(opening);
  if (event.detail < 2) opening = setTimeout(() => link.click(), TWICE);
}

const place = () => `guanxi.list:${location.pathname}${location.search}`;

const keep = () => store(place());

/** The same list comes again under another address: it stays where it is. */
export function stay(url) {
  store(`guanxi.list:${url.pathname}${url.search}`);
  sessionStorage.setItem(AGAIN, url.search);
}

function store(key) {
  const table = document.querySelector("table[data-list]");
  if (!table) return;
  const wrap = table.closest(".table-wrap");
  const row = document.activeElement?.closest?.("table[data-list] tr[id]") ?? current();
  sessionStorage.setItem(key, JSON.stringify([wrap.scrollTop, wrap.scrollLeft, row?.id ?? ""]));
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(place()) ?? "null");
  const came = performance.getEntriesByType("navigation")[0]?.type;
  const table = document.querySelector("table[data-list]");
  const again = sessionStorage.getItem(AGAIN) === location.search;
  sessionStorage.removeItem(AGAIN);
  if (!kept || !table || (came !== "back_forward" && !again)) return;
  const wrap = table.closest(".table-wrap");
  [wrap.scrollTop, wrap.scrollLeft] = kept;
  const row = kept[2] && document.getElementById(kept[2]);
  if (row) go(row);
}

// Which groups are open is kept for as long as the window is.
const opened = () => `guanxi.groups:${location.pathname}`;
const openGroups = () => JSON.parse(sessionStorage.getItem(opened()) ?? "[]");

function keepFolded(event) {
  const key = event.target.dataset?.group;
  if (!key) return;
  const others = openGroups().filter((each) => each !== key);
  sessionStorage.setItem(opened(), JSON.stringify(event.target.open ? [...others, key].slice(-30) : others));
}

function unfoldAgain() {
  const kept = openGroups();
  for (const group of document.querySelectorAll("details[data-group]:not([open], [data-seen])")) {
    group.dataset.seen = "";
    if (kept.includes(group.dataset.group)) group.open = true;
  }
}
