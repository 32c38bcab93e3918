// Copying a text that is shown once, a number or a mail address.
import { on, say } from "./page.js";

export function start() {
  on("click", "[data-copy]", copy);
}

const TOLD_MS = 2000;

async function copy(event, button) {
  const shown = button.parentElement.querySelector("[data-secret], .prop-text");
  if (!(await written(button.dataset.copy || shown.textContent, shown))) return;
  const label = button.querySelector("span");
  if (label) label.textContent = button.dataset.done;
  else told(button);
  say(button.dataset.done);
}

function told(button) {
  button.classList.add("done");
  setTimeout(() => button.classList.remove("done"), TOLD_MS);
}

// Without https the clipboard is closed to scripts; then the text is selected and copied the old way.
async function written(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(shown);
    return document.execCommand("copy");
  }
}
