// Fields that are edited where they stand: Enter saves, Escape gives the old value back, one choice saves at once.
import { follow } from "./conditions.js";
import { composing, on } from "./page.js";

export function start() {
  document.addEventListener("htmx:after:swap", swapped);
  on("keydown", "form[data-inplace]", keys);
  on("input", "form[data-inplace]", (event, form) => form.setAttribute("data-touched", ""));
  on("change", "form[data-inplace]", saveChoice);
  on("keydown", "form[data-line]", keys);
  on("input", "form[data-line]", (event, form) => form.setAttribute("data-touched", ""));
  on("submit", "form[data-line]", (event, form) => form.removeAttribute("data-touched"));
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

function focusEditor(form) {
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

// Radios and selects need no button: choosing is saving. Arrow keys walk through radios, so they wait for Enter.
function saveChoice(event, form) {
  form.setAttribute("data-touched", "");
  if (form.hasAttribute("data-inplace-asks") || !event.target.matches("select:not([name$=_currency])")) return;
  left = form.id;
  form.requestSubmit();
}
