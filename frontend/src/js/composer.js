// The composer above a timeline, and the replies under its entries: what is typed goes along to another kind of entry, and is there again after a reload,
// a lost session or a lost network. One draft a record, in this window alone; it goes once the entry is saved.
import { drop, page, place } from "./drafts.js";
import { ask, on, text } from "./page.js";
import { failed } from "./requests.js";
import { toast } from "./toasts.js";

const FORM = "form[data-composed]";
const NEVER = ["csrf_token", "once", "code"];

export function start() {
  for (const form of document.querySelectorAll(FORM)) if (!form.querySelector(".summary")) restore(form);
  for (const type of ["input", "change"]) on(type, FORM, (event, form) => keep(form));
  document.addEventListener("submit", (event) => !event.defaultPrevented && event.target.matches(FORM) && keep(event.target, true));
  document.addEventListener("htmx:after:swap", opened);
  on("click", `${FORM} .quick-end a`, cancel);
  again();
}

const kept = (element) => JSON.parse(sessionStorage.getItem(place(element)) ?? "null");

// By the name of each field, so that another kind of entry takes what it has too and the rest waits.
function keep(form, sent = false) {
  const fields = { ...kept(form)?.fields };
  const sendable = new FormData(form);
  for (const { name } of form.elements) if (name && !NEVER.includes(name)) fields[name] = sendable.getAll(name).filter((value) => typeof value === "string");
  const code = form.elements.code?.value;
  const from = form.getAttribute("action") + (code ? `?code=${encodeURIComponent(code)}` : "");
  sessionStorage.setItem(place(form), JSON.stringify({ fields, from, sent, page: page() }));
}

// After a reload the form that was open is there again, as far as this kind of entry is still offered.
async function again() {
  const box = document.querySelector("#composer");
  // What is written to a customer is a draft of its own: what is internal must never be carried over to it.
  const from = box && (kept(box) ?? kept({ dataset: { composed: `${box.dataset.composed} message` } }))?.from;
  if (![...document.querySelectorAll(".composer-offers a")].some((offer) => offer.getAttribute("href") === from)) return;
  try {
    box.innerHTML = await (await ask(from)).text();
    restore(box.querySelector(FORM));
  } catch (problem) {
    failed(problem);
  }
}

function opened(event) {
  const offer = event.detail.ctx.sourceElement?.closest?.(".composer-offers a, .reply-offer");
  const box = offer?.closest(".moment-acts")?.nextElementSibling ?? (offer && document.querySelector("#composer"));
  const form = box?.querySelector(FORM);
  if (!form) return;
  restore(form, false);
  form.querySelector("textarea, input:not([type=hidden])")?.focus();
}

function restore(form, said = true) {
  const fields = kept(form)?.fields;
  if (!fields) return;
  for (const element of form.elements) {
    const values = fields[element.name];
    if (!values || NEVER.includes(element.name)) continue;
    if (element.matches("[type=checkbox], [type=radio]")) element.checked = values.includes(element.value);
    else if (values.length === 1 && element.type !== "file") element.value = values[0];
    if (values.some(Boolean) && element.type !== "hidden") element.closest("details")?.setAttribute("open", "");
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
  if (said) toast(text("draft"), "info");
}

function cancel(event, link) {
  const form = link.closest(FORM);
  drop(place(form));
  form.removeAttribute("data-dirty");
  const box = form.closest("#composer, .reply-box");
  if (box) event.preventDefault();
  box?.previousElementSibling?.querySelector(".reply-offer")?.focus();
  box?.replaceChildren();
}
