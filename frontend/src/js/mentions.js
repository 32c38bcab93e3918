// @ in a text for colleagues offers those who see the record, # in the text of any entry records; the chosen name or address is
// written out. Safe with input methods.
import { ask, composing, on, say, text } from "./page.js";
import { failed } from "./requests.js";

const PAUSE = 160;
const TEXT = "form:is([data-mentions], [data-links]) textarea";
const SIGNS = [
  { begun: /(?:^|[^\w.])[@＠]([^\s@＠#＃]{0,40})$/, url: "mentions", label: "mention", written: "label" },
  { begun: /(?:^|[^\w.&/\\@%~])[#＃]([^\s@＠#＃]{0,40})$/, url: "links", label: "link", written: "value", instead: true },
];
const waiting = new WeakMap();
// While a button is pressed the list stays: what is below it would move away under the pointer.
let pressed = false;

export function start() {
  on("input", TEXT, (event, box) => event.isComposing || later(box));
  on("compositionend", TEXT, (event, box) => later(box));
  on("focusout", TEXT, (event, box) => pressed ? document.addEventListener("pointerup", () => setTimeout(() => fold(box)), { once: true }) : fold(box));
  for (const type of ["pointerdown", "pointerup", "pointercancel"]) document.addEventListener(type, () => (pressed = type === "pointerdown"), true);
  on("mousedown", "[data-mention-list]", (event) => event.preventDefault());
  on("click", "[data-mention-list] [data-value]", (event, option) => write(option.closest("[data-mention-list]").previousElementSibling, option));
  document.addEventListener("keydown", keys, true);
}

// What was begun before the cursor: the sign with what is typed behind it; undefined where nothing is.
function begun(box) {
  const before = box.value.slice(0, box.selectionStart);
  for (const sign of SIGNS) {
    const found = sign.url in box.form.dataset && sign.begun.exec(before);
    if (found) return { ...sign, typed: found[1] };
  }
  return undefined;
}

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
  const sign = begun(box);
  if (!sign) return;
  const url = new URL(box.form.dataset[sign.url], location.href);
  url.searchParams.set("q", sign.typed);
  try {
    const answer = await (await ask(url, { signal: stop.signal })).text();
    if (stop.signal.aborted || document.activeElement !== box) return;
    unfold(box, answer, text(sign.label));
  } catch (problem) {
    if (problem?.name !== "AbortError") failed(problem);
  }
}

function unfold(box, html, label) {
  fold(box);
  const list = document.createElement("span");
  list.className = "combo-list mention-list";
  list.dataset.mentionList = "";
  list.id = `${box.id}-mentions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
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

// A name stands behind its @, an address in the place of its #.
function write(box, option) {
  const end = box.selectionStart;
  const sign = begun(box);
  fold(box);
  box.setRangeText(`${option.dataset[sign.written]} `, end - sign.typed.length - (sign.instead ? 1 : 0), end, "end");
  box.focus();
  box.dispatchEvent(new Event("change", { bubbles: true }));
}
