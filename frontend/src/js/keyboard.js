// Shortcuts. Buttons and links declare their own by data-key; nothing fires while typing or composing.
import { composing, on, typing } from "./page.js";

const WAIT = 1200;
let prefix = "";
let timer = 0;

export function start() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("keyup", (event) => event.key === "Alt" && document.body.classList.remove("show-keys"));
  window.addEventListener("blur", () => document.body.classList.remove("show-keys"));
  on("click", "[data-shortcuts]", showAll);
}

function pressed(event) {
  if (composing(event) || event.defaultPrevented) return;
  if (event.key === "Alt") return document.body.classList.add("show-keys");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return save(event);
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.shiftKey && /^[a-z]$/i.test(event.key) ? `Shift+${event.key.toUpperCase()}` : event.key;
  const wanted = prefix ? `${prefix} ${key}` : key;
  clearTimeout(timer);
  prefix = "";
  if (key === "?") return taken(event, showAll);
  const found = visible(`[data-key="${CSS.escape(wanted)}"]`);
  if (found) return taken(event, () => (found.matches("input, textarea, select") ? (found.focus(), found.select?.()) : found.click()));
  if (key === "g" && wanted === "g") {
    prefix = "g";
    timer = setTimeout(() => (prefix = ""), WAIT);
  }
}

function taken(event, act) {
  event.preventDefault();
  act();
}

function visible(selector) {
  return [...document.querySelectorAll(selector)].find((element) => element.checkVisibility?.() ?? true);
}

function save(event) {
  const form = event.target.closest?.("form[method=post]") ?? document.querySelector("main form[data-warn]");
  if (!form || form.closest("dialog:not([open])")) return;
  event.preventDefault();
  const onward = event.shiftKey && form.querySelector("button[name=_next]");
  form.requestSubmit(onward || (form.querySelector("button.main[type=submit]") ?? undefined));
}

function showAll() {
  const dialog = document.getElementById("shortcuts");
  if (!dialog || dialog.open) return;
  const list = dialog.querySelector("[data-keys]");
  for (const old of list.querySelectorAll("[data-own]")) old.remove();
  for (const row of list.querySelectorAll("[data-where]")) row.hidden = !document.querySelector(row.dataset.where);
  const seen = new Set();
  for (const element of document.querySelectorAll("[data-key]")) {
    const { key, keyLabel } = element.dataset;
    if (seen.has(key)) continue;
    seen.add(key);
    list.prepend(line(key, keyLabel || element.textContent.trim()));
  }
  dialog.showModal();
}

function line(key, label) {
  const row = document.createElement("div");
  row.dataset.own = "";
  const term = document.createElement("dt");
  term.textContent = label;
  const keys = document.createElement("dd");
  for (const part of key.replace("Control+", "Ctrl+").split(" ")) {
    const cap = document.createElement("kbd");
    cap.textContent = part;
    keys.append(cap);
  }
  row.append(term, keys);
  return row;
}
