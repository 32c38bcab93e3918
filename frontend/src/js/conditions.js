// Fields asked for only while another field has one of some values; what was typed in them is kept and sent all the same.
import { on } from "./page.js";

export function start() {
  on("change", "form", (event, form) => follow(form, event.target.name));
  document.querySelectorAll("form:has([data-when])").forEach((form) => follow(form));
}

/** Shows and hides the rows of a form that hang on the field `name`; all of them without a name. */
export function follow(form, name) {
  for (const row of form.querySelectorAll("[data-when]")) {
    if (name && row.dataset.when !== name) continue;
    const chosen = new FormData(form).getAll(row.dataset.when);
    const values = row.dataset.whenValues.split(" ");
    row.hidden = !chosen.some((value) => values.includes(value));
  }
}
