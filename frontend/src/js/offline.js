// A form that cannot be sent now stays as it stands: the browser's own page about the network would take its place.
import { text } from "./page.js";
import { toast } from "./toasts.js";

let stopped;

export function start() {
  document.addEventListener("submit", stop, true);
  window.addEventListener("online", () => stopped?.isConnected && toast(text("online"), "info"));
}

function stop(event) {
  if (navigator.onLine || event.submitter?.formMethod === "dialog" || event.target.method === "dialog") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  stopped = event.target;
  toast(text("offline"));
}
