// The engine in WebAssembly: the same work as the native side's, by the same crate.
//   node wasm.mjs FOLDER
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const { initSync, Work } = await import(pathToFileURL(join(folder, "wasm.js")).href);
initSync({ module: readFileSync(join(folder, "wasm_bg.wasm")) });
const work = new Work();

for await (const line of createInterface({ input: process.stdin })) {
  const [name, times] = line.split(" ");
  let came;
  for (let left = Number(times); left > 0; left -= 1) came = work.once(name);
  console.log(`${came ?? -1}`);
}
