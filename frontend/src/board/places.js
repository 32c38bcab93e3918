// Where things stand on a board, and what is said about them.
import { say } from "../js/page.js";

export const board = () => document.querySelector("[data-board]");
export const columns = () => [...document.querySelectorAll("[data-board] [data-column]")];
export const columnOf = (element) => element.closest("[data-column]");
export const columnNamed = (key) => columns().find((column) => column.dataset.column === key);
export const cardsOf = (column) => column.querySelector(".cards");
export const labelOf = (column) => column.dataset.label ?? column.querySelector("h2").textContent.trim();
export const nameOf = (card) => card.querySelector(".card-title").textContent.trim();

/** A sentence of the board with {places} filled. */
export function words(name, places = {}) {
  const found = document.getElementById("board-texts").dataset[name] ?? "";
  return found.replace(/\{(\w+)\}/g, (all, key) => places[key] ?? all);
}

export const tell = (name, places) => say(words(name, places));

/** The element that has the focus of a card. */
export const focusOf = (card) => card.querySelector("a.card-title") ?? card.querySelector(".card-move");

/** Brings a column into sight, as far as it lies beside the board. */
export const reveal = (column) => column.scrollIntoView({ block: "nearest", inline: "nearest" });
