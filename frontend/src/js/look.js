// Theme, language, the side bar, menus.
import { composing, on, remember } from "./page.js";

const PLACE = "guanxi.place";

export function start() {
  document.documentElement.classList.add("js");
  on("submit", "[data-theme-form]", switchTheme);
  on("submit", "[data-keep-place]", keepPlace);
  on("click", "[data-side-toggle]", foldSide);
  on("click", "[data-side-open]", openSide);
  document.addEventListener("click", closeSide, true);
  document.addEventListener("click", closeOutside);
  document.addEventListener("keydown", menuKeys);
  document.addEventListener("toggle", focusMenu, true);
  restorePlace();
}

function switchTheme(event, form) {
  const theme = event.submitter?.value;
  if (!theme) return;
  event.preventDefault();
  document.documentElement.dataset.theme = theme;
  remember("theme", theme);
  for (const other of document.querySelectorAll("[data-theme-form] button")) {
    other.toggleAttribute("aria-pressed", false);
    if (other.value === theme) other.setAttribute("aria-pressed", "true");
  }
}

// The language switch loads the page anew: scroll position and the hash come back with it.
function keepPlace(event, form) {
  const next = form.elements.next;
  if (next && location.hash) next.value = next.value.split("#")[0] + location.hash;
  sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, scroller().scrollTop]));
}

function restorePlace() {
  const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  sessionStorage.removeItem(PLACE);
  if (kept && kept[0] === location.pathname) scroller().scrollTop = kept[1];
}

function scroller() {
  const main = document.getElementById("main");
  return main && getComputedStyle(main).overflowY === "auto" && main.scrollHeight > main.clientHeight ? main : document.scrollingElement;
}

function foldSide() {
  if (document.getElementById("side").classList.contains("open")) return document.getElementById("side").classList.remove("open");
  const root = document.documentElement;
  root.dataset.sidebar = root.dataset.sidebar === "folded" ? "open" : "folded";
  remember("sidebar", root.dataset.sidebar);
}

function openSide() {
  const side = document.getElementById("side");
  side.classList.add("open");
  side.querySelector("nav a")?.focus();
}

function closeOutside(event) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

// The tap that closes the side bar does nothing else.
function closeSide(event) {
  const side = document.getElementById("side");
  if (!side?.classList.contains("open") || side.contains(event.target)) return;
  side.classList.remove("open");
  event.preventDefault();
  event.stopPropagation();
}

function menuKeys(event) {
  if (composing(event)) return;
  const menu = event.target instanceof Element && event.target.closest("details[data-menu][open]");
  if (event.key === "Escape") {
    document.getElementById("side")?.classList.remove("open");
    if (menu && !event.defaultPrevented) {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.preventDefault();
    }
  }
  if (menu && !menu.classList.contains("popover") && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const items = [...menu.querySelectorAll(".menu-item, .segments button")];
    const at = items.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    items.at(at % items.length)?.focus();
    event.preventDefault();
  }
}

function focusMenu(event) {
  if (event.target.matches?.("details[data-menu]") && event.target.open) {
    for (const other of document.querySelectorAll("details[data-menu][open]")) if (other !== event.target && !other.contains(event.target)) other.open = false;
  }
}
