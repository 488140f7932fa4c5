// Writes invented documents and their answers down as TypeScript, so that the compiler holds the types to what the engine
// really takes and gives: a field that the types lack, or that never comes, is a fault.
//   node typed.mjs FILE [SEED]
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { invented } from "./corpus.mjs";
import { engine, folder } from "./package.mjs";

const [file, seed = "20261121"] = process.argv.slice(2);

const NAMES = { "start-date": "startDate" };
const ANSWERS = {
  ledger: { case: "LedgerAnswer", facts: "Ledgers" },
  split: { case: "SplitAnswer", facts: "{ months: SplitMonth[] }" },
  watch: { case: "WatchAnswer", facts: "WatchesWithNotices" },
  apportion: { case: "ApportionAnswer" },
  "start-date": { case: "StartDateAnswer" },
  view: { facts: "Outlook" },
  explain: { case: "CaseExplained", facts: "Explained" },
};
/** Fields whose text is one of a few, so that each of them is to be seen. */
const CODES = new Set(["is", "reason", "state", "op", "certainty", "bound_by", "by", "direction", "validity", "why", "status"]);

/** What a value looks like: the path and type of everything in it. */
function* looks(value, path = "", name = "") {
  if (Array.isArray(value)) {
    for (const item of value) yield* looks(item, `${path}[]`);
  } else if (value !== null && typeof value === "object") {
    // Which fields come together matters where one of them says what the others are.
    yield `${path} ${Object.keys(value).sort()}`;
    for (const [key, item] of Object.entries(value)) yield* looks(item, `${path}.${key}`, key);
  } else {
    yield `${path}:${CODES.has(name) ? value : value === null ? "null" : typeof value}`;
  }
}

const seen = new Set();
const lines = [];
for (const { command, kind, document } of invented(Number(seed))) {
  const name = NAMES[command] ?? command;
  let answer;
  try {
    answer = engine[name](document);
  } catch {
    continue; // Refused: no answer to hold a type to.
  }
  const fresh = [...looks(answer, `${command} ${kind}`)].filter((look) => !seen.has(look));
  if (fresh.length === 0) continue;
  for (const look of fresh) seen.add(look);
  const type = ANSWERS[command][kind];
  lines.push(`{ const answer: ${type} = ${JSON.stringify(answer)}; void answer; }`);
  lines.push(`{ const answer: ${type} = engine.${name}(${JSON.stringify(document)}); void answer; }`);
}

const address = JSON.stringify(join(folder, "index.js"));
const types = [...new Set(Object.values(ANSWERS).flatMap(Object.values).flatMap((type) => type.match(/[A-Z]\w+/g)))];
writeFileSync(file, `import * as engine from ${address};\nimport type { ${types.join(", ")} } from ${address};\n${lines.join("\n")}\n`);
console.log(`${lines.length / 2} answers show all there is to see (${seen.size} things); written to ${file}`);
