// Invented people: whole facts with certificates, charges in every state, and sources that failed.
import { day, month } from "./chance.mjs";

const FACILITIES = [
  { code: "1310000001", name: "甲病院", kind: "hospital", designated: true },
  { code: "1340000002", name: "乙薬局", kind: "pharmacy", designated: true, ordering_designated: true },
  { code: "1390000003", name: "丙訪問看護ステーション", kind: "visiting_nurse", designated: true },
  { code: "1310000004", name: "丁クリニック", kind: "clinic", designated: false },
  { code: "1370000005", name: "戊事業所", kind: "long_term_care" },
  { code: "x", kind: "spa" },
];
const SCHEMES = ["54", "54", "54", "54", "52", "52", "21", "16", "38-hepatitis", "10", "23", "local:122173/kodomo", "local:x/y", "99"];
const CLASSES = ["low1", "low2", "middle1", "middle2", "upper", "public_assistance", "別枠"];

/** A certificate, with what it said before it was changed. */
function certificate(by, index) {
  const now = version(by, index);
  const before = () => ({ ...now, ...by.maybe(2, () => version(by, index)), name: by.one(["特定医療費(指定難病)受給者証", "別の受給者証"]) });
  return { ...now, ...by.maybe(5, () => ({ earlier: by.times(2, () => earlier(by, before())) })) };
}

function earlier({ maybe }, said) {
  return {
    said,
    ...maybe(2, () => ({ replaced_at: "2026-02-01T09:00:00+09:00", replaced_by: "131000" })),
    ...maybe(3, () => ({ reason: "更新" })),
  };
}

function version({ below, one, once, maybe }, index) {
  const from = below(8);
  const until = from + (once(3) ? 3 : 11) + below(6);
  return {
    id: `c${index}`,
    scheme: one(SCHEMES),
    valid: { from: day(from, 1), until: day(until, 28) },
    ...maybe(2, () => ({ name: "特定医療費（指定難病）受給者証" })),
    ...(once(6) ? {} : { caps: [{ from: day(from, 1), cap: one([0, 2500, 5000, 10000, 20000, null]) }] }),
    ...maybe(5, () => ({
      caps: [{ from: day(from, 1), cap: 20000 }, { from: day(from + 4, one([1, 1, 15])), cap: one([5000, 10000, 30000]) }],
    })),
    ...maybe(3, () => ({ payer_number: one(["54136015", "54280013", "52136015"]) })),
    ...maybe(2, () => ({ income_class: one(CLASSES) })),
    ...maybe(6, () => ({ traits: { [one(["ventilator", "high_cost_long_term", "severe", "mild_high_cost", "haemophilia"])]: true } })),
    ...maybe(8, () => ({ rate: one(["0.1", 0.2]) })),
    ...maybe(8, () => ({ scope: { [one(["split_by_setting", "split_by_facility"])]: true } })),
    ...maybe(8, () => ({
      limits: [{ per: one(["visit", "day", "month"]), amount: 100 * below(9), ...maybe(2, () => ({ times_a_month: 2, at_each_facility: true })) }],
    })),
    ...maybe(8, () => ({ meals: one(["full", "half", "none", "他"]) })),
    ...maybe(8, () => ({ reimbursement: one(["at_window", "claim", "automatic"]) })),
    ...maybe(8, () => ({ face: [{ label: "臨個票", value: "要" }, { label: "備考", value: "―" }] })),
    ...maybe(9, () => ({ decided_on: day(from, 1), onset_month: month(from) })),
    ...maybe(15, () => ({ undisclosed: true })),
  };
}

function charge({ below, one, once, maybe }, index, certificates, often) {
  const dear = once(often);
  const at = below(17);
  const stay = once(8);
  return {
    id: `n${index}`,
    sequence: once(20) ? 1 + below(40) : index + 1,
    certificates: once(12) ? [] : once(6) ? certificates : certificates.slice(0, 1 + below(2)),
    facility: once(12) ? FACILITIES[5] : one(FACILITIES.slice(0, once(5) ? 5 : 3)),
    service_day: day(at, 1 + below(28)),
    total10: once(30) ? -10 : 10 * (1 + below(dear ? 30000 : 3000)),
    ...(stay ? { setting: "inpatient", ...maybe(2, () => ({ meal: 10 * below(500) })) } : {}),
    ...maybe(2, () => ({ registered_at: `${day(at, 28)}T17:20:00+09:00` })),
    ...maybe(3, () => ({ insurance_rate: one(["0.1", "0.2", "0.3", 0.3]) })),
    ...maybe(3, () => ({ collected: 10 * below(1500) })),
    ...maybe(12, () => ({ raw_selfpay: 10 * below(1500) })),
    ...maybe(15, () => ({ seen_running_total: 10 * below(1500) })),
    ...maybe(8, () => ({ event: one(["corrected", "cancelled", "moved"]), supersedes: `n${below(30)}` })),
    ...maybe(12, () => ({ source: one(["receipt_claim", "patient_entered", "paper", "planned", "fax"]) })),
    ...maybe(15, () => ({ part: "hoken" })),
    ...maybe(20, () => ({ disease_related: false })),
    ...maybe(20, () => ({ first_visit: true, visits: 2 })),
  };
}

/** One person's facts and the day an answer is for. */
export function person(by) {
  const { below, one, once, times, maybe } = by;
  const certificates = times(3, (index) => certificate(by, index));
  const ids = certificates.map(({ id }) => id);
  // Some are ill at a high cost month after month.
  const often = one([1, 2, 4, 8]);
  return {
    facts: {
      person: {
        id: "p",
        name: "見本 花子",
        synthetic: true,
        ...maybe(2, () => ({ born_on: `${one([1951, 1957, 1990, 2006, 2008, 2018])}-0${1 + below(9)}-15` })),
        ...maybe(40, () => ({ undisclosed: true })),
      },
      certificates,
      charges: times(40, (index) => charge(by, index, ids, often)),
      ...maybe(2, () => ({ registrations: [{ id: "r", from: day(0, 1), ...maybe(4, () => ({ onset_month: month(below(14)) })) }] })),
      ...maybe(4, () => ({ refusals: [{ scheme: "54", notified_on: day(below(14), 5) }] })),
      ...maybe(4, () => ({ claims: [{ from: month(below(8)), until: month(8 + below(6)), sequence: below(60) }] })),
      ...maybe(2, () => ({
        insurance: [{ from: day(0, 1), band: one(["a", "u", "o", "ordinary", "low1", "active3", "?"]), ...maybe(2, () => ({ rate: "0.3" })) }],
      })),
      ...maybe(8, () => ({ household: { shares: [{ certificate: "c0", scheme: "54", cap_before: 10000 }, { scheme: "52", cap_before: 5000 }] } })),
      ...maybe(2, () => ({
        sources: [{ source: "pmh", state: one(["present", "error", "pending", "none_confirmed"]), ...maybe(2, () => ({ good_at: "2026-09-20T10:42:00+09:00" })) }],
      })),
    },
    ...(once(25) ? {} : { as_of: day(10 + below(8), 1 + below(28)) }),
  };
}
