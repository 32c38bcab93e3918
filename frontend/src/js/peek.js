// The record beside the list: Space on a row opens it, j and k take it along, Space or Escape closes it. Not a dialog: the list stays usable.
import htmx from "htmx.org";
import { ask, composing, on, say, text, typing } from "./page.js";
import { failed } from "./requests.js";

const PAUSE = 120;
const WIDE = matchMedia("(min-width: 821px)");
const HEADLINE = "td.main > a[href]";
let panel = null;
let shown = null;
let asked = 0;
let timer = 0;
let stale = false;

export function start() {
  if (!document.querySelector("table[data-list]")) return;
  document.addEventListener("keydown", pressed);
  document.addEventListener("guanxi:row", (event) => panel && event.target !== shown && follow(event.target));
  document.addEventListener("guanxi:row-saved", (event) => panel && event.target === shown && show(shown));
  on("pointerover", "table[data-list] tbody tr[id]", (event, row) => event.pointerType === "mouse" && offer(row));
  on("focusin", "table[data-list] tbody tr[id]", (event, row) => offer(row));
  on("click", ".peek-button", (event, button) => toggle(button.closest("tr")));
  on("click", "[data-peek-close]", close);
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (panel?.contains(ctx.sourceElement) && ctx.request?.method === "POST" && ctx.response?.status < 300) stale = true;
  });
}

const link = (row) => row?.querySelector(HEADLINE);

function pressed(event) {
  if (event.defaultPrevented || composing(event) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (document.querySelector("dialog[open], details[data-menu][open]")) return;
  if (event.key === "Escape" && panel) return taken(event, close);
  if (event.key !== " " || typing(event.target)) return;
  const row = event.target.closest?.("table[data-list] tbody tr[id]") ?? null;
  if (row ? !event.target.matches(`${HEADLINE}, td`) : event.target !== document.body) return;
  const wanted = row ?? document.querySelector("table[data-list] tr.here");
  if (link(wanted)) taken(event, () => toggle(wanted));
}

function taken(event, act) {
  event.preventDefault();
  act();
}

// One button for all rows: it goes to the row under the mouse or with the focus.
const button = () => document.querySelector(".peek-button") ?? made();

function made() {
  const found = document.createElement("button");
  Object.assign(found, { type: "button", className: "peek-button", title: `${text("peek")} (${text("space")})`, tabIndex: -1 });
  found.setAttribute("aria-label", text("peek"));
  found.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${document.getElementById("texts").dataset.icons}#panel-right"/></svg>`;
  return found;
}

function offer(row) {
  if (WIDE.matches && link(row) && !row.contains(document.querySelector(".peek-button"))) link(row).parentElement.append(button());
}

function toggle(row) {
  if (!WIDE.matches) return link(row).click();
  if (panel && row === shown) return close();
  document.querySelector("table[data-list] tr.here")?.classList.remove("here");
  row.classList.add("here");
  link(row).focus({ preventScroll: true });
  show(row);
}

function follow(row) {
  clearTimeout(timer);
  timer = setTimeout(() => show(row), PAUSE);
}

async function show(row) {
  const number = ++asked;
  const left = shown;
  try {
    const answer = await (await ask(`${link(row).pathname}/peek`)).text();
    if (number !== asked) return;
    renewed(left);
    open();
    shown = row;
    panel.innerHTML = answer;
    panel.scrollTop = 0;
    htmx.process(panel);
    row.scrollIntoView({ block: "nearest" });
    say(panel.querySelector("h2")?.textContent ?? "");
  } catch (problem) {
    failed(problem);
  }
}

function open() {
  if (panel) return;
  panel = document.createElement("aside");
  panel.className = "peek";
  panel.id = "peek";
  panel.setAttribute("aria-labelledby", "peek-title");
  document.querySelector("main").append(panel);
  document.body.classList.add("peeking");
}

function close() {
  clearTimeout(timer);
  asked++;
  const row = shown;
  panel?.remove();
  panel = shown = null;
  document.body.classList.remove("peeking");
  link(row)?.focus({ preventScroll: true });
  renewed(row);
}

// What was changed in the peek is changed in its row too.
async function renewed(row) {
  if (!stale || !row) return;
  stale = false;
  const answer = await ask(location.href, { headers: { "HX-Request": "false" } }).catch(() => null);
  const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page?.getElementById(row.id);
  if (!fresh || !row.isConnected) return;
  const [here, focused] = [row.classList.contains("here"), row.contains(document.activeElement)];
  row.replaceChildren(...fresh.children);
  row.classList.toggle("here", here);
  if (focused) link(row)?.focus({ preventScroll: true });
}
