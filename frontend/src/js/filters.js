// The filter builder and the column chooser.
import { on } from "./page.js";

export function start() {
  on("change", "[data-builder] select[name=f]", changeField);
  on("click", "[data-builder] [data-add]", addRow);
  on("click", "[data-builder] [data-remove]", (event, button) => button.closest("[data-row]").remove());
  on("change", "[data-builder] select[name=o]", (event, select) => valueless(select));
  on("click", "[data-columns] [data-up]", (event, button) => move(button, -1));
  on("click", "[data-columns] [data-down]", (event, button) => move(button, 1));
}

let made = 0;

function row(builder, field) {
  const template = builder.querySelector(`template[data-field="${CSS.escape(field)}"]`);
  const copy = template.content.firstElementChild.cloneNode(true);
  made += 1;
  for (const element of copy.querySelectorAll("[id], [aria-controls]")) {
    if (element.id) element.id = `${element.id}-${made}`;
    if (element.hasAttribute("aria-controls")) element.setAttribute("aria-controls", `${element.getAttribute("aria-controls")}-${made}`);
  }
  return copy;
}

function changeField(event, select) {
  const fresh = row(select.closest("[data-builder]"), select.value);
  select.closest("[data-row]").replaceWith(fresh);
  fresh.querySelector("select[name=o]").focus();
}

function addRow(event, button) {
  const builder = button.closest("[data-builder]");
  const first = builder.querySelector("template[data-field]");
  if (!first) return;
  const fresh = row(builder, first.dataset.field);
  builder.querySelector("[data-rows]").append(fresh);
  fresh.querySelector("select[name=f]").focus();
}

function valueless(select) {
  const value = select.closest("[data-row]").querySelector(".builder-value");
  value.toggleAttribute("hidden", ["empty", "not_empty"].includes(select.value));
}

function move(button, step) {
  const item = button.closest("li");
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (other) step < 0 ? other.before(item) : other.after(item);
  button.focus();
}
