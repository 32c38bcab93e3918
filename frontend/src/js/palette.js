// Search while typing, in the top bar, above a list and in the palette (Ctrl/⌘ K): options are links or buttons of the page; safe with input methods.
import { ask, composing, on, say, text } from "./page.js";
import { failed } from "./requests.js";

const PAUSE = 140;
const KEPT = 8;
const STORE = "guanxi.recent";
const timers = new WeakMap();
// Palettes in which Enter was pressed before there was anything to run: what comes first is run when it comes.
const hasty = new WeakSet();
let commands = null;

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && !composing(event)) open(event);
  });
  on("click", "[data-palette]", open);
  on("input", "[data-finder] [role=combobox]", (event, input) => event.isComposing || later(input));
  on("compositionend", "[data-finder] [role=combobox]", (event, input) => later(input));
  on("keydown", "[data-finder] [role=combobox]", keys);
  on("mousedown", "[data-finder] [role=listbox]", (event) => event.preventDefault());
  on("click", "[data-finder] [role=option]", (event, option) => chosen(event, option));
  on("focusin", "form[data-finder] [role=combobox]", (event, input) => input.value.trim() && look(input));
  on("focusout", "form[data-finder]", (event, form) => form.contains(event.relatedTarget) || fold(inputOf(form)));
  on("click", "dialog.palette", (event, dialog) => event.target === dialog && dialog.close());
  visited();
}

const boxOf = (element) => element.closest("[data-finder]");
const inputOf = (box) => box.querySelector("[role=combobox]");
const listOf = (input) => document.getElementById(input.getAttribute("aria-controls"));
const options = (input) => [...listOf(input).querySelectorAll("[role=option]:not([hidden])")];
const active = (input) => options(input).find((option) => option.getAttribute("aria-selected") === "true");
const isPalette = (input) => boxOf(input).dataset.finder === "palette";

function open(event) {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  event.preventDefault();
  if (dialog.open) return dialog.close();
  if (document.querySelector("dialog[open]")) return;
  const input = inputOf(dialog);
  input.value = "";
  own(input);
  dialog.showModal();
  input.focus();
  look(input);
}

// The palette's own entries: what this page offers, where one was, where one can go, languages; commands come from the server once.
function own(input) {
  const list = listOf(input);
  list.replaceChildren();
  group(list, "actions", text("groupActions"), actions());
  group(list, "recent", text("groupRecent"), recent().map(({ href, title }) => entry(title, "history", { href })));
  group(list, "pages", text("groupPages"), pages());
  group(list, "language", text("groupLanguage"), languages());
  list.append(Object.assign(document.createElement("div"), { className: "finder-hits" }));
  if (commands === null) fetchCommands(input);
  else place(input);
}

async function fetchCommands(input) {
  try {
    commands = await (await ask("/search/entries")).text();
    place(input);
    filter(input);
  } catch (problem) {
    commands = null;
    failed(problem);
  }
}

function place(input) {
  const list = listOf(input);
  if (list.querySelector("[data-part=commands]")) return;
  const made = new DOMParser().parseFromString(commands, "text/html").querySelector("[data-part]");
  // What the page itself offers stands there already, in the same words.
  const own = new Set([...list.querySelectorAll("[data-part=actions] [role=option]")].map((option) => option.textContent.trim()));
  for (const option of made?.querySelectorAll("[role=option]") ?? []) if (own.has(option.textContent.trim())) option.remove();
  if (made?.querySelector("[role=option]")) list.querySelector("[data-part=pages]")?.before(made);
}

function group(list, part, label, entries) {
  if (!entries.length) return;
  const made = document.createElement("div");
  made.className = "finder-group";
  made.dataset.part = part;
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", label);
  const head = document.createElement("h3");
  head.textContent = label;
  head.setAttribute("aria-hidden", "true");
  made.append(head, ...entries);
  list.append(made);
}

function entry(label, icon, { href = "", run = null } = {}) {
  const made = document.createElement(href ? "a" : "div");
  made.className = "option";
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  made.tabIndex = -1;
  if (href) made.href = href;
  if (run) made.run = run;
  made.dataset.words = label.toLowerCase();
  const name = document.createElement("span");
  name.className = "clip";
  name.textContent = label;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon quiet");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${document.getElementById("texts").dataset.icons}#${icon}`);
  svg.append(use);
  made.append(svg, name);
  return made;
}

// Buttons and links at the head of the page, also those of menus that are folded: a click on the entry clicks them.
function actions() {
  const seen = new Set();
  const found = [];
  for (const element of document.querySelectorAll(".page-actions :is(a, button), .record-head :is(a, button)")) {
    const label = (element.dataset.keyLabel || element.textContent || "").replace(/\s+/g, " ").trim();
    if (!label || element.disabled || element.closest("nav, summary, form[method=dialog]") || seen.has(label)) continue;
    seen.add(label);
    found.push(entry(label, "zap", { run: () => element.click() }));
  }
  return found;
}

function pages() {
  return [...document.querySelectorAll(".side-menu a")].map((link) => {
    const icon = link.querySelector("use")?.getAttribute("href")?.split("#")[1] ?? "square";
    const made = entry(link.title || link.textContent.trim(), icon, { href: link.getAttribute("href") });
    made.dataset.words += ` ${link.dataset.words ?? ""}`;
    return made;
  });
}

function languages() {
  return [...document.querySelectorAll('form[action="/language"] button[name=language]:not([aria-pressed])')].map((button) =>
    entry(button.textContent.trim(), "languages", { run: () => button.click() }),
  );
}

// Records that were opened in this window; forgotten with it, and by whoever stands before the door.
function visited() {
  if (!document.body.classList.contains("shell")) return sessionStorage.removeItem(STORE);
  if (!document.querySelector("[data-record]")) return;
  const here = { href: location.pathname, title: document.querySelector("h1")?.textContent.trim() ?? "" };
  if (!here.title) return;
  const others = recent().filter(({ href }) => href !== here.href);
  sessionStorage.setItem(STORE, JSON.stringify([here, ...others].slice(0, KEPT)));
}

/** What was opened in this window, the latest first. */
export function recent() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE) ?? "[]");
  } catch {
    return [];
  }
}

function later(input) {
  hasty.delete(input);
  clearTimeout(timers.get(input)?.timer);
  timers.get(input)?.stop?.abort();
  if (isPalette(input)) filter(input);
  timers.set(input, { timer: setTimeout(() => look(input), PAUSE) });
}

// "/" pages, ">" actions, "@" colleagues, "#" tags; anything else is looked for everywhere.
function asked(input) {
  const typed = input.value.trim();
  const prefix = isPalette(input) && "/>@#".includes(typed[0] ?? "-") ? typed[0] : "";
  return { prefix, words: (prefix ? typed.slice(1) : typed).trim() };
}

function filter(input) {
  const { prefix, words } = asked(input);
  const parts = { "/": ["pages"], ">": ["actions", "commands", "language"], "@": [], "#": [] }[prefix];
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  for (const group of listOf(input).querySelectorAll("[data-part]")) {
    const allowed = !parts || parts.includes(group.dataset.part);
    let shown = 0;
    for (const option of group.querySelectorAll("[role=option]")) {
      const fits = allowed && wanted.every((word) => (option.dataset.words ?? option.textContent.toLowerCase()).includes(word));
      option.hidden = !fits;
      shown += fits;
    }
    group.hidden = !shown;
  }
  first(input);
}

async function look(input) {
  const { prefix, words } = asked(input);
  const place = isPalette(input) ? listOf(input).querySelector(".finder-hits") : listOf(input);
  if (isPalette(input)) filter(input);
  if ((!words && prefix !== "#") || (prefix && !"@#".includes(prefix))) {
    place?.replaceChildren();
    return isPalette(input) ? first(input) : fold(input);
  }
  const stop = new AbortController();
  timers.set(input, { stop });
  const url = new URL(boxOf(input).dataset.url ?? (prefix === "#" ? "/search/tags" : "/search/hits"), location.href);
  url.searchParams.set("q", words);
  if (prefix === "@") url.searchParams.set("kind", "people.user");
  try {
    const answer = await (await ask(url, { signal: stop.signal })).text();
    if (stop.signal.aborted || !place?.isConnected) return;
    place.innerHTML = answer;
    if (!isPalette(input)) unfold(input);
    first(input);
    const found = place.querySelectorAll("[role=option]").length;
    say(found ? text("found", { n: found }) : text("none"));
  } catch (problem) {
    if (problem?.name !== "AbortError") failed(problem);
  }
}

function unfold(input) {
  if (!boxOf(input).contains(document.activeElement)) return;
  listOf(input).hidden = false;
  input.setAttribute("aria-expanded", "true");
}

function fold(input) {
  if (isPalette(input)) return;
  clearTimeout(timers.get(input)?.timer);
  timers.get(input)?.stop?.abort();
  listOf(input).hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

// In the palette the first entry is chosen at once; in the box Enter without a choice opens the page of all hits.
function first(input) {
  const all = options(input);
  all.forEach((option, i) => (option.id = `${listOf(input).id}-${i}`));
  if (!isPalette(input)) return;
  const now = active(input);
  if (!now || now !== all[0]) select(input, all[0]);
  if (all.length && hasty.delete(input)) all[0].click();
}

function select(input, option) {
  for (const old of listOf(input).querySelectorAll('[aria-selected="true"]')) old.setAttribute("aria-selected", "false");
  input.removeAttribute("aria-activedescendant");
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function keys(event, input) {
  if (composing(event)) return;
  const all = listOf(input).hidden ? [] : options(input);
  const at = all.indexOf(active(input));
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (!all.length) return input.value.trim() && look(input);
    const step = event.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1;
    select(input, all.at(step % all.length));
  } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && (at >= 0 || isPalette(input))) {
    event.preventDefault();
    event.stopPropagation();
    if (at >= 0) all[at].click();
    else if (input.value.trim()) hasty.add(input);
  } else if (event.key === "Escape" && (isPalette(input) || all.length)) {
    event.preventDefault();
    event.stopPropagation();
    hasty.delete(input);
    if (isPalette(input)) boxOf(input).close();
    else fold(input);
  }
}

function chosen(event, option) {
  const dialog = option.closest("dialog");
  if (option.run) {
    event.preventDefault();
    dialog?.close();
    option.run();
  } else if (dialog && !event.ctrlKey && !event.metaKey) dialog.close();
}
