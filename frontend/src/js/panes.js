// The parts of a record as tabs on a phone; without script they stand below each other.
import { on } from "./page.js";

export function start() {
  const tabs = document.querySelector("[data-panes]");
  if (!tabs) return;
  on("click", "[data-panes] a", (event, link) => {
    event.preventDefault();
    show(link.hash);
    history.replaceState(history.state, "", link.hash);
  });
  // "#happened-…" is an entry within that part.
  const wanted = [...tabs.querySelectorAll("a")].find((a) => a.hash === location.hash.split("-")[0]) ?? tabs.querySelector("a");
  show(wanted.hash);
  if (wanted.hash !== location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "center" });
}

function show(hash) {
  for (const pane of document.querySelectorAll(".pane")) pane.classList.toggle("current", `#${pane.id}` === hash);
  for (const link of document.querySelectorAll("[data-panes] a")) {
    if (link.hash === hash) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
