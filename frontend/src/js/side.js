// What one finds again in the side bar: starred records, asked for when they are unfolded, and those opened in this window.
import htmx from "htmx.org";
import { on, say, text } from "./page.js";
import { recent } from "./palette.js";
import { toast } from "./toasts.js";

const OPEN = "guanxi.side";

export function start() {
  const own = document.querySelector("[data-own]");
  if (own) unfold();
  document.addEventListener("toggle", keep, true);
  document.addEventListener("htmx:after:swap", renewed);
  on("click", 'details[data-menu] a[href^="/r/"]', copyAddress);
}

const open = () => JSON.parse(localStorage.getItem(OPEN) ?? "[]");

function unfold() {
  const kept = open();
  for (const part of document.querySelectorAll("[data-own] details")) part.open = kept.includes(part.dataset.part);
  const list = document.querySelector('[data-own] [data-part="recent"] ul');
  for (const { href, title } of recent()) {
    const link = Object.assign(document.createElement("a"), { href, title });
    link.append(Object.assign(document.createElement("span"), { textContent: title }));
    list.append(Object.assign(document.createElement("li"), {}));
    list.lastChild.append(link);
  }
  list.nextElementSibling.hidden = Boolean(list.children.length);
}

function keep(event) {
  if (!event.target.matches?.("[data-own] details")) return;
  localStorage.setItem(OPEN, JSON.stringify([...document.querySelectorAll("[data-own] details[open]")].map((part) => part.dataset.part)));
}

// The star of the record has changed: its button comes anew and keeps the focus, the list is asked for again.
function renewed(event) {
  if (!event.detail.ctx.sourceElement?.matches?.(".star-form")) return;
  const button = document.querySelector(".star-form button");
  button?.focus();
  say(button?.title ?? "");
  const part = document.querySelector('[data-own] [data-part="starred"]');
  if (part?.open) htmx.trigger(part, "refresh");
}

async function copyAddress(event, link) {
  event.preventDefault();
  link.closest("details").open = false;
  try {
    await navigator.clipboard.writeText(link.href);
    toast(text("copied"), "good");
  } catch {
    location.assign(link.href);
  }
}
