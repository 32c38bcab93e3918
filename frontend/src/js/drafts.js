// Drafts: what was typed into a form and not saved is there again after a reload, a lost session or a lost network.
// They live in this window alone, belong to one person and one address, and go when the form is saved or somebody signs out.
import { on, text } from "./page.js";
import { toast } from "./toasts.js";

const DRAFTS = "guanxi.draft ";
const NEVER = ["csrf_token", "version", "once"];
const DRAFTED = "form[data-warn]:not([enctype], [data-composed])";

export function start() {
  const forms = [...document.querySelectorAll(DRAFTED)];
  if (!document.querySelector(".error-page, .door")) settle([...document.querySelectorAll("form[data-warn]")].map(place));
  if (!document.querySelector(".summary, dialog#conflict")) forms.forEach(restore);
  for (const type of ["input", "change"]) on(type, DRAFTED, (event, form) => keep(form));
  document.addEventListener("submit", sent);
  on("click", "form[data-warn] .save-bar a", (event, link) => drop(place(link.closest("form"))));
  on("submit", 'form[action="/sign-out"]', () => drafts().forEach(drop));
  window.addEventListener("pageshow", (event) => event.persisted && forms.filter((form) => sessionStorage.getItem(place(form))).forEach((form) => keep(form)));
}

const who = () => document.querySelector(".user-name")?.textContent.trim() ?? "";
const own = () => `${DRAFTS}${who()} `;
/** The name of the draft of a form; what stands above a timeline has one for its record, whatever kind of entry is open. */
export const place = (form) => form.dataset.composed ? `${own()}composer ${form.dataset.composed}` : `${own()}${location.pathname}${location.search} ${form.id} ${form.getAttribute("action")}`;
/** The page on which a draft is typed. */
export const page = () => location.pathname + location.search;
const drafts = () => Object.keys(sessionStorage).filter((key) => key.startsWith(DRAFTS));
/** Throws a draft away. */
export const drop = (key) => sessionStorage.removeItem(key);

const read = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NEVER.includes(name) && form.elements[name]?.type !== "password");

function keep(form, more = {}) {
  const fields = read(form);
  const version = form.elements.version?.value ?? "";
  if (fields.length) sessionStorage.setItem(place(form), JSON.stringify({ fields, version, page: page(), ...more }));
}

function sent(event) {
  const form = event.target;
  if (!event.defaultPrevented && form.matches(DRAFTED)) keep(form, { sent: true });
}

// A form that was sent is saved where another page of ours came from its page; where the same form stands again, where one went back,
// or where no answer ever came and the next page was opened by its address, it never arrived.
function settle(here) {
  const came = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  const from = came && document.referrer.startsWith(location.origin) ? document.referrer.slice(location.origin.length) : "";
  for (const key of drafts()) {
    const draft = JSON.parse(sessionStorage.getItem(key));
    const saved = !here.includes(key) && draft.sent && draft.page === from;
    if (saved || !key.startsWith(own())) drop(key);
  }
}

// Of a record that was changed meanwhile the draft is older than what stands there: it is not put over it.
function restore(form) {
  const draft = JSON.parse(sessionStorage.getItem(place(form)) ?? "null");
  if (!draft) return;
  const same = JSON.stringify(draft.fields) === JSON.stringify(read(form));
  if (same || draft.version !== (form.elements.version?.value ?? "")) return drop(place(form));
  const typed = new Map();
  for (const [name, value] of draft.fields) typed.set(name, [...(typed.get(name) ?? []), value]);
  for (const element of form.elements) fill(element, typed.get(element.name));
  form.dispatchEvent(new Event("change", { bubbles: true }));  // kept anew: it is not on its way any longer
  toast(text("draft"), "info");
}

function fill(element, values) {
  if (!element.name || NEVER.includes(element.name) || element.type === "password") return;
  if (element.matches("[type=checkbox], [type=radio]")) element.checked = Boolean(values?.includes(element.value));
  else if (values?.length === 1) element.value = values[0];
}
