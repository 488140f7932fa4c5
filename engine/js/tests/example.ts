// What a user of the types writes; read by the compiler alone (`cargo xtask test`, step `package`).
import { EngineError, answerText, apportion, explain, ledger, split, startDate, view, watch } from "@pmh-portal/engine";
import type { Cap, Facts, LedgerCase, MonthView, NoticeValue, Results, WatchAnswer, Yen } from "@pmh-portal/engine";

const month: LedgerCase = {
  houbetsu: 54,
  insurance_rate: 3,
  scheme_rate: "0.2",
  cap: 10000,
  rows: [{ date: "2026-06-01", facility: "A", total10: 30000, collected: 6000 }],
};

const due: Yen | undefined = ledger(month).rows[0]?.selfpay;
const cap: Cap | undefined = ledger(month).months[0]?.cap;
const stories: string[] = explain({ ...month, charge: "a" }).explanations.map(({ charge }) => charge);

const facts: Facts = {
  person: { id: "p-1", name: "見本 花子", synthetic: true },
  certificates: [
    { id: "c", scheme: "54", valid: { from: "2025-10-01", until: "2026-12-31" }, caps: [{ from: "2025-10-01", cap: null }] },
  ],
  charges: [
    { id: "1", sequence: 1, certificates: ["c"], facility: { code: "1310000001" }, service_day: "2026-11-04", total10: 21840 },
  ],
};

const shown: MonthView[] = view({ facts, as_of: "2026-11-20" }).view.ledgers.map((one) => one.this_month);
const pages: string[] = ledger({ facts }).months.map((page) => page.account);
const parts: Yen[] = split({ facts }).months.map((one) => one.layers.public);
const told: string[] = watch({ facts, as_of: "2026-11-20" }).notices.flatMap(({ params = [] }) =>
  params.map(({ value }) => words(value)),
);

function words(value: NoticeValue): string {
  if ("yen" in value) return `${value.yen}円`;
  if ("count" in value) return `${value.count}`;
  if ("months" in value) return value.months.join();
  return JSON.stringify(value);
}

const counts: Results<WatchAnswer> = watch({ cases: [{ months: { "2026-05": 40000 }, application_month: "2026-06" }] });
for (const result of counts.results) {
  if ("error" in result) result.error.field.slice(0, 4);
  else if (result.eligible && result.lapses_in !== null) result.lapses_in.slice(0, 4);
}

const standing = watch({ facts, as_of: "2026-11-20" }).mild_high_cost.state;
if (standing.is === "met") standing.apply_by.ordinary?.slice(0, 7);

try {
  apportion({ caps: [30000, { houbetsu: 52, cap: 10000 }] }).sum.toFixed();
  startDate({ kind: "ordinary", diagnosed: "2026-06-20", application: "2026-07-10" }).last_safe_application?.slice(0, 4);
  answerText("view", "{}").length;
} catch (error) {
  if (error instanceof EngineError) error.field.startsWith("rows");
}

// What the types refuse.
// @ts-expect-error: a person's page is for a day
view({ facts });
// @ts-expect-error: a rate stands in 割 or as a decimal, a cap in yen
ledger({ ...month, cap: "ten thousand" });
// @ts-expect-error: no such command
answerText("dance", "{}");
// @ts-expect-error: one of the two start dates
startDate({ kind: "ordinary", trigger: "2026-06-20", application: "2026-07-10" });

export { cap, due, pages, parts, shown, stories, told };
