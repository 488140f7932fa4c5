// The package as a billing system would use it, from Node. Run by `cargo xtask test`.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { engine, folder } from "./package.mjs";

const { EngineError, answerText, apportion, explain, ledger, split, startDate, view, watch } = engine;
const commands = { ledger, split, watch, apportion, "start-date": startDate, view, explain };

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const month = {
  houbetsu: 54, insurance_rate: 3, scheme_rate: 0.2, cap: 10000,
  rows: [
    { id: "a", date: "2026-06-01", facility: "A", total10: 30000 },
    { id: "b", date: "2026-06-02", facility: "B", total10: 25000, collected: 5000 },
  ],
};

/** The JSON documents of a command's section of engine/README.md: fenced ones, then those inside a sentence. */
function documentsOf(command) {
  const section = readme.split(`\n### \`${command}\``)[1].split("\n#")[0];
  const fenced = [...section.matchAll(/```json\n([^]*?)```/g)];
  const inline = [...section.matchAll(/`(\{[^`]*\})`/g)];
  return [...fenced, ...inline].flatMap(([, text]) => {
    try {
      return [JSON.parse(text)];
    } catch {
      return []; // With an ellipsis in it.
    }
  });
}

for (const command of ["ledger", "split", "watch", "apportion", "start-date"]) {
  test(`${command}: the example of the engine's own documentation`, () => {
    const [document, answer] = documentsOf(command);
    assert.deepEqual(commands[command](document), answer);
  });
}

test("view: the facts of the documentation", () => {
  const [document] = documentsOf("view");
  const answer = view(document);
  assert.deepEqual(Object.keys(answer).sort(), ["notices", "view", "watches"]);
  assert.equal(answer.view.as_of, document.as_of);
});

test("explain: the steps, done again, give the amount", () => {
  const { explanations: [{ ledgers, trace }], citations } = explain({ ...month, charge: "b" });
  assert.equal(ledgers[0].due, 4000);
  const clip = trace.steps[ledgers[0].step];
  assert.equal(clip.op, "smallest");
  assert.equal(Math.min(...clip.inputs.map((step) => trace.steps[step].result.yen)), clip.result.yen);
  assert.ok(citations.some(({ id }) => id === clip.cite || id === "kenpo-75"));
});

test("several documents at once: the bad one leaves the others alone", () => {
  const { results } = apportion({ cases: [{ caps: [30000, 10000] }, {}] });
  assert.deepEqual(results[0].caps, [22500, 7500]);
  assert.deepEqual(results[1].error, { code: "field.missing", field: "caps", detail: "" });
});

function refusal(call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof EngineError && error instanceof Error, String(error));
    return [error.code, error.field];
  }
  return assert.fail("nothing was thrown");
}

test("a refusal names the field", () => {
  const rows = [...month.rows, {}, { total10: [] }];
  assert.deepEqual(refusal(() => ledger({ ...month, rows })), ["field.not_a_text", "rows[3].total10"]);
  assert.deepEqual(refusal(() => ledger({ ...month, cap: undefined })), ["field.missing", "cap"]);
  assert.deepEqual(refusal(() => view({ facts: { person: { id: "p" } } })), ["as_of.missing", "as_of"]);
  assert.deepEqual(refusal(() => view({})), ["facts.missing", "facts"]);
  assert.deepEqual(refusal(() => answerText("dance", "{}")), ["command.unknown", "command"]);
});

test("a rate is its digits: exact, or refused", () => {
  assert.equal(ledger({ ...month, scheme_rate: 0.05 }).rows[0].selfpay, 1500);
  assert.equal(ledger({ ...month, scheme_rate: "0.05" }).rows[0].selfpay, 1500);
  assert.deepEqual(refusal(() => ledger({ ...month, scheme_rate: 0.1 + 0.2 })), ["rate.invalid", "scheme_rate"]);
});

test("what is no document is refused, not crashed on", () => {
  const ring = {};
  ring.ring = ring;
  for (const nothing of [undefined, () => 0, Symbol("x"), 5n, ring]) {
    assert.equal(refusal(() => split(nothing))[0], "json.malformed");
  }
  for (const other of [null, 5, "text", [], true]) {
    assert.equal(refusal(() => split(other))[0], "field.not_an_object");
  }
  assert.equal(refusal(() => answerText("split", "{"))[0], "json.malformed");
  assert.equal(refusal(() => answerText("split", '{"x": "\ud800"}'))[0], "field.missing");
  assert.equal(refusal(() => watch({ note: "123456789012" }))[0], "my_number");
});

test("deep, wide and long documents are refused, and the next one is answered", () => {
  const deep = "[".repeat(100000) + "]".repeat(100000);
  assert.equal(refusal(() => answerText("view", deep))[0], "json.too_deep");
  assert.equal(refusal(() => answerText("view", " ".repeat(9 << 20)))[0], "json.too_large");
  assert.equal(refusal(() => view({ x: Array(30000).fill(0) }))[0], "json.too_many");
  assert.equal(ledger(month).rows[1].selfpay, 4000);
});

test("after a failure of the machine itself the next document is answered", async () => {
  const { initSync } = await import(pathToFileURL(join(folder, "wasm.js")).href);
  // All the memory a program can have is spoken for, and none of it is the allocator's.
  const { memory } = initSync({});
  memory.grow(65536 - memory.buffer.byteLength / 65536);
  assert.equal(refusal(() => answerText("view", `"${"x".repeat(7 << 20)}"`))[0], "engine.failed");
  assert.equal(ledger(month).rows[1].selfpay, 4000);
});

test("the same document gives the same text", () => {
  const text = JSON.stringify(month);
  assert.equal(answerText("ledger", text), answerText("ledger", text));
});

test("the package holds every file it names, and its own licence and readme", () => {
  const { exports, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const named = [...Object.values(exports["."]), "LICENSE", "README.md", "wasm.js", "wasm_bg.wasm"];
  for (const file of named) assert.ok(existsSync(join(folder, file)), file);
  assert.match(version, /^\d+\.\d+\.\d+$/);
});
