#!/usr/bin/env python3
"""A second, independent implementation of the rules, written from the rule reference (RULES) alone.

It answers the same JSON forms as the engine's command line (engine/README.md):

    python3 engine/oracle/oracle.py ledger < case.json

Commands: ledger, split, watch, apportion, start-date, and criterion-day (only here).
Integers and fractions only, no floats. "§" = paragraph of the rule reference. "[R…]" = a reading listed in README.md beside this file.
"""
import calendar
import datetime
import json
import sys
from fractions import Fraction
from functools import lru_cache

ONE_DAY = datetime.timedelta(days=1)


class Bad(Exception):
    """Bad input: answered as {"error": {"code", "field", "detail"}}."""

    def __init__(self, code, field, detail=""):
        super().__init__(code, field, detail)
        self.code, self.field, self.detail = code, field, detail


# ---------------------------------------------------------------- reading values

def yen(value, field):
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Bad("yen", field, "whole yen, not negative")
    return value


@lru_cache(maxsize=4096)
def day_of(text):
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        raise Bad("day", text)
    try:
        return datetime.date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        raise Bad("day", text)


def day(value, field):
    if not isinstance(value, str):
        raise Bad("day", field)
    return day_of(value)


def month_index(text):
    """YYYY-MM as a running number of months."""
    if not isinstance(text, str) or len(text) != 7 or text[4] != "-" or not (text[:4] + text[5:]).isdigit():
        raise Bad("month", str(text))
    number = int(text[5:])
    if not 1 <= number <= 12:
        raise Bad("month", text)
    return int(text[:4]) * 12 + number - 1


def month_text(index):
    return "%04d-%02d" % (index // 12, index % 12 + 1)


@lru_cache(maxsize=256)
def rate(value):
    """A rate by its digits: 0.2 and "0.2" are exactly 2/10 (§11, README of the rules). Numbers arrive here as Fraction, int or text."""
    try:
        r = Fraction(value)
    except (ValueError, TypeError, ZeroDivisionError):
        raise Bad("rate", str(value))
    if not 0 <= r <= 1:
        raise Bad("rate", str(value))
    return r


@lru_cache(maxsize=256)
def wari_rate(value):
    """Insurance rate in 割: 3 = 30 %."""
    try:
        r = Fraction(value) / 10
    except (ValueError, TypeError, ZeroDivisionError):
        raise Bad("insurance_rate", str(value))
    if not 0 <= r <= 1:
        raise Bad("insurance_rate", str(value))
    return r


# ---------------------------------------------------------------- rounding

def round10(amount):
    """§1.3, §12.7: of one payment, under 5 yen is dropped, 5 yen and more is raised to 10 (half-up, exact)."""
    n, d = amount.numerator, amount.denominator
    return (n + 5 * d) // (10 * d) * 10


def round1(amount):
    """§10: half-up to 1 yen (there for the 1 % part; used for other fractions of a yen by reading [F1])."""
    n, d = amount.numerator, amount.denominator
    return (2 * n + d) // (2 * d)


def floor10(amount):
    """§7: under 10 yen is cut off."""
    return amount // 10 * 10


# ---------------------------------------------------------------- rates of the schemes

# §1.2 (54), §2.1 (52): 20 % at most. §3: 15, 16, 21: 10 %. §4: 24, 79: 10 %; 10: 5 %.
SCHEME_RATE = {"54": Fraction(2, 10), "52": Fraction(2, 10), "21": Fraction(1, 10), "15": Fraction(1, 10), "16": Fraction(1, 10),
               "24": Fraction(1, 10), "79": Fraction(1, 10), "10": Fraction(5, 100)}


def scheme_of(case):
    return str(case.get("houbetsu", ""))


def scheme_rate_of(case):
    """The scheme's own rate; None for 38, where the raw self-pay is the insurance self-pay (§4)."""
    if scheme_of(case).startswith("38"):
        return None
    if case.get("scheme_rate") is not None:
        return rate(case["scheme_rate"])
    if scheme_of(case) in SCHEME_RATE:
        return SCHEME_RATE[scheme_of(case)]
    raise Bad("scheme", "houbetsu", scheme_of(case))


@lru_cache(maxsize=256)
def patient_rate(insurance, scheme):
    """§0, §1.2, §12.8: the smaller of the insurance rate and the scheme's rate, not "insurance minus 10 %"."""
    return insurance if scheme is None else min(insurance, scheme)


# ---------------------------------------------------------------- ledger

def is_remark(row):
    """Contract: a row with neither total10 nor raw_selfpay is a remark. A cancellation is not a remark [R5]."""
    return row.get("total10") is None and row.get("raw_selfpay") is None and row.get("event") != "cancelled"


def month_of_row(row):
    """§0.1, §12.1, §12.20: the month of service. None for rows without a full date (published cases: all of one month)."""
    date = row.get("date") or ""
    return date[:7] if len(date) == 10 else None


def once_only(rows):
    """§12.3: the same registration (id) twice counts once; two registrations that only look alike both count [R7]."""
    seen, out = set(), []
    for row in rows:
        if row.get("id") is not None:
            if row["id"] in seen:
                continue
            seen.add(row["id"])
        out.append(row)
    return out


def place_of(row, own, by_id):
    """§16.3: a correction keeps the place of the row it supersedes; one that changes the month of service stands where it was registered
    itself, the end of that month's ledger at that time [R6]. §16.2: the place is the recorded sequence, else the order of the list."""
    hops = 0
    while row.get("event") == "corrected" and row.get("supersedes") in by_id and hops <= len(by_id):
        before = by_id[row["supersedes"]]
        if month_of_row(before) != month_of_row(row):
            break
        row, hops = before, hops + 1
    return own[id(row)]


def active_rows(rows):
    """§1.6, §16.1–3: what stands of the registrations, in ledger order."""
    rows = once_only([r for r in rows if not is_remark(r)])
    own = {id(r): r["sequence"] if r.get("sequence") is not None else i for i, r in enumerate(rows)}
    by_id = {r["id"]: r for r in rows if r.get("id") is not None}
    gone = set()
    for r in rows:
        if r.get("event") == "cancelled":  # a cancellation is a fact of its own that names what it cancels [R5]
            gone.add(r.get("id"))
            gone.add(r.get("supersedes"))
        elif r.get("event") == "corrected":  # cancel + new registration
            gone.add(r.get("supersedes"))
    gone.discard(None)
    standing = [r for r in rows if r.get("event") != "cancelled" and r.get("id") not in gone]
    return sorted(standing, key=lambda r: (place_of(r, own, by_id), own[id(r)]))


def collected_of(row, by_id):
    """§1.6: what the facility collected. A correction that does not say it keeps what was collected under the row it supersedes [R14]."""
    hops = 0
    while row.get("collected") is None and row.get("event") == "corrected" and row.get("supersedes") in by_id and hops <= len(by_id):
        row, hops = by_id[row["supersedes"]], hops + 1
    return None if row.get("collected") is None else yen(row["collected"], "collected")


def why_off(row):
    """Why a row counts on no ledger; empty: it counts. §1.4: an entry by a facility that is not designated is void; cost not of the disease is no
    part of total10 [R8]. §12.19: a self-pay above total10 is set aside [R13]. Rows of single yen can be 介護, which a case does not say: they count."""
    out = []
    if row.get("designated") is False:
        out.append("facility_not_designated")
    if row.get("disease_related") is False:
        out.append("not_disease_related")
    total = row.get("total10")
    if total is not None:
        if any(row.get(k) is not None and yen(row[k], k) > yen(total, "total10") for k in ("collected", "raw_selfpay")):
            out.append("total10_below_selfpay")
    return out


def runs_alone(case):
    """Contract: a case with prior_cumulative, or whose rows lack total10 or a rate, goes through the running rule alone."""
    def lacks(row):
        return row.get("total10") is None or row.get("insurance_rate", case.get("insurance_rate")) is None
    return bool(case.get("prior_cumulative")) or any(lacks(r) for r in case["rows"] if not is_remark(r) and r.get("event") != "cancelled")


def raw_of(row, case, scheme_rate):
    """§0, §1.3: raw = round10(total10 × min(insurance, scheme)). §4: for 38 the insurance self-pay as given. Contract: raw_selfpay is taken
    as given where total10 or the insurance rate is missing."""
    insurance = row.get("insurance_rate", case.get("insurance_rate"))
    total = row.get("total10")
    if total is not None:
        yen(total, "total10")
    given = row.get("raw_selfpay")
    if given is not None and (scheme_rate is None or total is None or insurance is None):
        return yen(given, "raw_selfpay"), None
    if insurance is None:
        raise Bad("insurance_rate", "insurance_rate", "missing")
    r = patient_rate(wari_rate(insurance), scheme_rate)
    return round10(total * r), r


def caps_by_day(cap):
    """One cap, or a list [{"from", "cap"}] sorted by day."""
    if not isinstance(cap, list):
        return None if cap is None else yen(cap, "cap")
    out = []
    for entry in cap:
        out.append((day(entry["from"], "cap.from"), None if entry["cap"] is None else yen(entry["cap"], "cap")))
    return sorted(out, key=lambda e: e[0])


def cap_on(caps, date):
    """§16.6, §1.7: the cap of the charge's own service day."""
    if not isinstance(caps, list):
        return caps
    found = [cap for start, cap in caps if start <= date]
    if not found:
        raise Bad("cap", "cap", "no cap on " + date.isoformat())
    return found[-1]


def caps_in_month(caps, month):
    """The caps in force in a month, each with the first day of the month on which it is: [(day, cap)], the last one in force at the month's end."""
    if not isinstance(caps, list):
        return [(None, caps)]
    first = day_of(month + "-01")
    last = minus_months(first, -1) - ONE_DAY
    before = [(first, cap) for start, cap in caps if start <= first][-1:]
    out = []
    for start, cap in before + [(start, cap) for start, cap in caps if first < start <= last]:
        if not out or out[-1][1] != cap:
            out.append((start, cap))
    return out


def pay_of(raw, cap, cumulative):
    """§0: pay = max(0, min(raw, cap − Σ pay before)); no cap: pay = raw."""
    return raw if cap is None else max(0, min(raw, cap - cumulative))


def reached(cap, cumulative):
    """§12.5: the cap is reached when cumulative >= cap; cap 0 from the start; null never."""
    return cap is not None and cumulative >= cap


def liability_in_law(shares):
    """§1.3: min(cap, 20 % × Σ total10), not rounded per payment; shares = {cap: {rate: Σ total10 of the days under that cap}}; fractions of a yen:
    once, for the month [F1, R11].
    Two caps in the month [R2]: no text gives the law's amount. The running rule of §16.6 on the exact shares gives most when the lower cap comes first
    and least when it comes last; where the two agree, that is the amount, else there is none."""
    ends = []
    for high_first in (False, True):
        paid = Fraction(0)
        for cap in sorted(shares, key=lambda c: (c is None, c or 0), reverse=high_first):
            share = sum((r * total for r, total in shares[cap].items()), Fraction(0))
            paid += share if cap is None else max(Fraction(0), min(share, cap - paid))
        ends.append(round1(paid))
    return ends[0] if ends[0] == ends[1] else None


def ledger(case):
    """§0, §1.3, §1.5–1.7, §12.19, §16.1–16.6: one certificate, per month of service, in registration order."""
    if not isinstance(case.get("rows"), list):
        raise Bad("rows", "rows", "missing")
    scheme_rate = scheme_rate_of(case)
    caps = caps_by_day(case.get("cap"))
    prior = yen(case.get("prior_cumulative") or 0, "prior_cumulative")
    names = {id(r): row_name(r, i) for i, r in enumerate(case["rows"])}
    by_id = {r["id"]: r for r in case["rows"] if r.get("id") is not None}
    rows, months, settlements, off = [], {}, [], []
    for row in active_rows(case["rows"]):
        month = month_of_row(row)
        reasons = why_off(row)
        if reasons:
            off.append({"id": names[id(row)], "date": row.get("date"), "facility": row.get("facility"), "reasons": reasons})
            continue
        if isinstance(caps, list) and month is None:
            raise Bad("day", "date", "caps by day need full dates")
        cap = cap_on(caps, None if month is None else day(row["date"], "date"))
        m = months.get(month)
        if m is None:  # §1.5.7: a month starts at 0; the prior cumulative belongs to the month of the first row [R1]
            here = caps_in_month(caps, month)
            m = months[month] = {"cumulative": 0 if months else prior, "prior": 0 if months else prior, "total10": 0, "selfpay": 0, "on": None, "at": None,
                                 "shares": {}, "law": True, "caps": here}
        raw, r = raw_of(row, case, scheme_rate)
        pay = pay_of(raw, cap, m["cumulative"])
        m["cumulative"] += pay
        m["selfpay"] += pay
        full = reached(cap, m["cumulative"])
        total = row.get("total10")
        if total is not None:
            m["total10"] += total  # §0.2: also after the cap, and for cap 0
        if r is None or scheme_rate is None:
            m["law"] = False  # given raw amounts: no rate of the law to apply [R9]
        else:
            of_cap = m["shares"].setdefault(cap, {})
            of_cap[r] = of_cap.get(r, 0) + total
        # §1.5: the box "reached" stands on the page of the month, so it speaks of the cap of its end [R2]; nothing is reached where nothing is to be paid [R3]
        if full and cap == m["caps"][-1][1] and m["on"] is None and cap:
            m["on"], m["at"] = row.get("date") or "", row.get("facility") or ""
        out = {"date": row.get("date"), "facility": row.get("facility"), "total10": total, "raw_selfpay": raw, "selfpay": pay,
               "cumulative": m["cumulative"], "cap_reached": full}
        if row.get("id") is not None:
            out["id"] = row["id"]
        collected = collected_of(row, by_id)
        if collected is not None:  # §1.6: collected and assessed are two columns; a difference is to be settled
            out["collected"] = collected
            out["difference"] = collected - pay
            if out["difference"]:
                settlements.append({"facility": row.get("facility"), "date": row.get("date"), "amount": abs(out["difference"]),
                                    "direction": "refund" if out["difference"] > 0 else "collect"})
        rows.append(out)
    answer = []
    for month in sorted(months, key=lambda k: k or ""):
        m = months[month]
        here = m["caps"]
        out = {"month": month, "total10": m["total10"], "selfpay": m["selfpay"], "cap": here[-1][1], "reached_on": m["on"], "reached_at": m["at"]}
        if len(here) > 1:
            out["caps"] = [{"from": start.isoformat(), "cap": cap} for start, cap in here]
        if m["law"] and not m["prior"]:
            out["liability_in_law"] = liability_in_law(m["shares"])
        answer.append(out)
    result = {"rows": rows, "months": answer, "settlements": settlements}
    if off:
        result["off_ledger"] = off
    return result


def row_name(row, position):
    """What a row is called where it has no id: by its place in the document, as the engine's answers do."""
    return row["id"] if row.get("id") is not None else "row-%d" % (position + 1)


def told(case):
    """What a trace of each standing row has to start from and arrive at, in ledger order:
    name, due, and the facts total10, raw, insurance rate, scheme rate, cap, earlier = {name: self-pay} of the month. replay.py holds traces against it."""
    scheme_rate, caps = scheme_rate_of(case), caps_by_day(case.get("cap"))
    names = {id(r): row_name(r, i) for i, r in enumerate(case["rows"])}
    counted = [r for r in active_rows(case["rows"]) if not why_off(r)]
    prior, earlier, out = case.get("prior_cumulative") or 0, {}, []
    for row, line in zip(counted, ledger(case)["rows"]):
        month = month_of_row(row)
        raw, r = raw_of(row, case, scheme_rate)
        before = earlier.setdefault(month, {} if earlier or not prior else {None: prior})  # None: what was paid before the first row
        insurance = row.get("insurance_rate", case.get("insurance_rate"))
        out.append({"charge": names[id(row)], "due": line["selfpay"], "total10": row.get("total10"), "raw": raw, "given": r is None, "scheme_rate": scheme_rate,
                    "insurance_rate": None if insurance is None else wari_rate(insurance), "cap": cap_on(caps, None if month is None else day(row["date"], "date")),
                    "earlier": dict(before)})
        before[names[id(row)]] = line["selfpay"]
    return out


def rate_text(r):
    """A rate as decimal text."""
    return ("%d.%04d" % divmod(int(r * 10000), 10000)).rstrip("0").rstrip(".")


def trace_of(line):
    """The trace of one row in the contract's operations, so that this file can stand in for the engine where compare.py replays traces."""
    steps = []

    def put(key, op, result, *inputs, **more):
        steps.append({"key": key, "op": op, "result": {"rate": rate_text(result)} if isinstance(result, Fraction) else {"yen": result}, **more})
        if inputs:
            steps[-1]["inputs"] = list(inputs)
        return len(steps) - 1
    used = [put("fact.earlier_selfpay", "fact", pay, **({"about": name} if name else {})) for name, pay in line["earlier"].items()]
    used = put("rule.used_so_far", "add", sum(line["earlier"].values()), *used) if used else put("rule.month_starts_at_zero", "parameter", 0)
    if line["given"]:
        raw = put("fact.raw_selfpay", "fact", line["raw"])
    else:
        share = put("fact.insurance_rate", "fact", line["insurance_rate"])
        if line["scheme_rate"] is not None:
            scheme = put("rule.scheme_rate", "parameter", line["scheme_rate"])
            share = put("rule.lower_rate", "smallest", min(line["insurance_rate"], line["scheme_rate"]), share, scheme)
        raw = put("rule.window_rounding", "times_rate_at_window", line["raw"], put("fact.total10", "fact", line["total10"]), share)
    if line["cap"] is not None:
        room = put("rule.room", "room", max(0, line["cap"] - sum(line["earlier"].values())), put("fact.cap", "fact", line["cap"]), used)
        put("rule.clip", "smallest", line["due"], raw, room)
    return steps


def explain(case):
    """Contract, `explain` of a case: the ledger's answer, and the trace of each row (of "charge" alone, if it is named)."""
    if runs_alone(case) and case.get("charge") is not None:
        raise Bad("case.has_no_story", "")
    result = ledger(case)
    result["explanations"] = []
    for line in [] if runs_alone(case) else told(case):
        if case.get("charge") in (None, line["charge"]):
            steps = trace_of(line)
            result["explanations"].append({"charge": line["charge"], "ledgers": [{"account": scheme_of(case), "scheme": scheme_of(case), "due": line["due"], "step": len(steps) - 1}],
                                           "trace": {"steps": steps}})
    result["citations"] = []
    return result


# ---------------------------------------------------------------- 高額療養費 and 公費

# §10, the two tables. A formula is (base, threshold): base + (x − threshold) × 1 %. A number alone is a flat limit. Last: 多数回.
U70 = {
    "to 2026-07": {"ア": (252600, 842000, 140100), "イ": (167400, 558000, 93000), "ウ": (80100, 267000, 44400), "エ": (57600, None, 44400), "オ": (35400, None, 24600)},
    "from 2026-08": {"ア": (270300, 901000, 140100), "イ": (179100, 597000, 93000), "ウ": (85800, 286000, 44400), "エ": (61500, None, 44400), "オ": (36900, None, 24600)},
}
# 70歳以上 by 区分: (入院・世帯 limit, threshold, 多数回 or None, 外来 limit or None)
O70 = {
    "to 2026-07": {"現役Ⅲ": (252600, 842000, 140100, None), "現役Ⅱ": (167400, 558000, 93000, None), "現役Ⅰ": (80100, 267000, 44400, None),
                   "一般": (57600, None, 44400, 18000), "低Ⅱ": (24600, None, None, 8000), "低Ⅰ": (15000, None, None, 8000)},
    "from 2026-08": {"現役Ⅲ": (270300, 901000, 140100, None), "現役Ⅱ": (179100, 597000, 93000, None), "現役Ⅰ": (85800, 286000, 44400, None),
                     "一般": (61500, None, 44400, 22000), "低Ⅱ": (25700, None, 24600, 11000), "低Ⅰ": (15700, None, None, 8000)},
}
# Other 公費: under 70 (base, threshold), 70+ in-patient, 70+ out-patient; 生活保護 likewise.
OTHER = {"to 2026-07": ((80100, 267000), 57600, 18000), "from 2026-08": ((85800, 286000), 61500, 22000)}
OTHER_SEIHO = {"to 2026-07": (35400, 15000, 8000), "from 2026-08": (36900, 15700, 8000)}


def period_of(month):
    """§10, §12.24: the month of treatment decides the table."""
    index = month_index(month)
    if index <= month_index("2026-07"):
        return "to 2026-07"
    if index <= month_index("2027-07"):
        return "from 2026-08"
    raise Bad("month", "month", "the stage of 2027-08 is not known as statute text")


def half(amount, b75):
    """§10, §12.18: in the month of the 75th birthday limits, thresholds and 多数回 alike are halved."""
    if not b75:
        return amount
    assert amount % 2 == 0
    return amount // 2


def one_percent(base, threshold, x, b75):
    """§10: base + (x − threshold) × 1 %, that part half-up to 1 yen, x at least the threshold."""
    base, threshold = half(base, b75), half(threshold, b75)
    return base + round1(Fraction(max(x, threshold) - threshold, 100))


def band(text):
    """現役並みⅢ / 現役Ⅲ, 低所得Ⅱ / 低Ⅱ: one name each."""
    return text.replace("現役並み", "現役").replace("低所得", "低") if isinstance(text, str) else text


def own_limit(age, kubun, nyuin, tasu, x, b75, period):
    """§10: the limit of the patient's own 区分. 70+ out-patient: the 外来 limit where the band has one, without 多数回;
    現役並み has none and keeps its formula [P1]."""
    table = (U70 if age == "u70" else O70)[period]
    if kubun not in table:
        raise Bad("kubun", "kubun", str(kubun))
    line = table[kubun]
    base, threshold, often = line[0], line[1], line[2]
    if age == "o70" and not nyuin and line[3] is not None:
        return half(line[3], b75)
    if tasu and often is not None:
        return half(often, b75)
    if threshold is None:
        return half(base, b75)
    return one_percent(base, threshold, x, b75)


def public_limit(houbetsu, age, kubun, nyuin, tasu, x, b75, seiho, period):
    """§10: 52 / 54 by the own 区分, 多数回 only for 入院; other 公費 the flat limit, no 多数回; 生活保護 its own."""
    if houbetsu in ("54", "52"):
        return own_limit(age, kubun, nyuin, tasu and nyuin, x, b75, period)
    if seiho:
        u70, inside, outside = OTHER_SEIHO[period]
        return half(u70 if age == "u70" else inside if nyuin else outside, b75)
    (base, threshold), inside, outside = OTHER[period]
    if age == "u70":
        return one_percent(base, threshold, x, b75)
    return half(inside if nyuin else outside, b75)


def may_be_added(age, part1, part2, b75):
    """§10, §11.6: under 70 each part must be 21,000 or more before 公費 (10,500 in the month of the 75th birthday); from 70 always."""
    floor = half(21000, b75)
    return age == "o70" or (part1 >= floor and part2 >= floor)


def split(case):
    """§1.3, §10, §11.6: one facility's month, 公費対象分 and 保険単独分."""
    age = case.get("age")
    if age not in ("u70", "o70"):
        raise Bad("age", "age", str(age))
    month = case.get("month") or "2026-07"
    period = period_of(month)
    insurance = wari_rate(case.get("wari"))
    scheme = scheme_rate_of(case)
    cap = None if case.get("cap") is None else yen(case["cap"], "cap")
    kubun, nyuin, tasu, b75, seiho = band(case.get("kubun")), bool(case.get("nyuin")), bool(case.get("tasu")), bool(case.get("b75")), bool(case.get("seiho"))
    if not isinstance(case.get("bills"), list):
        raise Bad("bills", "bills", "missing")
    x1 = x2 = 0
    for bill in case["bills"]:
        if bill.get("part") == "kouhi":
            x1 += yen(bill.get("total10"), "total10")
        elif bill.get("part") == "hoken":
            x2 += yen(bill.get("total10"), "total10")
        else:
            raise Bad("part", "bills.part", str(bill.get("part")))
    share1, share2 = round1(x1 * insurance), round1(x2 * insurance)  # 一部負担金 of the receipt, single yen
    kakari = min(share1, public_limit(scheme_of(case), age, kubun, nyuin, tasu, x1, b75, seiho, period))
    kself = kakari if scheme is None else min(round1(x1 * patient_rate(insurance, scheme)), kakari)
    if cap is not None:
        kself = min(kself, cap)
    if may_be_added(age, share1, share2, b75):  # §11.6
        total = min(kself + share2, own_limit(age, kubun, nyuin, tasu, x1 + x2, b75, period))
    else:
        total = kself + min(share2, own_limit(age, kubun, nyuin, tasu, x2, b75, period))
    public = kakari - kself
    layers = {"total10": x1 + x2, "insurer": x1 + x2 - share1 - share2, "high_cost": share1 + share2 - public - total, "public": public, "patient": total}
    result = {"kakari": kakari, "kself": kself, "total": total, "month": month, "layers": layers}
    if case.get("trace"):  # only so much that this file can stand in for the engine
        result["trace"] = [{"key": "stand_in", "op": "fact", "result": {"yen": n}} for n in (kakari, kself, total, *layers.values())]
    return result


# ---------------------------------------------------------------- months above a threshold

KINDS = {"mild_high_cost": (33330, 3), "high_cost_long_term": (50000, 6)}  # §5, §6


def window_of(application, earliest):
    """§5, §16.9: the application month and the eleven before it, not before the month of onset (or of 支給認定, §6 [W2])."""
    first = application - 11
    return (first if earliest is None else max(first, earliest)), application


def watch(case):
    """§5, §6, §12.6, §12.10, §12.11: the months strictly above the threshold inside the window."""
    default = KINDS["high_cost_long_term" if case.get("kind") == "high_cost_long_term" else "mild_high_cost"]
    threshold = default[0] if case.get("threshold_exclusive") is None else yen(case["threshold_exclusive"], "threshold_exclusive")
    need = default[1] if case.get("need") is None else yen(case["need"], "need")
    if not isinstance(case.get("months"), dict):
        raise Bad("months", "months", "missing")
    earliest = [month_index(case[k]) for k in ("onset_month", "counted_from") if case.get(k) is not None]
    first, last = window_of(month_index(case.get("application_month")), max(earliest) if earliest else None)
    qualifying = sorted(i for i, total in ((month_index(k), yen(v, "months")) for k, v in case["months"].items())
                        if first <= i <= last and total > threshold)
    eligible = len(qualifying) >= need
    # §5: the first month whose window holds too few: twelve months after the need-th qualifying month from the end.
    lapses = month_text(qualifying[-need] + 12) if eligible and need else None
    return {"window": [month_text(first), month_text(last)], "qualifying": [month_text(i) for i in qualifying], "count": len(qualifying), "need": need,
            "eligible": eligible, "lapses_in": lapses}


def criterion_holds(charges, on, onset, threshold, need):
    """§16.4: does the criterion hold looking only at charges with service day ≤ on, for the window that ends in that month?"""
    last = on.year * 12 + on.month - 1
    first, last = window_of(last, onset)
    totals = {}
    for date, total in charges:
        index = date.year * 12 + date.month - 1
        if date <= on and first <= index <= last:
            totals[index] = totals.get(index, 0) + total
    return sum(1 for t in totals.values() if t > threshold) >= need


def criterion_day(case):
    """§16.4: the first day of the unbroken stretch, up to as_of, on which the criterion holds. Only a charge's day or the first of a month
    can change the answer, so only those days are looked at. {"charges": [{"date", "total10"}], "as_of", "onset_month"} → {"met_on"}"""
    as_of = day(case.get("as_of"), "as_of")
    charges = [(day(c["date"], "date"), yen(c["total10"], "total10")) for c in case["charges"]]
    onset = None if case.get("onset_month") is None else month_index(case["onset_month"])
    days = {d for d, _ in charges if d <= as_of}
    if days:
        d = min(days).replace(day=1)
        while d <= as_of:
            days.add(d)
            d = minus_months(d, -1)
    met = None
    for d in sorted(days):
        if criterion_holds(charges, d, onset, 33330, 3):
            met = met or d
        else:
            met = None
    return {"met_on": met.isoformat() if met else None}


def watch_of_facts(document):
    """Only the day the criterion was met, so that this file can stand in for the engine in a trial of compare.py --criterion."""
    charges = [{"date": c["service_day"], "total10": c["total10"]} for c in document["facts"]["charges"]]
    return {"watches": [criterion_day({"charges": charges, "as_of": document.get("as_of")})]}


# ---------------------------------------------------------------- 按分

def apportion(case):
    """§7: cap × max ÷ sum, under 10 yen cut off; all 0 stays 0."""
    if not isinstance(case.get("caps"), list):
        raise Bad("caps", "caps", "missing")
    caps = [yen(c, "caps") for c in case["caps"]]
    if len(caps) == 1:  # nobody to share with [A1]
        return {"caps": caps, "before": caps, "largest": caps[0], "sum": caps[0]}
    total, largest = sum(caps), max(caps, default=0)
    return {"caps": [floor10(c * largest // total) if total else 0 for c in caps], "before": caps, "largest": largest, "sum": total}


# ---------------------------------------------------------------- start date

FLOOR = datetime.date(2023, 10, 1)  # §5: 令和4年法律104号附則18条


def minus_months(date, n):
    """§5: the same day n months earlier; where that month has no such day, its last day."""
    index = date.year * 12 + date.month - 1 - n
    year, month = index // 12, index % 12 + 1
    return datetime.date(year, month, min(date.day, calendar.monthrange(year, month)[1]))


def last_application(target, n):
    """§5, §16.5: the last day a with minus_months(a, n) ≤ target, found by walking down from beyond it."""
    a = target + datetime.timedelta(days=31 * n + 3)
    while minus_months(a, n) > target:
        a -= ONE_DAY
    return a


def start_date(case):
    """§5 (軽症高額): max(day after the criterion was met, application − 1 month (3 with reason), 2023-10-01).
    §16.10, §2 (ordinary): max(diagnosed, application − 1 month (3), 2023-10-01); the last not stated for 52, and so unconfirmed there [S3].
    All this is the law for applications from 2023-10-01 on; before, the certificate began on the day of the application [S1]."""
    ordinary = case.get("kind") == "ordinary"
    months = 3 if case.get("unavoidable") else 1
    base = day(case.get("diagnosed"), "diagnosed") if ordinary else day(case.get("trigger"), "trigger") + ONE_DAY
    application = day(case.get("application"), "application")
    back = minus_months(application, months)
    if application < FLOOR:
        start, bound = application, "application_day"
    else:
        start = max(base, back, FLOOR)
        bound = ("diagnosed" if ordinary else "day_after_trigger") if start == base else "application" if start == back else "floor"
    # §16.5: the last day a with start_date(a) = base. Under the former law that is base itself.
    last = last_application(base, months) if base >= FLOOR else base
    out = {"start": start.isoformat(), "last_safe_application": last.isoformat(), "bound_by": bound}
    if ordinary and scheme_of(case) == "52" and (application < FLOOR or start != max(base, back)):
        out["certainty"] = "unconfirmed"
    return out


# ---------------------------------------------------------------- command line

COMMANDS = {"ledger": ledger, "explain": explain, "split": split, "watch": lambda case: watch_of_facts(case) if "facts" in case else watch(case),
            "apportion": apportion, "start-date": start_date, "criterion-day": criterion_day}


def load(text):
    """JSON with decimals kept exact."""
    return json.loads(text, parse_float=Fraction)


def answer(command, case):
    try:
        if not isinstance(case, dict):
            raise Bad("document", "", "an object")
        return COMMANDS[command](case)
    except Bad as bad:
        return {"error": {"code": bad.code, "field": bad.field, "detail": bad.detail}}


def main(argv):
    command = argv[1] if len(argv) > 1 else ""
    try:
        document = load(sys.stdin.read())
    except ValueError as error:
        document, result = None, {"error": {"code": "json", "field": "", "detail": str(error)}}
    else:
        if command not in COMMANDS:
            result = {"error": {"code": "command", "field": command, "detail": "one of " + ", ".join(COMMANDS)}}
        elif isinstance(document, dict) and isinstance(document.get("cases"), list):
            result = {"results": [answer(command, case) for case in document["cases"]]}
        else:
            result = answer(command, document)
    sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    return 2 if "error" in result else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
