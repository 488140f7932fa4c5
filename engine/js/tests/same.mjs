// The engine as a native program and as WebAssembly answer one corpus with the same bytes.
//   node same.mjs PROGRAM [SEED]
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { texts } from "./corpus.mjs";
import { folder } from "./package.mjs";

const [program, seed = "20261121"] = process.argv.slice(2);
// The boundary itself: text in, text out.
const { answer } = await import(pathToFileURL(join(folder, "wasm.js")).href);

function native(command, text) {
  const { status, stdout, error } = spawnSync(program, [command], { input: text, maxBuffer: 1 << 30 });
  if (error) throw error;
  return { good: status === 0, bytes: stdout };
}

function webAssembly(command, text) {
  const written = (good, line) => ({ good, bytes: Buffer.from(`${line}\n`) });
  try {
    return written(true, answer(command, text));
  } catch (thrown) {
    if (typeof thrown !== "string") throw thrown;
    return written(false, thrown);
  }
}

/** The text around the first difference. */
function around(bytes, at) {
  return bytes.subarray(Math.max(0, at - 150), at + 150).toString();
}

const corpus = texts(Number(seed));
let bytes = 0;
let refused = 0;
for (const { command, text } of corpus.texts) {
  const [one, other] = [native(command, text), webAssembly(command, text)];
  if (one.good !== other.good || !one.bytes.equals(other.bytes)) {
    const at = one.bytes.findIndex((byte, index) => byte !== other.bytes[index]);
    console.error(`seed ${seed}, ${command}: ${text.slice(0, 300)}`);
    console.error(`native       ${one.good}: …${around(one.bytes, at)}…`);
    console.error(`WebAssembly  ${other.good}: …${around(other.bytes, at)}…`);
    process.exit(1);
  }
  bytes += one.bytes.length;
  refused += one.good ? 0 : 1;
}
console.log(`native = WebAssembly: ${corpus.documents} documents, ${bytes} bytes of answers the same, ${refused} refused alike (seed ${seed})`);
