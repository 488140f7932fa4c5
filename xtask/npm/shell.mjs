// Writes what belongs to the built pages as a whole, into a dist/ that is otherwise complete: the worker that keeps the first page's shell, with
// the list of its files and their hashes, and the module for other sites, with the names of its files. Called by `cargo xtask build` with the
// checkout and dist/.
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [root, dist] = process.argv.slice(2);
if (!root || !dist) {
  console.error("shell.mjs needs the checkout and the folder to write to");
  process.exit(2);
}
const stop = (why) => {
  console.error(`shell.mjs: ${why}`);
  process.exit(1);
};
const read = (name) => readFileSync(join(dist, name));
const integrity = (name) => `sha384-${createHash("sha384").update(read(name)).digest("base64")}`;
// A line of a source, exchanged; one that is not there is a fault of this script.
const exchange = (text, [before, after]) => (text.includes(before) ? text.replaceAll(before, after) : stop(`${before} stands nowhere`));
const without_remarks = (text) => text.split("\n").filter((line) => !line.startsWith("//")).join("\n");
const source = (name) => readFileSync(join(root, "app", name), "utf8");

for (const name of readdirSync(join(root, "public"))) {
  if (/\.(webmanifest|png)$/.test(name)) copyFileSync(join(root, "public", name), join(dist, name));
}

const page = read("index.html").toString();
const only = (pattern) => {
  const names = new Set([...page.matchAll(pattern)].map(([, name]) => name));
  return names.size === 1 ? [...names][0] : stop(`the first page names ${names.size} files like ${pattern}`);
};
const glue = only(/\/(app-[0-9a-f]+\.js)/g);
const program = only(/\/(app-[0-9a-f]+_bg\.wasm)/g);
const sheet = only(/\/(portal-[0-9a-f]+\.css)/g);
const icon = only(/\/(icon-[0-9a-f]+\.svg)/g);

const module = [
  ["./app.js", `./${glue}`],
  ["app_bg.wasm", program],
  ["app-integrity", integrity(program)],
  ["portal.css", sheet],
  ["sheet-integrity", integrity(sheet)],
].reduce(exchange, source("module.js"));
writeFileSync(join(dist, "portal.js"), without_remarks(module));

const words = readdirSync(join(dist, "words")).filter((name) => /^(ja|ja-easy|en)-[0-9a-f]{16}\.txt$/.test(name));
if (words.length !== 3) stop(`there are ${words.length} files of words`);
// Of an application its page alone: without a network it says what is safe (app/boot.js).
const files = ["index.html", "apply/index.html", glue, program, sheet, icon, "portal.webmanifest", "icon-192.png", ...words.sort().map((name) => `words/${name}`)];
const shell = files.map((name) => ({ address: `/${name.replace(/index\.html$/, "")}`, integrity: integrity(name) }));
const build = createHash("sha256").update(JSON.stringify(shell)).digest("hex").slice(0, 16);
const worker = [
  ["const SHELL = [];", `const SHELL = ${JSON.stringify(shell)};`],
  ["shell-build", `shell-${build}`],
].reduce(exchange, source("worker.js"));
writeFileSync(join(dist, "worker.js"), without_remarks(worker));
