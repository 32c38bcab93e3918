// While a new record is typed: records that may be the same appear above the form.
import { ask, on } from "./page.js";

const PAUSE = 400;
let waiting = 0;
let asked = "";

export function start() {
  if (!document.querySelector("[data-alike]")) return;
  on("input", "#form", (event) => !event.isComposing && soon(PAUSE));
  on("compositionend", "#form", () => soon(PAUSE));
  on("focusout", "#form", () => soon(0));
  soon(0);
}

function soon(pause) {
  clearTimeout(waiting);
  waiting = setTimeout(look, pause);
}

async function look() {
  const place = document.querySelector("[data-alike]");
  const form = document.getElementById("form");
  if (!place || !form) return;
  const typed = new URLSearchParams();
  for (const name of place.dataset.alikeFields.split(" ")) {
    const value = form.elements[name]?.value?.trim();
    if (value) typed.set(name, value);
  }
  const question = typed.toString();
  if (question === asked) return;
  asked = question;
  if (!question) return void place.replaceChildren();
  try {
    const answer = await ask(place.dataset.alike, { method: "POST", body: typed });
    const html = await answer.text();
    if (question === asked) place.innerHTML = html;
  } catch {
    asked = "";
  }
}
