// Everything the engine is measured against, in one run: each program is started once, and the programs take turns, so that a
// machine that is busy for a while is busy for all of them. What is measured is time on the processor, all threads together, which
// a busy machine lengthens less than the clock's; the figures are ratios of medians.
//   node bench.mjs   (by `cargo xtask bench`, which builds the programs and says where they are)
import { execFileSync, spawn } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const { PMH_NATIVE: native, PMH_GLUED: glued, PMH_PEERS: peers, PMH_MODULES: modules, PMH_PYTHON: python, PMH_OUT: out } = process.env;
const here = fileURLToPath(new URL(".", import.meta.url));
const ROUNDS = 11;
/** A turn takes about so long, so that the clock and the turn's beginning do not count. */
const TURN_NS = 60e6;

/** Time on the processor so far, as Linux counts it for each thread, in ns. */
function spent(pid) {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]), 0);
}

/** A program that does a named piece of work as often as it is told, and says what came of it. */
class Contender {
  constructor(program, words) {
    this.child = spawn(program, words, { stdio: ["pipe", "pipe", "inherit"] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async turn(work, times) {
    const before = spent(this.child.pid);
    this.child.stdin.write(`${work} ${times}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`${this.child.spawnargs.join(" ")} ended at ${work}`);
    return { ns: (spent(this.child.pid) - before) / times, came: Number(value) };
  }

  end() {
    this.child.stdin.end();
  }
}

const accounts = join(out, "accounts.txt");
writeFileSync(accounts, execFileSync(native, ["accounts"], { maxBuffer: 1 << 28 }));
const program = {
  native: new Contender(native, []),
  wasm: new Contender("node", [join(here, "peers/wasm.mjs"), glued]),
  node: new Contender("node", [join(peers, "node.js"), accounts, modules]),
  python: new Contender(python, [join(here, "peers/integers.py"), accounts]),
  openfisca: new Contender(python, [join(here, "peers/openfisca_cap.py"), accounts]),
};

/** What is measured: a name, who does it, which work; those of one group must come to the same number. */
const RUNS = [
  ["a bare integer loop, Rust", "native", "clip", "accounts"],
  ["the engine, rules looked up", "native", "plain", "accounts"],
  ["the engine with every step told", "native", "traced", "accounts"],
  ["the engine in WebAssembly, rules looked up", "wasm", "plain", "accounts"],
  ["the engine in WebAssembly, every step told", "wasm", "traced", "accounts"],
  ["TypeScript, integers, Node", "node", "integers", "accounts"],
  ["TypeScript, decimal.js, Node", "node", "decimal", "accounts"],
  ["Python, integers", "python", "integers", "accounts"],
  ["OpenFisca-Core, ordered, simulation built before", "openfisca", "ordered", "accounts"],
  ["OpenFisca-Core, ordered, simulation built each time", "openfisca", "ordered_built", "accounts"],
  ["OpenFisca-Core, the month's sum alone, simulation built before", "openfisca", "sum", "accounts"],
  ["OpenFisca-Core, the month's sum alone, simulation built each time", "openfisca", "sum_built", "accounts"],
  ["one person's year as a view, native", "native", "view", "view"],
  ["one person's year as a view, WebAssembly", "wasm", "view", "view"],
  ["the command `view`, JSON to JSON, native", "native", "outlook", "outlook"],
  ["the command `view`, JSON to JSON, WebAssembly", "wasm", "outlook", "outlook"],
  ["the command `explain`, JSON to JSON, native", "native", "explain", "explain"],
  ["the command `explain`, JSON to JSON, WebAssembly", "wasm", "explain", "explain"],
].map(([name, by, work, group]) => ({ name, by, work, group, times: 1, ns: [] }));

const median = (sorted) => sorted[(sorted.length - 1) >> 1];

for (const run of RUNS) {
  // Warm: what is compiled on the way is compiled now, and how much is a turn is known.
  await program[run.by].turn(run.work, 1);
  for (let warm = 0; warm < 2 * TURN_NS; ) {
    const { ns, came } = await program[run.by].turn(run.work, run.times);
    warm += ns * run.times;
    run.came = came;
    run.times = Math.max(1, Math.ceil(TURN_NS / ns));
  }
}
for (let round = 0; round < ROUNDS; round += 1) {
  for (const run of RUNS) run.ns.push((await program[run.by].turn(run.work, run.times)).ns);
}
const count = readFileSync(accounts, "utf8").trim().split("\n").length;
for (const contender of Object.values(program)) contender.end();

const by = (who, work) => RUNS.find((run) => run.by === who && run.work === work);
for (const run of RUNS) {
  run.ns.sort((a, b) => a - b);
  run.median = median(run.ns);
  const first = RUNS.find((other) => other.group === run.group);
  if (run.came !== first.came) {
    console.error(`${run.name} comes to ${run.came}, and ${first.name} to ${first.came}`);
    process.exitCode = 1;
  }
}

const bare = by("native", "clip").median;
console.log(`${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}; ${count} accounts of 3 charges; ${ROUNDS} rounds in turn\n`);
console.log(`| accounts of a month | million accounts a second (least – most) | times the bare loop's time |\n|---|--:|--:|`);
const rate = (ns) => ((count / ns) * 1e3).toPrecision(3);
for (const run of RUNS.filter(({ group }) => group === "accounts")) {
  console.log(`| ${run.name} | ${rate(run.median)} (${rate(run.ns.at(-1))} – ${rate(run.ns[0])}) | ${(run.median / bare).toPrecision(3)} |`);
}
console.log(`\n| one person, 12 months, 100 charges | ms (least – most) |\n|---|--:|`);
const ms = (ns) => (ns / 1e6).toPrecision(3);
for (const run of RUNS.filter(({ group }) => group !== "accounts")) {
  console.log(`| ${run.name} | ${ms(run.median)} (${ms(run.ns[0])} – ${ms(run.ns.at(-1))}) |`);
}

const ratio = (one, other) => one.median / other.median;
const GOALS = [
  ["rules looked up : bare loop", ratio(by("native", "plain"), by("native", "clip")), 4],
  ["every step told : not told", ratio(by("native", "traced"), by("native", "plain")), 15],
  ["WebAssembly : native, rules looked up", ratio(by("wasm", "plain"), by("native", "plain")), 2],
  ["WebAssembly : native, a year's view", ratio(by("wasm", "view"), by("native", "view")), 2],
  ["WebAssembly : native, `view` JSON to JSON", ratio(by("wasm", "outlook"), by("native", "outlook")), 2],
  ["a year's view in WebAssembly, ms", by("wasm", "view").median / 1e6, 1],
];
console.log(`\n| ratio within this run | is | goal, at most | |\n|---|--:|--:|---|`);
for (const [name, is, goal] of GOALS) console.log(`| ${name} | ${is.toPrecision(3)} | ${goal} | ${is <= goal ? "met" : "missed"} |`);

const written = { cpu: cpus()[0].model, cores: cpus().length, node: process.version, accounts: count, rounds: ROUNDS };
const runs = RUNS.map(({ name, by, work, ns, median }) => ({ name, by, work, median_ns: median, least_ns: ns[0], most_ns: ns.at(-1) }));
const goals = GOALS.map(([name, is, goal]) => ({ name, is, goal }));
writeFileSync(join(out, "engine.json"), `${JSON.stringify({ ...written, goals, runs }, null, 1)}\n`);
const met = GOALS.filter(([, is, goal]) => is <= goal).length;
console.log(`\n${met} of ${GOALS.length} goals met; engine ${GOALS[0][1].toPrecision(2)}× a bare loop, told ${GOALS[1][1].toPrecision(3)}×, WebAssembly ${GOALS[2][1].toPrecision(2)}× native, a year's view ${ms(by("wasm", "view").median)} ms`);
