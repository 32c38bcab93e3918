// Files of a record are sent as soon as they are chosen, dropped or photographed; without script the form has a button.
// Those of a short form stand in a list until it is sent: each can be left out, they go along to another kind of entry, and a
// refusal loses neither them nor the text. What is pasted into such a form or dropped on it is one of them.
import { ask, on, say, text } from "./page.js";
import { drop, place } from "./drafts.js";
import { failed } from "./requests.js";
import { hold, unlock } from "./forms.js";
import { toast } from "./toasts.js";

const QUICK = "form[data-files]";
const NAMELESS = /^image\.\w+$/;
const THUMB = 40;
const kept = new Map();

export function start() {
  on("change", "form[data-attach] input[type=file]", send);
  on("change", `${QUICK} input[type=file]`, gather);
  on("paste", `${QUICK} :is(textarea, input)`, paste);
  on("dragover", QUICK, (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  on("drop", QUICK, dropped);
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

// What is chosen, dropped or pasted later is added to what was chosen before.
const gather = (event, input) => add(input.form, [...input.files]);

function add(form, files) {
  const before = kept.get(place(form)) ?? [];
  const fresh = files.filter((file) => !before.some((each) => same(each, file)));
  const size = [...before, ...fresh].reduce((sum, file) => sum + file.size, 0);
  if (size > Number(form.dataset.most)) {
    toast(text("large"), "bad");
    return keep(form, before);
  }
  keep(form, [...before, ...fresh]);
  if (fresh.length) say(text("dropped", { name: fresh.map((file) => file.name).join(", ") }));
}

// A table or a text that brings its own picture along is pasted as text.
function paste(event, box) {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length || event.clipboardData.getData("text/plain").trim()) return;
  event.preventDefault();
  add(box.form, files.map(called));
}

// A picture without a name of its own is called by the minute; a colon could not stand in the name of a file.
function called(file) {
  if (!NAMELESS.test(file.name)) return file;
  const now = new Date();
  const local = new Date(now - now.getTimezoneOffset() * 60000).toISOString();
  const at = `${local.slice(0, 10)} ${local.slice(11, 16).replace(":", "-")}`;
  return new File([file], `${text("pasted", { at })}${file.name.slice(file.name.lastIndexOf("."))}`, { type: file.type });
}

function dropped(event, form) {
  if (event.target.closest("[data-drop]") || !event.dataTransfer.files.length) return;
  event.preventDefault();
  add(form, [...event.dataTransfer.files]);
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
  if (file.type.startsWith("image/")) item.append(thumb(file));
  const button = list.parentElement.querySelector("template").content.firstElementChild.cloneNode(true);
  button.setAttribute("aria-label", list.dataset.remove.replace("{name}", file.name));
  item.append(name, button);
  return item;
}

// A small picture of a picture; nothing of one that the browser cannot read.
function thumb(file) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = THUMB;
  canvas.className = "file-thumb";
  canvas.setAttribute("aria-hidden", "true");
  createImageBitmap(file).then(
    (image) => {
      const scale = Math.max(THUMB / image.width, THUMB / image.height);
      const [width, height] = [image.width * scale, image.height * scale];
      canvas.getContext("2d").drawImage(image, (THUMB - width) / 2, (THUMB - height) / 2, width, height);
    },
    () => canvas.remove(),
  );
  return canvas;
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
