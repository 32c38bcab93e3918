// Forms: a warning before leaving, one submit at a time, errors in view, full width turned to half, pasted blocks.
import { ask, composing, on, say, text } from "./page.js";
import { failed } from "./requests.js";
import { set } from "./combobox.js";
import { toast } from "./toasts.js";

let leaving = false;

export function start() {
  document.addEventListener("keydown", guardEnter, true);
  on("input", "form[data-warn]", (event, form) => dirty(form, true));
  on("change", "form[data-warn]", (event, form) => dirty(form, true));
  on("focusout", "[data-half-width]", (event, input) => (input.value = halfWidth(input.value)));
  on("input", "[data-paste]", (event, box) => event.inputType === "insertFromPaste" && pasted(box));
  on("dragover", "[data-drop]", (event, box) => box.classList.add("over"));
  on("dragleave", "[data-drop]", (event, box) => box.classList.remove("over"));
  on("change", "[data-drop] input", chosen);
  document.addEventListener("submit", lock);
  window.addEventListener("beforeunload", warn);
  window.addEventListener("pageshow", unlock);
  document.querySelector("form [data-focus], .door-card.roomy form input:not([type=hidden])")?.focus();
}

// Enter that ends a composition must not send the form. Some browsers report it only by its key code.
function guardEnter(event) {
  if (event.key === "Enter" && composing(event) && event.target.matches?.("input")) event.stopPropagation();
  if (event.key === "Enter" && event.keyCode === 229) event.preventDefault();
}

function dirty(form, yes) {
  form.toggleAttribute("data-dirty", yes);
  const note = form.querySelector("[data-dirty-note]");
  if (note) note.hidden = !yes;
}

function warn(event) {
  if (leaving || !document.querySelector("form[data-dirty], form:is([data-inplace], [data-line])[data-touched]")) return;
  event.preventDefault();
  event.returnValue = text("leave");
}

// The second submit of the same form within one answer is swallowed; a download leaves the page where it is.
function lock(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || event.submitter?.formMethod === "dialog") return;
  if (form.hasAttribute("data-download")) return;
  if (form.method !== "post") return void (leaving = form.target !== "_blank");
  if (form.dataset.sent) return event.preventDefault();
  hold(form, event.submitter);
  leaving = true;
}

/** Marks a form as on its way: its button says so until `unlock`. */
export function hold(form, submitter) {
  form.dataset.sent = "1";
  const button = submitter ?? form.querySelector("[type=submit]");
  if (!button) return;
  button.setAttribute("aria-busy", "true");
  if (button.dataset.busy) {
    button.dataset.idle = button.textContent;
    (button.querySelector("span") ?? button).textContent = button.dataset.busy;
  }
}

/** Forms that were on their way can be sent again. */
export function unlock() {
  leaving = false;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-busy]")) {
    button.removeAttribute("aria-busy");
    if (button.dataset.idle) (button.querySelector("span") ?? button).textContent = button.dataset.idle;
  }
}

/** Full-width digits, letters and marks as they are typed with a Chinese input method, made half width. */
export const halfWidth = (value) => value.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, " ").trim();

async function pasted(box) {
  const form = document.querySelector("form[data-paste-url]");
  if (!form || !box.value.trim()) return;
  try {
    const answer = await ask(form.dataset.pasteUrl, { method: "POST", body: new URLSearchParams({ text: box.value }) });
    const { values = {}, texts = {} } = await answer.json();
    const n = Object.entries(values).filter(([name, value]) => fill(form, name, value, texts[name])).length;
    dirty(form, true);
    toast(text("filled", { n }), "info");
  } catch (problem) {
    failed(problem);
  }
}

function fill(form, name, value, shown) {
  const link = form.querySelector(`[name="${CSS.escape(name)}_text"][role=combobox]`);
  if (link) return set(link, value, shown ?? ""), true;
  const field = form.elements[name];
  if (!field) return false;
  field.value = value;
  return true;
}

function chosen(event, input) {
  const box = input.closest("[data-drop]");
  box.classList.remove("over");
  const names = [...input.files].map((file) => file.name).join(", ");
  const shown = box.querySelector("[data-text]");
  if (names && shown) shown.textContent = names;
  say(text("dropped", { name: names }));
}
