// Toasts: they wait while hovered or focused, and for who walks with Tab; Ctrl+Z outside text fields undoes the last change.
import { composing, on, text, typing } from "./page.js";

const MOST = 3;
const ICONS = { good: "circle-check", info: "info", warn: "triangle-alert", bad: "circle-x" };
const timers = new WeakMap();

export function start() {
  const place = document.getElementById("toasts");
  if (!place) return;
  new MutationObserver((changes) => changes.forEach((c) => c.addedNodes.forEach(arm))).observe(place, { childList: true });
  place.querySelectorAll("[data-toast]").forEach(arm);
  for (const type of ["pointerenter", "focusin"]) place.addEventListener(type, hold);
  for (const type of ["pointerleave", "focusout"]) place.addEventListener(type, release);
  on("click", "[data-close-toast]", (event, button) => button.closest("[data-toast]").remove());
  document.addEventListener("keydown", undoKey);
  document.addEventListener("keydown", (event) => event.key === "Tab" && again());
}

/** Shows `message`; `more` may give {href, link}. Messages of failure stay until closed. */
export function toast(message, tone = "bad", more = {}) {
  const place = document.getElementById("toasts");
  if (!place) return;
  const box = document.createElement("div");
  box.className = `toast ${tone}`;
  box.dataset.toast = tone === "bad" ? 0 : 6;
  box.setAttribute("role", tone === "bad" ? "alert" : "status");
  const words = document.createElement("p");
  words.textContent = message;
  if (more.href) words.append(" ", link(more));
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button ghost";
  close.dataset.closeToast = "";
  close.textContent = text("close");
  box.append(icon(ICONS[tone]), words, close);
  for (const same of [...place.children].filter((t) => t.querySelector("p")?.textContent === words.textContent)) same.remove();
  place.append(box);
}

function icon(name) {
  const SVG = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${text("icons")}#${name}`);
  drawing.append(use);
  return drawing;
}

function link({ href, link }) {
  const a = document.createElement("a");
  Object.assign(a, { href, textContent: link, target: "_blank", rel: "noopener" });
  return a;
}

function arm(box) {
  crowded();
  const seconds = Number(box.dataset?.toast);
  if (!seconds) return;
  clearTimeout(timers.get(box));
  timers.set(box, setTimeout(() => box.remove(), seconds * 1000));
}

// The oldest go when there are too many, those that can still be undone last.
function crowded() {
  const all = [...document.querySelectorAll("#toasts [data-toast]")];
  const spare = [...all.filter((t) => !t.querySelector("[data-undo]")), ...all.filter((t) => t.querySelector("[data-undo]"))];
  for (const box of spare.slice(0, Math.max(0, all.length - MOST))) if (box !== all.at(-1)) box.remove();
}

function hold() {
  for (const box of document.querySelectorAll("#toasts [data-toast]")) clearTimeout(timers.get(box));
}

function release(event) {
  if (!document.getElementById("toasts").contains(event.relatedTarget)) again();
}

// The time runs anew, also for who is on the way with the Tab key; not while they are pointed at or in focus.
function again() {
  const place = document.getElementById("toasts");
  if (!place.matches(":hover") && !place.contains(document.activeElement)) place.querySelectorAll("[data-toast]").forEach(arm);
}

function undoKey(event) {
  if (composing(event) || typing(event.target) || event.shiftKey || event.altKey) return;
  if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
  const form = [...document.querySelectorAll("#toasts [data-undo]")].pop();
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}
