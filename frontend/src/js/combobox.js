// Link fields: a combobox after the ARIA pattern; options come from the server as a fragment. Safe with input methods.
import { ask, composing, on, say, text } from "./page.js";
import { failed } from "./requests.js";

const PAUSE = 160;
const OPTION = "[role=option]:not([aria-disabled])";
const asked = new WeakMap();

export function start() {
  on("input", "[data-combobox] [role=combobox]", (event, input) => event.isComposing || later(input));
  on("compositionend", "[data-combobox] [role=combobox]", (event, input) => later(input));
  on("focusin", "[data-combobox] [role=combobox]", (event, input) => remember(input));
  on("click", "[data-combobox] [role=combobox]", (event, input) => expanded(input) || look(input));
  on("focusout", "[data-combobox]", leave);
  on("keydown", "[data-combobox] [role=combobox]", keys);
  on("mousedown", "[data-combobox] [role=listbox]", (event) => event.target.closest("a") || event.preventDefault());
  on("click", `[data-combobox] ${OPTION}`, (event, option) => choose(inputOf(option), option));
  on("change", "[data-joined] input", (event, tick) => join(tick.closest("[data-joined]")));
  on("click", "[data-combobox] [data-clear]", (event, button) => empty(inputOf(button)));
}

const boxOf = (element) => element.closest("[data-combobox]");
const inputOf = (element) => boxOf(element).querySelector("[role=combobox]");
const listOf = (input) => boxOf(input).querySelector("[role=listbox]");
const valueOf = (input) => boxOf(input).querySelector("[data-value]");
const expanded = (input) => input.getAttribute("aria-expanded") === "true";
const options = (input) => [...listOf(input).querySelectorAll(OPTION)];
const active = (input) => options(input).find((option) => option.getAttribute("aria-selected") === "true");

function remember(input) {
  input.dataset.shown ??= input.value;
}

function later(input) {
  if (input.readOnly) return;
  clearTimeout(asked.get(input)?.timer);
  asked.set(input, { ...asked.get(input), timer: setTimeout(() => look(input), PAUSE) });
}

async function look(input) {
  if (input.readOnly || !boxOf(input).dataset.url) return;
  asked.get(input)?.stop?.abort();
  const stop = new AbortController();
  asked.set(input, { stop });
  const url = new URL(boxOf(input).dataset.url, location.href);
  url.searchParams.set("q", input.value === input.dataset.shown ? "" : input.value.trim());
  try {
    const answer = await ask(url, { signal: stop.signal });
    fill(input, await answer.text());
  } catch (problem) {
    if (problem?.name !== "AbortError") failed(problem);
  }
}

function fill(input, html) {
  if (!boxOf(input).contains(document.activeElement)) return;
  const list = listOf(input);
  input.removeAttribute("aria-activedescendant");
  list.innerHTML = html;
  options(input).forEach((option, i) => (option.id = `${list.id}-${i}`));
  unfold(input, true);
  if (input.value && input.value !== input.dataset.shown) select(input, options(input)[0]);
  say(options(input).length ? text("found", { n: options(input).length }) : text("none"));
}

function unfold(input, open) {
  listOf(input).hidden = !open;
  input.setAttribute("aria-expanded", String(open));
  if (!open) input.removeAttribute("aria-activedescendant");
}

function select(input, option) {
  active(input)?.setAttribute("aria-selected", "false");
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function keys(event, input) {
  if (composing(event)) return;
  const all = expanded(input) ? options(input) : [];
  const at = all.indexOf(active(input));
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (!expanded(input)) return look(input);
    const step = event.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1;
    select(input, all.at(step % (all.length || 1)));
  } else if (event.key === "Home" && at >= 0) take(event, () => select(input, all[0]));
  else if (event.key === "End" && at >= 0) take(event, () => select(input, all.at(-1)));
  else if (event.key === "Enter" && expanded(input) && !event.ctrlKey && !event.metaKey) take(event, () => active(input) && choose(input, active(input)));
  else if (event.key === "Escape" && expanded(input)) take(event, () => unfold(input, false));
  else if (event.key === "Tab" && expanded(input) && active(input) && input.value !== input.dataset.shown) choose(input, active(input));
}

function take(event, act) {
  event.preventDefault();
  event.stopPropagation();
  act();
}

function choose(input, option) {
  if (boxOf(input).dataset.many) add(input, option);
  else set(input, option.dataset.value, option.dataset.label);
  input.focus();
}

// Of several values each chosen one becomes a box that can be unticked, and the combobox is free for the next.
function add(input, option) {
  const chosen = boxOf(input).parentElement.querySelector("[data-chosen]");
  const there = [...chosen.querySelectorAll("input")].find((each) => each.value === option.dataset.value);
  if (there) there.checked = true;
  else chosen.append(box(chosen.hasAttribute("data-joined") ? "" : boxOf(input).dataset.many, option.dataset.value, option.dataset.label));
  if (chosen.hasAttribute("data-joined")) join(chosen);
  else set(input, "", "");
  input.value = input.dataset.shown = "";
  unfold(input, false);
  say(option.dataset.label);
}

// In a filter all that are ticked are sent as one value.
function join(chosen) {
  const ticked = [...chosen.querySelectorAll("input:checked")].map((each) => each.value);
  chosen.parentElement.querySelector("[data-combobox] [data-value]").value = ticked.join(",");
  chosen.parentElement.querySelector("[data-combobox] [data-clear]")?.toggleAttribute("hidden", !ticked.length);
}

function box(name, value, label) {
  const made = document.createElement("label");
  made.className = "check-chip";
  const tick = Object.assign(document.createElement("input"), { type: "checkbox", value, checked: true });
  if (name) tick.name = name;
  made.append(tick, Object.assign(document.createElement("span"), { textContent: label }));
  return made;
}

function empty(input) {
  boxOf(input).parentElement.querySelector("[data-chosen][data-joined]")?.replaceChildren();
  set(input, "", "");
  input.focus();
}

/** Puts a value into the combobox as if it had been chosen. */
export function set(input, value, label) {
  valueOf(input).value = value;
  input.value = input.dataset.shown = label;
  boxOf(input).querySelector("[data-clear]")?.toggleAttribute("hidden", !value);
  unfold(input, false);
  valueOf(input).dispatchEvent(new Event("change", { bubbles: true }));
}

// Leaving with half a word brings the chosen text back; leaving it empty empties the field.
function leave(event, box) {
  if (box.contains(event.relatedTarget)) return;
  const input = inputOf(box);
  clearTimeout(asked.get(input)?.timer);
  asked.get(input)?.stop?.abort();
  unfold(input, false);
  if (!input.value.trim() && valueOf(input).value && !box.dataset.many) set(input, "", "");
  else if (input.value !== (input.dataset.shown ?? input.value)) input.value = input.dataset.shown;
}
