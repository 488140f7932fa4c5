// Invented worked cases, in the compact form of published examples.
import { day, month } from "./chance.mjs";

const SCHEMES = [54, 54, 54, 52, "52", 21, 15, 16, 10, 11, 12, 23, 24, 66, 79, "38-hepatitis", "38-liver-cancer", "51-minamata", "77"];
const BANDS = ["ア", "イ", "ウ", "エ", "オ", "現役並みⅢ", "現役Ⅱ", "現役並みI", "一般", "低所得Ⅱ", "低Ⅰ", "生活保護", "カ"];
const CAPS = [0, 1000, 2500, 5000, 10000, 20000, 30000, null];

/** 10割, mostly whole points, now and then one of 介護. */
const total10 = ({ below, once }) => (once(20) ? 1 + below(99999) : 10 * (1 + below(once(10) ? 90000 : 9000)));

function ledger(by) {
  const { below, one, once, times, maybe } = by;
  const from = below(16);
  const rows = times(9, (index) => ({
    date: one([day(from, 1 + below(28)), day(from, 1 + index), day(from + below(2), 3), "06-15", "6/7", "", null]),
    facility: one(["甲病院", "乙薬局", "丙訪問看護", "X"]),
    ...maybe(2, () => ({ id: `r${index}` })),
    ...(once(15) ? { note: "remark" } : { total10: total10(by) }),
    ...maybe(6, () => ({ raw_selfpay: 10 * below(2000) })),
    ...maybe(3, () => ({ collected: 10 * below(1200) })),
    ...maybe(9, () => ({ insurance_rate: one([1, 2, 3, "2", 0.1]) })),
    ...maybe(12, () => ({ event: one(["corrected", "cancelled", "registered"]), supersedes: `r${below(9)}` })),
    ...maybe(14, () => ({ sequence: 1 + below(12) })),
    ...maybe(15, () => ({ meal: 10 * below(300), setting: "inpatient" })),
    ...maybe(18, () => ({ designated: one([true, false]) })),
    ...maybe(20, () => ({ disease_related: false })),
  }));
  return {
    houbetsu: one(SCHEMES),
    insurance_rate: one([1, 2, 3, 3, 3, "3", 0.3, 11]),
    cap: once(12) ? [{ cap: one(CAPS) }, { from: day(from, 2), cap: one(CAPS) }] : one(CAPS),
    rows,
    ...maybe(3, () => ({ scheme_rate: one([0.2, "0.2", 0.1, 0.05, "1/3"]) })),
    ...maybe(8, () => ({ prior_cumulative: 10 * below(2000) })),
    ...maybe(8, () => ({ kubun: one(BANDS) })),
    ...maybe(8, () => ({ month: month(from) })),
  };
}

function split(by) {
  const { below, one, times, maybe } = by;
  const old = below(2) === 0;
  return {
    age: old ? one(["o70", 75]) : one(["u70", "u70", 40]),
    wari: one(old ? [1, 2, 3, "2"] : [3, 3, 2]),
    ...maybe(1 + below(6), () => ({ kubun: one(BANDS.slice(old ? 5 : 0, old ? 12 : 5)) })),
    ...(below(5) > 0 ? { houbetsu: one(SCHEMES), cap: one(CAPS) } : {}),
    bills: times(5, () => ({
      total10: total10(by) * (1 + below(8)),
      ...maybe(2, () => ({ part: one(["kouhi", "hoken"]) })),
      ...maybe(3, () => ({ facility: one(["A", "B"]) })),
      ...maybe(4, () => ({ nyuin: one([true, false]) })),
    })),
    ...maybe(2, () => ({ nyuin: true })),
    ...maybe(3, () => ({ tasu: true })),
    ...maybe(9, () => ({ tasu_public: one([true, false]) })),
    ...maybe(8, () => ({ b75: true })),
    ...maybe(3, () => ({ month: month(below(20)) })),
    ...maybe(6, () => ({ trace: true })),
    ...maybe(9, () => ({ marucho: true })),
    ...maybe(9, () => ({ seiho: true })),
    ...maybe(9, () => ({ moved: true })),
    ...maybe(9, () => ({ prior_cumulative: 10 * below(1500) })),
    ...maybe(9, () => ({ scheme_rate: one([0.1, "0.2"]) })),
  };
}

function watch({ below, one, maybe }) {
  const months = {};
  for (let at = 0; at < 20; at += 1) {
    if (below(3) > 0) months[month(at)] = one([0, 33330, 33331, 50000, 50001, 10 * below(9000)]);
  }
  return {
    months,
    application_month: month(6 + below(16)),
    ...maybe(4, () => ({ onset_month: one([null, month(below(18))]) })),
    ...maybe(4, () => ({ kind: "high_cost_long_term", counted_from: month(below(12)) })),
    ...maybe(4, () => ({ threshold_exclusive: one([33330, 50000, "33,330"]), need: 1 + below(6) })),
    ...maybe(9, () => ({ window_months: 1 + below(24) })),
  };
}

function apportion({ below, one, times }) {
  const cap = () => one([1000, 2500, 5000, 10000, 20000, 30000, 10 * below(3000)]);
  return { caps: times(5, () => (below(3) === 0 ? { houbetsu: one([52, 54, 54, 21]), cap: cap() } : cap())) };
}

function startDate({ below, one, once, maybe }) {
  const at = () => day(below(20), 1 + below(28));
  const days = once(3) ? { kind: "ordinary", diagnosed: at() } : { trigger: at() };
  return {
    ...days,
    application: once(9) ? `${2022 + below(3)}-0${1 + below(9)}-3${below(2)}` : at(),
    ...maybe(2, () => ({ unavoidable: one([true, false]) })),
    ...maybe(9, () => ({ houbetsu: one([52, 54, 21]) })),
  };
}

const explain = (by) => ({ ...ledger(by), ...by.maybe(3, () => ({ charge: `r${by.below(5)}` })) });

/** By command, one invented document. */
export const CASES = { ledger, split, watch, apportion, "start-date": startDate, explain };
