// The rights of a role: what the patterns give each permission is shown while they are typed; saved it is shown without this.
import { on } from "./page.js";

export function start() {
  on("input", ".rights .pattern input, .rights .pattern select", (_event, part) => show(part.closest(".rights")));
}

function show(rights) {
  const patterns = [...rights.querySelectorAll(".pattern")].map(typed).filter((each) => each.text);
  const labels = new Map([...rights.querySelector(".pattern select").options].map((o) => [o.value, o.textContent]));
  for (const row of rights.querySelectorAll(".right")) follow(row, patterns, labels);
}

function typed(row) {
  return { text: row.querySelector("input").value.trim(), scope: row.querySelector("select").value };
}

function follow(row, patterns, labels) {
  const radios = [...row.querySelectorAll("input[type=radio]")].filter((radio) => radio.value);
  const name = row.querySelector("input[type=radio]").name;
  const found = nearest(name.slice(name.indexOf(":") + 1), patterns);
  const scope = found?.scope ?? "none";
  row.querySelector(".default small").textContent = found ? `${found.text}: ${labels.get(scope)}` : labels.get("none");
  const column = radios.length === 2 && scope !== "none" ? "all" : scope;
  for (const radio of radios) radio.closest(".segment").classList.toggle("given", radio.value === column);
}

// The most exact pattern that covers a permission: the permission itself, else the one with the most literal characters.
function nearest(permission, patterns) {
  const exact = patterns.find((each) => each.text === permission);
  const covering = patterns.filter((each) => each.text.includes("*") && covers(each.text, permission));
  return exact ?? covering.sort((a, b) => literal(b) - literal(a) || (a.text < b.text ? 1 : -1))[0];
}

function covers(text, permission) {
  const parts = text.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(permission);
}

function literal(pattern) {
  return pattern.text.replaceAll("*", "").length;
}
