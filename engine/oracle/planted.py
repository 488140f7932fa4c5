#!/usr/bin/env python3
"""A stand-in for the engine with one planted bug, to show that compare.py finds it.

    python3 engine/oracle/compare.py --accounts 6000 --engine "python3 engine/oracle/planted.py bankers-rounding"
    python3 engine/oracle/planted.py            # the list
"""
import datetime
import sys
from fractions import Fraction

import oracle

RIGHT = {name: getattr(oracle, name) for name in dir(oracle) if callable(getattr(oracle, name))}


def wrap_answer(command, change):
    inside = oracle.COMMANDS[command]

    def changed(case):
        result = inside(case)
        change(case, result)
        return result
    oracle.COMMANDS[command] = changed


def wrap_case(command, change):
    inside = oracle.COMMANDS[command]
    oracle.COMMANDS[command] = lambda case: inside(change(case))


def put(name, value):
    return lambda: setattr(oracle, name, value)


def months_answer(change):
    def each(case, result):
        for month in result["months"]:
            change(month)
    return lambda: wrap_answer("ledger", each)


def total10_stops_at_cap(case, result):
    for month in result["months"]:
        month["total10"] = sum(r["total10"] or 0 for r in result["rows"] if (r["date"] or "")[:7] == (month["month"] or (r["date"] or "")[:7]) and r["selfpay"])


def plus_month_only(case, result):
    start = oracle.day_of(case["trigger"]) + oracle.ONE_DAY if "trigger" in case else oracle.day_of(case["diagnosed"])
    result["last_safe_application"] = oracle.minus_months(start, -3 if case.get("unavoidable") else -1).isoformat()


def overflow_months(date, n):
    index = date.year * 12 + date.month - 1 - n
    return datetime.date(index // 12, index % 12 + 1, 1) + oracle.ONE_DAY * (date.day - 1)


def settle_wrong_way(case, result):
    for s in result["settlements"]:
        s["direction"] = "collect" if s["direction"] == "refund" else "refund"


def section_cumulative(case):
    """Only the charges under the same cap count towards it: split the ledger by cap (two caps in a month not shared)."""
    return {**case, "cap": case["cap"][-1]["cap"] if isinstance(case.get("cap"), list) and case["cap"] else case.get("cap")}


def own_sorted(rows):
    return sorted(RIGHT["active_rows"](rows), key=lambda r: r.get("date") or "")


def latest_met(case):
    """The criterion day taken as the day of the last qualifying month, not of the stretch's first day."""
    right = RIGHT["criterion_day"](case)
    return {"met_on": right["met_on"] and max(c["date"] for c in case["charges"] if c["date"] <= case["as_of"])}


def never_broken(case):
    """The criterion day as the first day ever, although the stretch was broken."""
    best = None
    for date in sorted({c["date"] for c in case["charges"] if c["date"] <= case["as_of"]}):
        charges = [(oracle.day_of(c["date"]), c["total10"]) for c in case["charges"]]
        if best is None and oracle.criterion_holds(charges, oracle.day_of(date), None, 33330, 3):
            best = date
    return {"met_on": best if RIGHT["criterion_day"](case)["met_on"] else None}


def no_inherit(row, own, by_id):
    return own[id(row)]


def always_inherit(row, own, by_id):
    while row.get("event") == "corrected" and row.get("supersedes") in by_id:
        row = by_id[row["supersedes"]]
    return own[id(row)]


def one_level(row, own, by_id):
    before = by_id.get(row.get("supersedes")) if row.get("event") == "corrected" else None
    return own[id(before)] if before is not None and before.get("date", "")[:7] == row.get("date", "")[:7] else own[id(row)]


def with_tasu_outside(houbetsu, age, kubun, nyuin, tasu, x, b75, seiho, period):
    if houbetsu in ("54", "52"):
        return oracle.own_limit(age, kubun, nyuin, tasu, x, b75, period)
    return RIGHT["public_limit"](houbetsu, age, kubun, nyuin, tasu, x, b75, seiho, period)


def wrap_steps(change):
    """Something wrong in the trace only; the figures stay right."""
    inside = oracle.trace_of

    def changed(line):
        steps = inside(line)
        change(steps)
        return steps
    oracle.trace_of = changed


def each_step(op, change):
    return lambda: wrap_steps(lambda steps: [change(step) for step in steps if step["op"] == op])


def forget_earlier(steps):
    """The trace starts from the sum instead of from the charges before."""
    number = next((i for i, step in enumerate(steps) if step["key"] == "rule.used_so_far"), None)
    if number is not None:
        steps[number].update(op="parameter", inputs=[])


def given_outright(steps):
    steps[-1].update(op="fact", inputs=[])


def larger_cap_of_the_month(case, result):
    for month in result["months"]:
        if "caps" in month:
            caps = [c["cap"] for c in month["caps"]]
            month["cap"] = None if None in caps else max(caps)


def no_former_law(case):
    """Applications before 2023-10-01 as if that day had been the day of application."""
    return {**case, "application": max(case["application"], oracle.FLOOR.isoformat())}


BUGS = {
    "bankers-rounding": put("round10", lambda a: round(a / 10) * 10),
    "round-down": put("round10", lambda a: a // 10 * 10),
    "round-up": put("round10", lambda a: -(-a // 10) * 10),
    "insurance-minus-ten": put("patient_rate", lambda i, s: i if s is None else i - Fraction(1, 10)),
    "always-scheme-rate": put("patient_rate", lambda i, s: i if s is None else s),
    "row-insurance-ignored": lambda: wrap_case("ledger", lambda c: {**c, "rows": [{k: v for k, v in r.items() if k != "insurance_rate"} for r in c["rows"]]}),
    "null-cap-is-zero": put("pay_of", lambda raw, cap, cum: max(0, min(raw, (cap or 0) - cum))),
    "zero-cap-is-none": put("pay_of", lambda raw, cap, cum: raw if not cap else max(0, min(raw, cap - cum))),
    "negative-pay-after-lower-cap": put("pay_of", lambda raw, cap, cum: raw if cap is None else min(raw, cap - cum)),
    "last-payment-whole": put("pay_of", lambda raw, cap, cum: raw if cap is None or cum < cap else 0),
    "reached-strictly": put("reached", lambda cap, cum: cap is not None and cum > cap),
    "sorted-by-service-day": put("active_rows", own_sorted),
    "total10-stops-at-cap": lambda: wrap_answer("ledger", total10_stops_at_cap),
    "month-not-reset": put("month_of_row", lambda row: "2029-12" if len(row.get("date") or "") == 10 else None),
    "cap-of-last-section": lambda: wrap_case("ledger", section_cumulative),
    "cap-changes-a-day-late": put("cap_on", lambda caps, d: ([c for s, c in caps if s < d] or [caps[0][1]])[-1] if isinstance(caps, list) else caps),
    "correction-at-the-end": put("place_of", no_inherit),
    "correction-keeps-place-across-months": put("place_of", always_inherit),
    "second-correction-loses-place": put("place_of", one_level),
    "cancel-ignored": lambda: wrap_case("ledger", lambda c: {**c, "rows": [r for r in c["rows"] if r.get("event") != "cancelled"]}),
    "superseded-still-counts": lambda: wrap_case("ledger", lambda c: {**c, "rows": [{**r, "event": "registered"} if r.get("event") == "corrected" else r for r in c["rows"]]}),
    "sequence-ignored": lambda: wrap_case("ledger", lambda c: {**c, "rows": [{k: v for k, v in r.items() if k != "sequence"} for r in c["rows"]]}),
    "retry-counts-twice": put("once_only", lambda rows: rows),
    "prior-forgotten": lambda: wrap_case("ledger", lambda c: {**c, "prior_cumulative": 0}),
    "liability-is-the-ledger-sum": months_answer(lambda m: m.__setitem__("liability_in_law", m["selfpay"])),
    "reached-on-month-end": months_answer(lambda m: m["reached_on"] and m.__setitem__("reached_on", m["reached_on"][:8] + "28")),
    "settled-the-wrong-way": lambda: wrap_answer("ledger", settle_wrong_way),
    "old-table-for-ever": put("period_of", lambda month: "to 2026-07"),
    "new-table-a-month-early": put("period_of", lambda month: "from 2026-08" if month >= "2026-07" else "to 2026-07"),
    "one-percent-cut-off": put("one_percent", lambda b, t, x, h: RIGHT["half"](b, h) + (max(x, RIGHT["half"](t, h)) - RIGHT["half"](t, h)) // 100),
    "threshold-not-halved": put("one_percent", lambda b, t, x, h: RIGHT["half"](b, h) + oracle.round1(Fraction(max(x, t) - t, 100))),
    "no-halving-at-75": put("half", lambda amount, b75: amount),
    "often-outside-hospital": put("public_limit", with_tasu_outside),
    "other-public-by-own-band": put("public_limit", lambda h, *a: RIGHT["public_limit"]("54", *a)),
    "welfare-ignored": put("public_limit", lambda h, a, k, n, t, x, b, s, p: RIGHT["public_limit"](h, a, k, n, t, x, b, False, p)),
    "always-added": put("may_be_added", lambda age, a, b, b75: True),
    "never-added": put("may_be_added", lambda age, a, b, b75: False),
    "added-from-21001": put("may_be_added", lambda age, a, b, b75: age == "o70" or min(a, b) > RIGHT["half"](21000, b75)),
    "added-from-21000-at-75": put("may_be_added", lambda age, a, b, b75: age == "o70" or min(a, b) >= 21000),
    "threshold-not-strict": lambda: wrap_case("watch", lambda c: {**c, "months": {k: v + 1 for k, v in c["months"].items()}}),
    "window-of-thirteen": put("window_of", lambda m, e: (max(m - 12, e) if e is not None else m - 12, m)),
    "window-without-application-month": put("window_of", lambda m, e: (max(m - 12, e) if e is not None else m - 12, m - 1)),
    "onset-ignored": put("window_of", lambda m, e: (m - 11, m)),
    "lapses-by-the-first": lambda: wrap_answer("watch", lambda c, r: r["lapses_in"] and r.__setitem__("lapses_in", oracle.month_text(oracle.month_index(r["qualifying"][0]) + 12))),
    "eligible-one-late": lambda: wrap_answer("watch", lambda c, r: r.__setitem__("eligible", r["count"] > r["need"])),
    "apportion-half-up": put("floor10", lambda a: (a + 5) // 10 * 10),
    "apportion-by-heads": lambda: wrap_answer("apportion", lambda c, r: r.__setitem__("caps", [x // len(c["caps"]) // 10 * 10 for x in c["caps"]])),
    "start-on-the-day-itself": lambda: wrap_case("start-date", lambda c: {**c, "trigger": (oracle.day_of(c["trigger"]) - oracle.ONE_DAY).isoformat()} if "trigger" in c else c),
    "month-end-overflows": put("minus_months", overflow_months),
    "thirty-days-are-a-month": put("minus_months", lambda d, n: d - datetime.timedelta(days=30 * n)),
    "reason-ignored": lambda: wrap_case("start-date", lambda c: {**c, "unavoidable": False}),
    "floor-forgotten": put("FLOOR", datetime.date(2000, 1, 1)),
    "last-day-is-plus-a-month": lambda: wrap_answer("start-date", plus_month_only),
    "bad-input-taken": put("yen", lambda value, field: abs(value) if isinstance(value, int) else RIGHT["yen"](value, field)),
    "correction-forgets-collected": put("collected_of", lambda row, by_id: row.get("collected")),
    "quarantine-forgotten": put("why_off", lambda row, case: [w for w in RIGHT["why_off"](row, case) if w != "total10_below_selfpay"]),
    "quarantine-of-the-whole-payment": put("why_off", lambda row, case: RIGHT["why_off"](row, case) + (["total10_below_selfpay"] if row.get("collected") == row.get("total10") else [])),
    "void-rows-count": put("why_off", lambda row, case: [w for w in RIGHT["why_off"](row, case) if w == "total10_below_selfpay"]),
    "off-ledger-not-listed": lambda: wrap_answer("ledger", lambda c, r: r.pop("off_ledger", None)),
    "off-ledger-wrong-reason": lambda: wrap_answer("ledger", lambda c, r: [o.update(reasons=None, reason="off.unknown") for o in r.get("off_ledger", [])]),
    "larger-cap-of-the-month": lambda: wrap_answer("ledger", larger_cap_of_the_month),
    "caps-not-listed": months_answer(lambda m: m.pop("caps", None)),
    "odd-caps-apportioned": lambda: wrap_case("apportion", lambda c: {**c, "caps": [x if isinstance(x, str) else x // 10 * 10 for x in c["caps"]]}),
    "former-law-forgotten": lambda: wrap_case("start-date", no_former_law),
    "floor-of-52-said-as-sure": lambda: wrap_answer("start-date", lambda c, r: r.pop("certainty", None)),
    "trace-rate-wrong": each_step("times_rate_at_window", lambda s: s["result"].update(yen=s["result"]["yen"] + 10)),
    "trace-fact-wrong": each_step("fact", lambda s: "yen" in s["result"] and s["result"].update(yen=s["result"]["yen"] + 10)),
    "trace-room-is-the-cap": each_step("room", lambda s: s.update(op="smallest", inputs=s["inputs"][:1])),
    "trace-forgets-earlier-charges": lambda: wrap_steps(forget_earlier),
    "trace-given-outright": lambda: wrap_steps(given_outright),
    "trace-of-one-charge-missing": lambda: wrap_answer("explain", lambda c, r: r["explanations"] and r["explanations"].pop()),
    "trace-of-split-without-the-end": lambda: wrap_answer("split", lambda c, r: r.get("trace") and [s["result"].update(yen=7) for s in r["trace"]]),
    "criterion-on-the-last-day": put("criterion_day", latest_met),
    "criterion-never-broken": put("criterion_day", never_broken),
}


if __name__ == "__main__":
    if len(sys.argv) < 3:
        print("\n".join(BUGS))
        sys.exit(0)
    BUGS[sys.argv[1]]()
    sys.exit(oracle.main(sys.argv[1:]))
