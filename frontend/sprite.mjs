// Makes the icon sprite: one <symbol> for each name in src/icons.txt, taken from lucide-static.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const HERE = import.meta.dirname;

/** The text of the sprite; a name that Lucide does not have raises an error that names it. */
export function sprite(from = join(HERE, "package.json")) {
  const folder = join(dirname(createRequire(from).resolve("lucide-static/package.json")), "icons");
  const names = readFileSync(join(HERE, "src/icons.txt"), "utf8").split("\n").filter((line) => line && !line.startsWith("#"));
  const unknown = names.filter((name) => !existsSync(join(folder, `${name}.svg`)));
  if (unknown.length) throw new Error(`lucide-static has no icon ${unknown.join(", ")}: mend frontend/src/icons.txt`);
  const symbols = names.map((name) => symbol(name, readFileSync(join(folder, `${name}.svg`), "utf8")));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

function symbol(name, source) {
  const inside = source.slice(source.indexOf(">", source.indexOf("<svg")) + 1, source.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${inside.replace(/\s+/g, " ").replace(/> </g, "><").trim()}</symbol>`;
}
