// The editor over a cell of a list: Enter saves, Tab saves and goes on, Escape leaves it; what is wrong and what others changed is said there.
import { focusEditor, tell } from "./inplace.js";
import { show } from "./dialogs.js";
import { ask, composing, on } from "./page.js";
import { failed } from "./requests.js";

const CONTROLS = "input:not([type=hidden]), select, textarea";
let place = null;
let box = null;
let onward = null;
let busy = false;
let asked = 0;

export function start() {
  on("keydown", ".cell-editor", keys);
  on("submit", ".cell-editor form", (event) => (event.preventDefault(), save(0)));
  on("click", ".cell-editor [data-cancel]", () => close());
  document.addEventListener("click", outside, true);
  for (const type of ["scroll", "resize"]) window.addEventListener(type, put, true);
}

/** Opens the editor that `url` gives over `cell`; `next` goes on from a cell by so many. */
export async function open(cell, url, next) {
  const number = ++asked;
  try {
    const answer = await (await ask(url)).text();
    if (number !== asked || !cell.isConnected) return;
    remove();
    [place, onward] = [cell, next];
    box = document.createElement("div");
    box.className = "cell-editor";
    box.popover = "manual";
    document.querySelector("main").append(box);
    box.showPopover();
    fill(answer);
  } catch (problem) {
    failed(problem);
  }
}

const form = () => box.querySelector("form");

function fill(html) {
  box.innerHTML = html;
  put();
  focusEditor(form());
}

// Over the cell; near the lower edge of the window it grows upwards.
function put() {
  if (!box) return;
  const cell = place.getBoundingClientRect();
  const up = cell.bottom + 300 > innerHeight && cell.top > innerHeight / 2;
  box.style.minWidth = `${cell.width}px`;
  box.style.left = `${Math.max(8, Math.min(cell.left, innerWidth - box.offsetWidth - 8))}px`;
  box.style.top = up ? "auto" : `${cell.top}px`;
  box.style.bottom = up ? `${innerHeight - cell.bottom}px` : "auto";
  box.classList.toggle("up", up);
}

function remove() {
  box?.remove();
  box = null;
}

function close() {
  const cell = place;
  asked++;
  remove();
  cell?.focus({ preventScroll: true });
}

function keys(event) {
  if (event.defaultPrevented || composing(event)) return;
  if (event.key === "Tab") return tab(event);
  if (event.key === "Escape") close();
  else if (event.key === "Enter" && event.target.matches("select")) save(0);
  else return;
  event.preventDefault();
}

// Within an editor of several parts Tab goes from one to the next, as everywhere.
function tab(event) {
  const parts = [...box.querySelectorAll(CONTROLS)].filter((each) => each.checkVisibility() && (each.type !== "radio" || each === document.activeElement));
  const edge = event.shiftKey ? parts[0] : parts.at(-1);
  if (event.target !== edge && parts.includes(event.target)) return;
  event.preventDefault();
  save(event.shiftKey ? -1 : 1);
}

// A click beside the editor saves what was typed, and does nothing else in the list.
function outside(event) {
  if (!box || box.contains(event.target) || event.target.closest("dialog, #toasts")) return;
  const touched = form()?.hasAttribute("data-touched");
  if (touched || event.target.closest("table[data-list] tbody")) {
    event.preventDefault();
    event.stopPropagation();
  }
  if (touched) save(0);
  else if (!busy) close();
}

function save(by) {
  const editor = form();
  if (busy || !editor) return;
  if (editor.hasAttribute("data-touched")) return send(editor.action, new FormData(editor), by);
  close();
  if (by) onward(place, by);
}

async function send(url, data, by) {
  [busy, box.inert] = [true, true];
  try {
    const answer = await ask(url, { method: "POST", body: new URLSearchParams(data) });
    form().removeAttribute("data-touched");
    tell(await answer.text());
    await redraw();
    close();
    if (by) onward(place, by);
  } catch (problem) {
    refused(problem, by);
  } finally {
    busy = false;
  }
}

async function refused(problem, by) {
  box.inert = false;
  if (problem.status === 422) fill(await problem.text());
  else if (problem.status !== 409 || !choose(await problem.clone().text(), by)) failed(problem);
  if (problem.status === 404) return gone();
  form().setAttribute("data-touched", "");
  if (!document.querySelector("dialog[open]")) focusEditor(form());
}

function gone() {
  place.parentElement.classList.add("gone");
  close();
}

// Somebody else was faster: his dialog stays on this page, and goes back to what was typed where it is cancelled.
function choose(html, by) {
  if (!show(html)) return false;
  const dialog = document.getElementById("conflict");
  dialog.addEventListener("close", () => box && !busy && focusEditor(form()));
  dialog.querySelector("form[data-resolve]").addEventListener("submit", (event) => {
    if (event.submitter?.formMethod === "dialog") return;
    event.preventDefault();
    const [url, data] = [event.target.action, new FormData(event.target)];
    dialog.close();
    send(url, data, by);
  });
  return true;
}

// The row as the list draws it now; the editor's cell is found again by its place.
async function redraw() {
  const [row, at] = [place.parentElement, place.cellIndex];
  const asks = row.closest("table").dataset.asks;
  const answer = await ask(`${row.querySelector("td.main > a").pathname}/row?${asks}`).catch(() => null);
  const made = document.createElement("template");
  made.innerHTML = answer ? await answer.text() : "";
  const fresh = [...(made.content.querySelector("tr")?.cells ?? [])];
  const old = [...row.cells].filter((cell) => !cell.matches(".pick"));
  if (fresh.length === old.length) old.forEach((cell, n) => cell.replaceWith(fresh[n]));
  place = row.cells[at];
  place.tabIndex = -1;
  row.dispatchEvent(new CustomEvent("guanxi:row-saved", { bubbles: true }));
}
