// Fields that are edited where they stand: Enter saves, Escape gives the old value back, one choice saves at once.
import htmx from "htmx.org";
import { follow } from "./conditions.js";
import { ask, composing, on } from "./page.js";
import { failed } from "./requests.js";

export function start() {
  document.addEventListener("htmx:after:swap", swapped);
  on("keydown", "form[data-inplace]", keys);
  on("input", "form[data-inplace]", (event, form) => form.setAttribute("data-touched", ""));
  on("change", "form[data-inplace]", saveChoice);
  on("keydown", "form[data-line]", keys);
  on("input", "form[data-line]", (event, form) => form.setAttribute("data-touched", ""));
  on("submit", "form[data-line]", (event, form) => form.removeAttribute("data-touched"));
  on("submit", "#conflict form[data-resolve]", resolve);
  on("submit", "form[data-inplace]", (event, form) => form.removeAttribute("data-touched"));
}

// The field that was swapped is found again by its id: the element that asked is gone.
function swapped(event) {
  const source = event.detail.ctx.sourceElement;
  const table = source?.closest?.(".lines");
  if (table) return swappedLines(table.id, source);
  const prop = source?.closest?.(".prop");
  if (!prop) return;
  const fresh = document.getElementById(prop.id);
  if (fresh?.matches("form[data-inplace]")) focusEditor(fresh);
  else refocus();
}

// A table of lines was swapped whole: on to its editor, or back to the line that was edited, or to the button that adds one.
function swappedLines(id, source) {
  const fresh = document.getElementById(id);
  const editor = fresh?.querySelector("form[data-line]");
  if (editor) {
    follow(editor);
    return focusEditor(editor);
  }
  const line = new URL(source.closest("form")?.action ?? location.href).pathname.match(/\/(\d+)\/line$/)?.[1];
  const place = line && fresh?.querySelector(`#line-${line} .prop-edit`);
  (place ?? fresh?.querySelector(".lines-head .button"))?.focus();
}

/** Puts the focus where one types. */
export function focusEditor(form) {
  const field = form.querySelector("[aria-invalid]") ?? form.querySelector("input:checked:not([type=hidden])") ?? form.querySelector("textarea, select, input:not([type=hidden])");
  field?.focus();
  if (field?.matches("input[type=text], input[type=tel], input[type=email]")) field.select();
}

let left = "";

function refocus() {
  const place = left && document.getElementById(left);
  left = "";
  if (place && (document.activeElement === document.body || !document.activeElement)) place.querySelector(".prop-edit")?.focus();
}

function keys(event, form) {
  if (composing(event)) return;
  if (event.key === "Escape") {
    left = form.id;
    form.querySelector("[data-cancel]")?.click();
    event.preventDefault();
  } else if (event.key === "Enter") left = form.id;
}

// Radios and selects need no button: choosing is saving. Arrow keys walk through radios, so they wait for Enter; in the cell of a list
// everything waits for it.
function saveChoice(event, form) {
  form.setAttribute("data-touched", "");
  if (form.closest(".cell-editor") || form.hasAttribute("data-inplace-asks") || !event.target.matches("select:not([name$=_currency])")) return;
  left = form.id;
  form.requestSubmit();
}

// The choice between one's own value and somebody else's is saved as an edit in place is: the page stays, the field is drawn again.
async function resolve(event, form) {
  const place = document.getElementById(`p-${form.action.match(/\/field\/(\w+)$/)?.[1]}`);
  if (!place || event.defaultPrevented || event.submitter?.formMethod === "dialog") return;
  event.preventDefault();
  form.closest("dialog").close();
  try {
    const answer = await (await ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) })).text();
    place.replaceWith(...tell(answer));
    htmx.process(document.getElementById(place.id));
    document.querySelector(`#${CSS.escape(place.id)} .prop-edit`)?.focus();
  } catch (problem) {
    failed(problem);
  }
}

/** Shows the toast that an answer brings with it; gives the rest of the answer. */
export function tell(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const toast = page.querySelector("[data-toast]");
  if (toast) document.getElementById("toasts").append(document.adoptNode(toast));
  return [...page.body.children].filter((each) => each.matches(".prop")).map((each) => document.adoptNode(each));
}
