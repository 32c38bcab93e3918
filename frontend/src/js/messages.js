// The ten seconds in which a message to a customer can be cancelled: they are counted down, then the server says what became of it.
import { ask } from "./page.js";

const EVERY_MS = 1000;
const MOST_ASKED = 60;

export function start() {
  document.querySelectorAll("[data-sending]").forEach(count);
}

// The time that is left is taken from the clock, because a page in the background is woken seldom.
function count(line, asked = 0) {
  const end = performance.now() + 1000 * Number(line.dataset.left);
  const told = line.querySelector("[data-told]");
  const timer = setInterval(() => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left > 0) return void (told.textContent = line.dataset.words.replace("{n}", left));
    clearInterval(timer);
    told.textContent = line.dataset.over;
    line.querySelector("form")?.remove();
    setTimeout(() => look(line, asked), EVERY_MS);
  }, EVERY_MS / 4);
}

async function look(line, asked) {
  if (asked >= MOST_ASKED || !line.isConnected) return;
  try {
    const box = document.createElement("template");
    box.innerHTML = await (await ask(line.dataset.sending)).text();
    const now = box.content.firstElementChild;
    line.replaceWith(now);
    if (now.matches("[data-sending]")) count(now, asked + 1);
  } catch {
    setTimeout(() => look(line, asked + 1), 2 * EVERY_MS);
  }
}
