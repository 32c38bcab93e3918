// Walking through a list from record to record: the page of one, or its form, asks for its neighbours in the list one came from.
import { ask } from "./page.js";

const RECORD = /^(\/.+\/)(\d+)(\/edit)?$/;
const PLACE = ["after", "before"];
const key = (path) => `guanxi.walk:${path}`;

export function start() {
  if (document.querySelector("table[data-list]")) return sessionStorage.setItem(key(location.pathname), location.search || "?");
  const place = document.querySelector("[data-walk]");
  const found = RECORD.exec(location.pathname);
  const list = place && found && sessionStorage.getItem(key(found[1]));
  if (list) show(place, found, list);
}

async function show(place, [, path, id], list) {
  const asked = new URLSearchParams(list);
  for (const name of PLACE) asked.delete(name);
  if (place.dataset.walk) asked.set("_for", place.dataset.walk);
  try {
    place.innerHTML = await (await ask(`${path}${id}/neighbours?${asked}`)).text();
  } catch {
    // Without neighbours the page is whole: the list may have gone, or its filter.
  }
}
