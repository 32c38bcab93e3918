// Files are sent as soon as they are chosen, dropped or photographed; without script the form has a button.
import { on, text } from "./page.js";
import { toast } from "./toasts.js";

export function start() {
  on("change", "form[data-attach] input[type=file]", send);
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
