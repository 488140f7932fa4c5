// The corpus both engines answer: published cases, invented ones, whole facts, and what went wrong on the way.
import { readFileSync } from "node:fs";
import { CASES } from "./cases.mjs";
import { chance } from "./chance.mjs";
import { person } from "./people.mjs";

export const COMMANDS = ["ledger", "split", "watch", "apportion", "start-date", "view", "explain"];
const OVER_FACTS = ["ledger", "split", "watch", "view", "explain"];
const EACH = 300;
const BROKEN = 200;

/** One invented document: its command, its kind (`case` or `facts`), itself. */
export function* invented(seed) {
  const by = chance(seed);
  for (let round = 0; round < EACH; round += 1) {
    for (const [command, make] of Object.entries(CASES)) yield { command, kind: "case", document: make(by) };
    for (const command of OVER_FACTS) {
      const document = person(by);
      if (command === "explain" && by.once(4)) document.charge = `n${by.below(20)}`;
      yield { command, kind: "facts", document };
    }
  }
}

/** Published cases; every command is asked, also those that must refuse. */
export function* published() {
  for (const file of ["examples.json", "worked_examples.json"]) {
    const { vectors = [], official_cases = [] } = JSON.parse(readFileSync(new URL(`../../tests/data/${file}`, import.meta.url), "utf8"));
    for (const document of [...vectors, ...official_cases]) {
      for (const command of COMMANDS) yield { command, document };
    }
  }
}

/** Texts with a character lost, doubled or exchanged: what a door sees. */
function* broken(by, texts) {
  const marks = ['"', "{", "}", "[", ",", ":", "0", "9", "-", ".", "e", "\\", "\u3042", "\u0000", "null", "123456789012", " "];
  for (let round = 0; round < BROKEN; round += 1) {
    const { command, text } = by.one(texts);
    const at = by.below(text.length);
    yield { command, text: text.slice(0, at) + by.one([by.one(marks), ""]) + text.slice(at + by.below(3)) };
  }
}

/** The texts to be answered: whole documents in lists, as many as one process should start with, and the awkward ones singly. */
export function texts(seed) {
  const all = [...invented(seed)];
  const lists = COMMANDS.flatMap((command) => {
    const documents = all.filter((one) => one.command === command).map(({ document }) => document);
    return [{ command, text: JSON.stringify({ cases: documents }) }];
  });
  const singles = [...published()].map(({ command, document }) => ({ command, text: JSON.stringify(document) }));
  const short = all.map(({ command, document }) => ({ command, text: JSON.stringify(document) }));
  const texts = [...lists, ...singles, ...broken(chance(seed + 1), [...short, ...singles])];
  return { texts, documents: all.length + texts.length - lists.length };
}
