// The package in a real browser: loaded from a static server under a strict content policy, it answers the corpus with the bytes it
// answers in Node. Run by `cargo xtask test`, step `package`.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import test from "node:test";
import { texts } from "./corpus.mjs";
import { engine, folder } from "./package.mjs";

const SEED = 20261121;
const PATIENCE = 60_000;
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:";
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

const PAGE = '<!doctype html><link rel="icon" href="data:,"><title>package</title><script type="module" src="page.js"></script>';
/** What the page does, and what Node does to compare with. */
const answerAll = (engine, corpus) =>
  corpus.map(({ command, text }) => {
    try {
      return { good: true, text: engine.answerText(command, text) };
    } catch (error) {
      return { good: false, code: error.code, field: error.field, detail: error.detail, kind: error.name };
    }
  });
const SCRIPT = `import * as engine from "./package/browser.js";
const answerAll = ${answerAll};
const corpus = await (await fetch("corpus.json")).json();
await fetch("answers", { method: "POST", body: JSON.stringify(answerAll(engine, corpus)) });
`;

/** A static server of the package, the page and the corpus, and what the page sends back. */
async function served(corpus, wasmType) {
  let told;
  const answers = new Promise((resolve) => {
    told = resolve;
  });
  const files = { "/": ["text/html", PAGE], "/page.js": [TYPES[".js"], SCRIPT], "/corpus.json": [TYPES[".json"], JSON.stringify(corpus)] };
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      const parts = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", () => {
        response.end();
        told(JSON.parse(Buffer.concat(parts).toString()));
      });
      return;
    }
    const name = basename(request.url);
    const type = extname(name) === ".wasm" ? wasmType : TYPES[extname(name)];
    const [kind, body] = files[request.url] ?? [type, readFileSync(join(folder, name))];
    response.writeHead(200, { "content-type": kind, "content-security-policy": POLICY }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${server.address().port}/`, answers, close: () => server.close() };
}

/** A headless Chromium over WebDriver. */
async function browser() {
  const driver = spawn(process.env.PMH_CHROMEDRIVER ?? "chromedriver", ["--port=0"], { stdio: ["ignore", "pipe", "ignore"] });
  const port = await new Promise((resolve, reject) => {
    let said = "";
    driver.on("error", reject);
    driver.on("exit", () => reject(new Error(`chromedriver ended: ${said}`)));
    driver.stdout.on("data", (part) => {
      said += part;
      const found = said.match(/started successfully on port (\d+)/);
      if (found) resolve(found[1]);
    });
  });
  const profile = mkdtempSync(join(tmpdir(), "pmh-package-"));
  const command = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}/session${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    assert.equal(response.status, 200, `${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  };
  const args = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", `--user-data-dir=${profile}`,
  ];
  const wanted = { browserName: "chrome", "goog:chromeOptions": { args }, "goog:loggingPrefs": { browser: "ALL" } };
  const { sessionId } = await command("POST", "", { capabilities: { alwaysMatch: wanted } });
  return {
    open: (url) => command("POST", `/${sessionId}/url`, { url }),
    complaints: async () => (await command("POST", `/${sessionId}/se/log`, { type: "browser" })).map(({ message }) => message),
    close: async () => {
      await command("DELETE", `/${sessionId}`);
      driver.kill();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const WAYS = [
  { what: "compiled while it arrives, the whole corpus", wasmType: TYPES[".wasm"], texts: Infinity },
  { what: "from a server that knows no .wasm", wasmType: "application/octet-stream", texts: 20 },
];
for (const { what, wasmType, texts: most } of WAYS) {
  test(`a browser answers as Node does: ${what}`, { timeout: PATIENCE * 2 }, async () => {
    const corpus = texts(SEED).texts.slice(-most);
    const [server, window] = [await served(corpus, wasmType), await browser()];
    try {
      await window.open(server.address);
      const late = new Promise((_, reject) => {
        setTimeout(async () => reject(new Error(`no answers; the console says: ${await window.complaints()}`)), PATIENCE).unref();
      });
      const answers = await Promise.race([server.answers, late]);
      assert.deepEqual(answers, answerAll(engine, corpus));
      assert.ok(answers.some(({ good }) => !good));
      const complaints = await window.complaints();
      // The glue warns once where it cannot compile while the module arrives; nothing else is said.
      const expected = wasmType === TYPES[".wasm"] ? [] : [/`WebAssembly.instantiateStreaming` failed because your server does not serve Wasm/];
      assert.equal(complaints.length, expected.length, complaints.join("\n"));
      expected.forEach((words, index) => assert.match(complaints[index], words));
    } finally {
      await window.close();
      server.close();
    }
  });
}
