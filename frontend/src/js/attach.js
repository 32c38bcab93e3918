// Files of a record are sent as soon as they are chosen, dropped or photographed; without script the form has a button.
// Those of a short form stand in a list until it is sent: each can be left out, they go along to another kind of entry, and a
// refusal loses neither them nor the text.
import { ask, on, text } from "./page.js";
import { drop, place } from "./drafts.js";
import { failed } from "./requests.js";
import { hold, unlock } from "./forms.js";
import { toast } from "./toasts.js";

const QUICK = "form[data-files]";
const kept = new Map();

export function start() {
  on("change", "form[data-attach] input[type=file]", send);
  on("change", `${QUICK} input[type=file]`, gather);
  on("click", `${QUICK} [data-leave-out]`, leaveOut);
  on("click", `${QUICK} .quick-end a`, (event, link) => kept.delete(place(link.closest(QUICK))));
  document.addEventListener("htmx:after:swap", opened);
  document.addEventListener("submit", sendQuick, true);
}

function send(event, input) {
  const form = input.form;
  const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
  if (!input.files.length) return;
  if (size > Number(form.dataset.most)) {
    input.value = "";
    return toast(text("large"), "bad");
  }
  form.requestSubmit();
}

const chooser = (form) => form.querySelector("[data-chosen] input[type=file]");
const same = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

// What is chosen or dropped later is added to what was chosen before.
function gather(event, input) {
  const before = kept.get(place(input.form)) ?? [];
  const fresh = [...input.files].filter((file) => !before.some((each) => same(each, file)));
  const size = [...before, ...fresh].reduce((sum, file) => sum + file.size, 0);
  if (size > Number(input.form.dataset.most)) {
    toast(text("large"), "bad");
    return keep(input.form, before);
  }
  keep(input.form, [...before, ...fresh]);
}

function leaveOut(event, button) {
  const form = button.closest(QUICK);
  const number = [...form.querySelectorAll("[data-leave-out]")].indexOf(button);
  keep(form, kept.get(place(form)).filter((file, n) => n !== number));
  form.querySelector("#q-files-error").replaceChildren();
  (form.querySelectorAll("[data-leave-out]")[Math.max(number - 1, 0)] ?? chooser(form)).focus();
}

function keep(form, files) {
  kept.set(place(form), files);
  const carried = new DataTransfer();
  files.forEach((file) => carried.items.add(file));
  chooser(form).files = carried.files;
  const list = form.querySelector("[data-chosen] [data-list]");
  list.hidden = !files.length;
  list.replaceChildren(...files.map((file) => line(list, file)));
}

// Another kind of entry was opened in the place of the first.
function opened() {
  const form = document.querySelector(`#composer ${QUICK}`);
  const files = form && kept.get(place(form));
  if (files?.length && !chooser(form).files.length) keep(form, files);
}

function line(list, file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.className = "file-name";
  const clip = document.createElement("span");
  clip.className = "clip";
  clip.title = clip.textContent = file.name;
  name.append(clip);
  const button = list.parentElement.querySelector("template").content.firstElementChild.cloneNode(true);
  button.setAttribute("aria-label", list.dataset.remove.replace("{name}", file.name));
  item.append(name, button);
  return item;
}

// With files the form is sent by script, so that a refusal leaves them chosen; without them it goes as every form does.
async function sendQuick(event) {
  const form = event.target;
  if (!form.matches(QUICK) || !chooser(form).files.length) return;
  event.preventDefault();
  event.stopPropagation();
  if (form.dataset.sent) return;
  hold(form, event.submitter);
  try {
    const answer = await ask(form.action, { method: "POST", body: new FormData(form) });
    kept.delete(place(form));
    drop(place(form));
    form.removeAttribute("data-dirty");
    arrive(answer.headers.get("HX-Redirect"));
  } catch (problem) {
    unlock();
    await refuse(form, problem);
  }
}

function arrive(address) {
  const there = new URL(address, location.href);
  const here = there.pathname === location.pathname && there.search === location.search;
  location.assign(there);
  if (here) location.reload();
}

async function refuse(form, problem) {
  if (!(problem instanceof Response) || ![409, 413, 422].includes(problem.status)) return failed(problem);
  const answer = new DOMParser().parseFromString(await problem.clone().text(), "text/html");
  const fresh = answer.querySelector(QUICK);
  if (!fresh) return failed(problem);
  const files = kept.get(place(form));
  form.replaceWith(document.adoptNode(fresh));
  keep(fresh, files);
  (fresh.querySelector(".field.wrong :is(input, textarea, select), [data-focus]") ?? chooser(fresh)).focus();
}
