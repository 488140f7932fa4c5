// The cap rule as a billing vendor would write it in TypeScript: once with plain integers, once with decimal.js. 20 % to ten yen,
// clipped at the cap, charge by charge; the same accounts as the engine's.
//   node node.js ACCOUNTS MODULES

// Node's own types are no part of the project's tools.
declare const require: (name: string) => any;
declare const process: any;

const { readFileSync } = require("node:fs");
const { createInterface } = require("node:readline");
const [file, modules] = process.argv.slice(2);
const { Decimal } = require(`${modules}/decimal.js`);

interface Account {
  cap: number;
  costs: [number, number, number];
  dues: [number, number, number];
}

const accounts: Account[] = readFileSync(file, "utf8").trim().split("\n").map((line: string) => {
  const [cap = 0, first = 0, second = 0, third = 0] = line.split(" ").map(Number);
  return { cap, costs: [first, second, third], dues: [0, 0, 0] };
});

function integers(): number {
  let sum = 0;
  for (const { cap, costs, dues } of accounts) {
    let room = cap;
    for (let at = 0; at < 3; at += 1) {
      const raw = Math.floor((costs[at]! * 2 + 50) / 100) * 10;
      const due = Math.min(raw, room);
      dues[at] = due;
      room -= due;
      sum += due;
    }
  }
  return sum;
}

const RATE = new Decimal("0.2");
const TEN = new Decimal(10);

function decimal(): number {
  let sum = 0;
  for (const { cap, costs, dues } of accounts) {
    let room = new Decimal(cap);
    for (let at = 0; at < 3; at += 1) {
      const raw = new Decimal(costs[at]!).times(RATE).div(TEN).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).times(TEN);
      const due = Decimal.min(raw, room);
      dues[at] = due.toNumber();
      room = room.minus(due);
      sum += dues[at]!;
    }
  }
  return sum;
}

const works: { [name: string]: () => number } = { integers, decimal };

createInterface({ input: process.stdin }).on("line", (line: string) => {
  const [name = "", times] = line.split(" ");
  const work = works[name];
  let came = -1;
  for (let left = Number(times); left > 0; left -= 1) came = work?.() ?? -1;
  console.log(`${came}`);
});
