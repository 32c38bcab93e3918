// Builds the static bundle of the host: app.js and app.css, those that only boards load, and the icon sprite, each under its own hash, and manifest.json.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2];
const source = process.argv[3] ?? "";
const icons = join(here, "node_modules", "lucide-static", "icons");

if (!target) throw new Error("usage: node build.mjs FOLDER [SOURCE-HASH]");

const built = await build({
  absWorkingDir: here,
  entryPoints: ["src/app.js", "src/app.css", "src/board.js", "src/board.css"],
  bundle: true,
  minify: true,
  write: false,
  outdir: "out",
  format: "iife",
  target: ["es2022"],
  legalComments: "eof",
  logLevel: "warning",
});
const files = {
  "icons.svg": sprite(names(readFileSync(join(here, "src", "icons.txt"), "utf8"))),
  "icon.svg": readFileSync(join(here, "src", "icon.svg")),
};
for (const file of built.outputFiles) files[basename(file.path)] = file.contents;
write(files);

/** The icon names of a list: one a line, empty lines and # comments left out. */
function names(text) {
  const lines = text.split("\n").map((line) => line.replace(/#.*/, "").trim());
  return [...new Set(lines.filter(Boolean))].sort();
}

/** One SVG with a symbol for each icon, so that a page shows one by <use href="…#name">. */
function sprite(wanted) {
  const missing = wanted.filter((name) => !readdirSync(icons).includes(`${name}.svg`));
  if (missing.length) throw new Error(`frontend/src/icons.txt names icons that Lucide does not have: ${missing.join(", ")}`);
  const symbols = wanted.map((name) => symbol(name, readFileSync(join(icons, `${name}.svg`), "utf8")));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

function symbol(name, svg) {
  const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s+/g, " ").trim()}</symbol>`;
}

/** Writes each file under name-HASH.ext; the manifest comes last, so that a reader never finds a name without its file.
 *  The files of the bundle before stay: a server that still runs goes on naming them until it starts anew. */
function write(contents) {
  mkdirSync(target, { recursive: true });
  const manifest = {};
  for (const name of Object.keys(contents).sort()) {
    const hash = createHash("sha256").update(contents[name]).digest("hex").slice(0, 10);
    manifest[name] = name.replace(".", `-${hash}.`);
    writeFileSync(join(target, manifest[name]), contents[name]);
  }
  const now = Object.values(manifest);
  const former = formerFiles(now);
  const kept = new Set([...now, ...former]);
  manifest.source = source;
  manifest.former = former;
  writeFileSync(join(target, "manifest.new"), `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(join(target, "manifest.new"), join(target, "manifest.json"));
  for (const old of readdirSync(target)) if (old !== "manifest.json" && !kept.has(old)) rmSync(join(target, old));
}

/** The files of the bundle before this one; where this one is the same, those that were kept then. */
function formerFiles(now) {
  const path = join(target, "manifest.json");
  if (!existsSync(path)) return [];
  const { source: _, former = [], ...names } = JSON.parse(readFileSync(path, "utf8"));
  const before = Object.values(names);
  return before.every((name) => now.includes(name)) ? former : before.filter((name) => !now.includes(name));
}
