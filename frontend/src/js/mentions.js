// @ in a text for colleagues offers those who see the record; the chosen name is written out. Safe with input methods.
import { ask, composing, on, say, text } from "./page.js";
import { failed } from "./requests.js";

const PAUSE = 160;
const TEXT = "form[data-mentions] textarea";
const BEGUN = /(^|[^\w.])[@＠]([^\s@＠]{0,40})$/;
const waiting = new WeakMap();

export function start() {
  on("input", TEXT, (event, box) => event.isComposing || later(box));
  on("compositionend", TEXT, (event, box) => later(box));
  on("focusout", TEXT, (event, box) => fold(box));
  on("mousedown", "[data-mention-list]", (event) => event.preventDefault());
  on("click", "[data-mention-list] [data-value]", (event, option) => write(option.closest("[data-mention-list]").previousElementSibling, option));
  document.addEventListener("keydown", keys, true);
}

const begun = (box) => BEGUN.exec(box.value.slice(0, box.selectionStart))?.[2];
const listOf = (box) => box.parentElement.querySelector("[data-mention-list]");
const options = (box) => [...(listOf(box)?.querySelectorAll("[data-value]") ?? [])];
const active = (box) => options(box).find((option) => option.getAttribute("aria-selected") === "true");

function later(box) {
  const before = waiting.get(box);
  clearTimeout(before?.timer);
  before?.stop.abort();
  if (begun(box) === undefined) return fold(box);
  const stop = new AbortController();
  waiting.set(box, { stop, timer: setTimeout(() => look(box, stop), PAUSE) });
}

async function look(box, stop) {
  const url = new URL(box.form.dataset.mentions, location.href);
  url.searchParams.set("q", begun(box) ?? "");
  try {
    const answer = await (await ask(url, { signal: stop.signal })).text();
    if (stop.signal.aborted || document.activeElement !== box) return;
    unfold(box, answer);
  } catch (problem) {
    if (problem?.name !== "AbortError") failed(problem);
  }
}

function unfold(box, html) {
  fold(box);
  const list = document.createElement("span");
  list.className = "combo-list mention-list";
  list.dataset.mentionList = "";
  list.id = `${box.id}-mentions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", text("mention"));
  list.innerHTML = html;
  if (!list.querySelector("[data-value]")) return say(text("none"));
  box.after(list);
  options(box).forEach((option, n) => (option.id = `${list.id}-${n}`));
  box.setAttribute("aria-controls", list.id);
  select(box, options(box)[0]);
  say(text("found", { n: options(box).length }));
}

function fold(box) {
  listOf(box)?.remove();
  box.removeAttribute("aria-controls");
  box.removeAttribute("aria-activedescendant");
}

function select(box, option) {
  active(box)?.setAttribute("aria-selected", "false");
  option.setAttribute("aria-selected", "true");
  box.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function keys(event) {
  const box = event.target;
  const all = box.matches?.(TEXT) ? options(box) : [];
  if (!all.length || composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) select(box, all.at((all.indexOf(active(box)) + step) % all.length));
  else if (event.key === "Enter" || event.key === "Tab") write(box, active(box));
  else if (event.key === "Escape") fold(box);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function write(box, option) {
  const end = box.selectionStart;
  const from = end - begun(box).length;
  fold(box);
  box.setRangeText(`${option.dataset.label} `, from, end, "end");
  box.focus();
  box.dispatchEvent(new Event("change", { bubbles: true }));
}
