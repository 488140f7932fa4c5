// Writes FILE.br beside every file of a folder that is worth compressing, at brotli's strongest setting: done
// once at build time, so it may take its time. Called by `cargo xtask build` with dist/.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const WORTH_IT = new Set([".html", ".js", ".mjs", ".css", ".wasm", ".json", ".svg", ".txt", ".webmanifest", ".xml"]);

const folder = process.argv[2];
if (!folder) {
  console.error("precompress.mjs needs the folder to compress");
  process.exit(2);
}

for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = join(entry.parentPath ?? entry.path, entry.name);
  if (!WORTH_IT.has(extname(file))) continue;
  const raw = readFileSync(file);
  const compressed = brotliCompressSync(raw, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
      // Distances in a program repeat in steps of four.
      [constants.BROTLI_PARAM_NPOSTFIX]: extname(file) === ".wasm" ? 2 : 0,
    },
  });
  // A file that grows is better sent as it is.
  if (compressed.length < raw.length) writeFileSync(`${file}.br`, compressed);
  else rmSync(`${file}.br`, { force: true });
}
