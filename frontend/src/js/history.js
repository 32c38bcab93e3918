// What a field held before: its history opens in a dialog, and an earlier value comes back to where the field stands.
import htmx from "htmx.org";
import { ask, on } from "./page.js";
import { show } from "./dialogs.js";
import { failed } from "./requests.js";

export function start() {
  on("click", "[data-field-history]", opened);
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.sourceElement?.matches?.("[data-restore]")) close();
  });
}

let from = "";

async function opened(event, link) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const answer = await (await ask(link.href)).text();
    from = link.closest(".prop")?.id ?? "";
    if (show(answer)) htmx.process(document.getElementById("field-history"));
  } catch (problem) {
    failed(problem);
  }
}

// The element that opened the dialog was swapped with its field: the focus goes to the field as it is now.
function close() {
  document.getElementById("field-history")?.close();
  requestAnimationFrame(() => document.getElementById(from)?.querySelector(".prop-edit, .prop-history")?.focus());
}
