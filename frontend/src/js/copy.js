// Copying a text that is shown once.
import { on, say } from "./page.js";

export function start() {
  on("click", "[data-copy]", copy);
}

async function copy(event, button) {
  const shown = button.parentElement.querySelector("[data-secret]");
  if (!(await written(shown))) return;
  const label = button.querySelector("span");
  label.textContent = button.dataset.done;
  say(button.dataset.done);
}

// Without https the clipboard is closed to scripts; then the text is selected and copied the old way.
async function written(shown) {
  try {
    await navigator.clipboard.writeText(shown.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(shown);
    return document.execCommand("copy");
  }
}
