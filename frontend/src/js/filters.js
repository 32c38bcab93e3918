// The filter builder and the column chooser.
import { ask, on } from "./page.js";
import { failed } from "./requests.js";

const PAUSE = 300;
const ROW = "[data-row], [data-group]";
let made = 0;
let timer = null;
let stop = null;

export function start() {
  on("change", "[data-builder] select[name=f]", renew);
  on("change", "[data-whose] > .builder-word select[name=v]", another);
  on("click", "[data-builder] [data-add]", (event, button) => added(button, { ...(button.dataset.add && { depth: button.dataset.add }), ...whose(button) }, "f"));
  on("click", "[data-builder] [data-has]", (event, button) => added(button, { has: "", depth: button.dataset.has }, "o"));
  on("click", "[data-builder] [data-remove]", remove);
  on("change", "[data-builder] [data-row] select[name=o]", (event, select) => valueless(select));
  for (const type of ["input", "change"]) on(type, "[data-builder]", (event, builder) => later(builder));
  on("click", "[data-columns] [data-up]", (event, button) => move(button, -1));
  on("click", "[data-columns] [data-down]", (event, button) => move(button, 1));
}

function added(button, asked, focus) {
  const rows = button.closest("[data-group]").querySelector("[data-rows]");
  fresh(button, asked, (row) => rows.append(row), `select[name=${focus}]`);
}

// The editor of another field comes from the server; only the answer for the field that was chosen last counts.
function renew(event, select) {
  const [row, wanted] = [select.closest("[data-row]"), select.value];
  const latest = () => select.value === wanted;
  if (!row.querySelector("[data-meanwhile]")) hold(row, select);
  fresh(select, { f: wanted, ...whose(select) }, (one) => latest() && row.replaceWith(one), "select[name=o]").finally(() => latest() && release(row));
}

// Of which records a row asks that stands in a group of what leads here.
function whose(element) {
  const group = element.closest("[data-whose]");
  return group ? { of: group.querySelector("select[name=v]").value } : {};
}

// Another kind of records has other fields: the group begins anew.
function another(event, select) {
  const [group, wanted] = [select.closest("[data-whose]"), select.value];
  group.querySelector("[data-rows]").replaceChildren();
  const asked = { has: wanted, o: group.querySelector("select[name=o]").value, depth: group.dataset.whose };
  fresh(select, asked, (one) => select.value === wanted && group.replaceWith(one), "select[name=v]");
}

// Until then nothing can be typed that would go with the old field; a row sends its field, operator and value in turn, so that empty ones stand in.
function hold(row, select) {
  for (const each of row.querySelectorAll("select, input, textarea, button")) each.disabled = each !== select;
  for (const name of ["o", "v"]) {
    const empty = Object.assign(document.createElement("input"), { type: "hidden", name });
    empty.dataset.meanwhile = "";
    row.append(empty);
  }
}

function release(row) {
  for (const each of row.querySelectorAll("[data-meanwhile]")) each.remove();
  for (const each of row.querySelectorAll("select, input, textarea, button")) each.disabled = false;
}

// A row or group comes from the server, with the editor of its field; who went on meanwhile stays where he is.
async function fresh(element, asked, place, focus) {
  const builder = element.closest("[data-builder]");
  const was = document.activeElement;
  const box = document.createElement("div");
  try {
    box.innerHTML = await (await ask(`${builder.dataset.rowUrl}?${new URLSearchParams(asked)}`)).text();
  } catch (problem) {
    return failed(problem);
  }
  made += 1;
  for (const name of ["id", "aria-controls", "for"]) for (const each of box.querySelectorAll(`[${name}]`)) each.setAttribute(name, `${each.getAttribute(name)}-${made}`);
  const row = box.firstElementChild;
  place(row);
  if ([was, document.body].includes(document.activeElement)) row.querySelector(focus).focus();
  later(builder);
}

function remove(event, button) {
  const [builder, row] = [button.closest("[data-builder]"), button.closest(ROW)];
  const group = row.parentElement.closest("[data-group]");
  row.remove();
  group.querySelector("[data-add]").focus();
  later(builder);
}

// How many records the filter would find, before it is applied.
function later(builder) {
  clearTimeout(timer);
  stop?.abort();
  timer = setTimeout(() => count(builder), PAUSE);
}

async function count(builder) {
  stop = new AbortController();
  const place = builder.querySelector("[data-would]");
  try {
    const answer = await ask(`${builder.dataset.countUrl}?${new URLSearchParams(new FormData(builder))}`, { signal: stop.signal });
    place.innerHTML = await answer.text();
  } catch (problem) {
    if (problem?.name !== "AbortError") place.textContent = "";
  }
}

function valueless(select) {
  const value = select.closest("[data-row]").querySelector(".builder-value");
  value.toggleAttribute("hidden", ["empty", "not_empty"].includes(select.value));
}

function move(button, step) {
  const item = button.closest("li");
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (other) step < 0 ? other.before(item) : other.after(item);
  button.focus();
}
