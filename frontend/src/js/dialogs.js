// Native dialogs: questions before a post, conflicts sent by the server.
import { on } from "./page.js";

export function start() {
  on("submit", "form[data-confirm]", question);
  document.querySelectorAll("dialog[data-open]").forEach(open);
  on("submit", "form[data-resolve]", (event) => event.submitter?.formMethod === "dialog" && event.stopPropagation());
  on("click", "dialog", (event, dialog) => event.target === dialog && inBackdrop(event, dialog) && dialog.close());
}

/** Opens it as modal; one that the server sent open, for browsers without script, is modal from then on. */
export function open(dialog) {
  if (dialog.open && "open" in dialog.dataset) dialog.removeAttribute("open");
  if (!dialog.open) dialog.showModal();
}

/** Puts a dialog that the server sent into the page and opens it. */
export function show(html) {
  const holder = document.createElement("div");
  holder.innerHTML = html;
  const dialog = holder.querySelector("dialog");
  if (!dialog) return false;
  document.getElementById(dialog.id)?.remove();
  document.body.append(dialog);
  open(dialog);
  return true;
}

/** Resolves to true when the person says yes. */
export function confirm(sentence, yes) {
  const dialog = document.getElementById("question");
  if (!dialog) return Promise.resolve(window.confirm(sentence));
  dialog.querySelector("[data-text]").textContent = sentence;
  if (yes) dialog.querySelector("[data-yes]").textContent = yes;
  dialog.returnValue = "";
  open(dialog);
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

async function question(event, form) {
  if (form.dataset.sure) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await confirm(form.dataset.confirm, form.dataset.confirmYes))) return;
  form.dataset.sure = "1";
  form.requestSubmit(event.submitter ?? undefined);
  delete form.dataset.sure;
}

function inBackdrop(event, dialog) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
