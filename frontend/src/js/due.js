// What is due: whoever puts something off, or is done with several, gets the list anew in its place.
import { ask, on } from "./page.js";
import { failed } from "./requests.js";

export function start() {
  on("submit", "[data-due] form", answered);
}

async function answered(event, form) {
  if (event.submitter?.name !== "act") return; // done with one: its page asks for the next step
  event.preventDefault();
  const list = form.closest("[data-due]");
  const at = [...list.querySelectorAll(".todo")].indexOf(form.closest(".todo"));
  const sent = { method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)) };
  try {
    const page = new DOMParser().parseFromString(await (await ask(form.action, sent)).text(), "text/html");
    const toast = page.querySelector("[data-toast]");
    if (toast) document.getElementById("toasts").append(document.adoptNode(toast));
    page.querySelector("hx-partial")?.remove();
    list.replaceChildren(...page.body.childNodes);
    const lines = list.querySelectorAll(".todo");
    (lines[Math.min(at, lines.length - 1)]?.querySelector("summary, a") ?? list.querySelector(".several button"))?.focus();
  } catch (problem) {
    failed(problem);
  }
}
