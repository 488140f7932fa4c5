#!/usr/bin/env python3
"""Random cases through the engine's command line and through the oracle, compared field by field.

    python3 engine/oracle/compare.py --accounts 10000 [--seed S] [--engine PATH] [--commands a,b] [--without R2,S1] [--keep-going]

An account is one random case of any command. The seed is printed first; the same seed gives the same cases whatever the number of workers.
On a mismatch the smallest failing case found is printed as JSON with both answers, and the exit code is 1.
"""
import argparse
import calendar
import json
import multiprocessing
import os
import random
import shlex
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import oracle  # noqa: E402
import replay  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(HERE))

# Where RULES or the contract left room (README.md): cases that touch a reading can be left out by --without.
READINGS = {
    "R1": "prior_cumulative: counts into the cumulative, not into the month's selfpay",
    "R2": "two caps in a month: cap and reached_on speak of the one at its end; liability_in_law only where the order of the charges does not matter",
    "R3": "cap 0: nothing is reached in the month",
    "R5": "a cancellation is a row of its own (event cancelled, supersedes), without total10",
    "R6": "a correction into another month stands at its own registration",
    "R7": "the same id twice counts once",
    "R8": "designated / disease_related false: the row is off the ledger",
    "R9": "38 and given raw amounts",
    "R10": "no rows: no months",
    "R11": "insurance rates that differ within a month: liability_in_law is the sum of each rate's part",
    "R12": "liability_in_law for schemes other than 54 and 52",
    "R13": "collected or given raw self-pay above total10: the row is off the ledger",
    "R14": "a correction without a collected amount keeps the one of the row it supersedes",
    "F1": "fractions of a yen (total10 not a multiple of 10): half-up to 1 yen",
    "P1": "70+ 現役並み out-patient: the band's formula",
    "P2": "no 保険単独 part although the band's own limit is below the 公費 share",
    "P3": "a claim without a 公費 part",
    "P4": "生活保護 under other 公費",
    "P5": "38 in split: cap on the insurance self-pay",
    "W1": "onset after the window's first month: the printed window begins with it",
    "W2": "counted_from: that month counts itself, and cuts the printed window",
    "W3": "months after the application month are not looked at",
    "S1": "days before 2023-10-01: the former law; the last safe application by the letter of §16.5",
    "S2": "unavoidable: the last safe application uses three months",
    "S3": "ordinary start date of 52: the same floor and former law as 54, unconfirmed",
}

# ---------------------------------------------------------------- cases

MONTHS = ["2024-02", "2025-02", "2025-12", "2026-01", "2026-04", "2026-06", "2026-07", "2026-07", "2026-08", "2026-08", "2026-09", "2026-11", "2027-02", "2027-07", "2028-02"]
CAPS = [0, 500, 1000, 1250, 2500, 2500, 5000, 5000, 10000, 10000, 10000, 20000, 20000, 30000, 15000, 13330, 6660, 22500, 7500]
EDGES = [0, 5, 10, 20, 30, 250, 450, 1250, 33330, 33331, 33340, 49990, 50000, 50001, 50010, 99990, 100000, 150000]


def chance(rng, percent):
    return rng.randrange(100) < percent


def a_month(rng):
    if chance(rng, 60):
        return rng.choice(MONTHS)
    return "%d-%02d" % (rng.randrange(2020, 2028), rng.randrange(1, 13))


def next_month(month, n=1):
    return oracle.month_text(oracle.month_index(month) + n)


def a_day(rng, month):
    year, number = int(month[:4]), int(month[5:])
    last = calendar.monthrange(year, number)[1]
    return "%s-%02d" % (month, rng.choice([1, 1, 2, last - 1, last, last]) if chance(rng, 40) else rng.randrange(1, last + 1))


def a_total(rng, cap, per, on):
    """total10 of one charge: ordinary, at an edge, or aimed at the cap. per = what ten yen of raw stand for."""
    kind = rng.randrange(20)
    if kind < 9:
        return rng.randrange(30, 12000) * 10
    if kind < 12:
        return rng.randrange(1, 400) * 10
    if kind < 14:
        value = rng.choice(EDGES)
    elif kind < 17 and cap:
        value = max(0, (cap + rng.choice([-20, -10, 0, 10])) * per // rng.choice([1, 1, 2, 3]) + rng.choice([-25, -10, -5, 0, 5, 10, 20, 25]))
    elif kind < 18:
        value = rng.randrange(100, 17000) * 10000
    else:
        value = rng.randrange(0, 200000)
    return value if "F1" in on else value // 10 * 10


def a_collected(rng, total, cap, on):
    """What the window took: nothing, the cap, 20 or 30 %, all of it, or (R13) more than all."""
    paid = rng.choice([0, 0, cap or 0, total * 2 // 100 * 10, total * 2 // 100 * 10, total * 3 // 100 * 10, total * 3 // 100 * 10, total])
    if chance(rng, 4):
        paid = total + rng.choice([1, 10, 1000])
    return paid if "R13" in on else min(paid, total)


def ledger_case(rng, on):
    kind = rng.randrange(100)
    if kind < 8 and "R9" in on:
        return given_raw_case(rng, on)
    houbetsu = rng.choice([54, 54, 54, 54, 52, 52, 21, 15, 16, "54", "21", 10, 24, 79])
    per = {"54": 5, "52": 5, "10": 20}.get(str(houbetsu), 10)
    if houbetsu == 10 and "F1" not in on or per != 5 and "R12" not in on:
        houbetsu, per = 54, 5
    case = {"houbetsu": houbetsu, "insurance_rate": rng.choice([3, 3, 3, 2, 1])}
    if chance(rng, 70):
        case["scheme_rate"] = {5: "#0.2", 10: "#0.1", 20: "#0.05"}[per] if chance(rng, 60) else {5: "0.2", 10: "0.1", 20: "0.05"}[per]
    month = a_month(rng)
    months = [month] if chance(rng, 75) else [month, next_month(month)] if chance(rng, 80) else [month, next_month(month), next_month(month, 12)]
    cap = rng.choice(CAPS)
    if houbetsu in (21, 15, "21", 10) and chance(rng, 40):
        cap = None
    if not cap and cap is not None and "R3" not in on:
        cap = 1000
    case["cap"] = cap
    if chance(rng, 15):
        case["cap"] = cap_list(rng, months, cap, on)
    if chance(rng, 8) and len(months) == 1 and "R1" in on:
        case["prior_cumulative"] = rng.choice([0, 10, 990, 1000, 9000, 9990, 10000, 30000])
    size = rng.choice([0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 12]) if "R10" in on else rng.choice([1, 2, 3, 4, 5, 6, 8, 12])
    if chance(rng, 1):
        size = 40
    top = max([c["cap"] or 0 for c in case["cap"]]) if isinstance(case["cap"], list) else case["cap"]
    rows = []
    for i in range(size):
        row = {"date": a_day(rng, rng.choice(months)), "facility": "機関%d" % i if chance(rng, 50) else "F%d" % i, "total10": a_total(rng, top, per, on)}
        if chance(rng, 8) and "R11" in on:
            row["insurance_rate"] = rng.choice([1, 2, 3])
        if chance(rng, 5):
            row["meal"] = rng.choice([460, 490, 1470])
        if chance(rng, 4):
            row["designated"] = True
        if chance(rng, 4):
            row["disease_related"] = True
        rows.append(row)
    case["rows"] = rows
    style = rng.randrange(10)
    if style < 4 and rows:
        events(rng, case, months, top, per, on)
    elif style < 5:  # published style: no year, or nothing at all
        if not isinstance(case["cap"], list) and len(months) == 1:
            for row in rows:
                row["date"] = row["date"][5:] if len(rows) % 2 else ""
    else:
        for row in rows:
            if chance(rng, 30):
                row["collected"] = a_collected(rng, row["total10"], cap, on)
        if chance(rng, 6):
            rows.insert(rng.randrange(len(rows) + 1), {"note": "remark"})
    if chance(rng, 4) and "R8" in on and rows:
        off, key = rng.choice(rows), rng.choice(["designated", "disease_related"])
        for row in rows:
            if row is off or off.get("id") is not None and row.get("id") == off["id"]:  # a retry says the same
                row[key] = False
    return case


def cap_list(rng, months, cap, on):
    """A cap that changes: on the 1st of a month, or (生活保護) in mid-month."""
    first = months[0]
    entries = [{"from": rng.choice([next_month(first, -5), first]) + "-01", "cap": cap}]
    other = rng.choice([0, 0, 2500, 5000, 10000, 20000, 30000])
    if other == 0 and "R3" not in on:
        other = 500
    if chance(rng, 60) and "R2" in on:
        entries.append({"from": a_day(rng, rng.choice(months)), "cap": other})
        if chance(rng, 25):
            entries.append({"from": a_day(rng, months[-1]), "cap": rng.choice(CAPS[1:])})
    else:
        entries.append({"from": next_month(first) + "-01", "cap": other})
    seen, out = set(), []
    for entry in entries:
        if entry["from"] not in seen:
            seen.add(entry["from"])
            out.append(entry)
    return out


def events(rng, case, months, cap, per, on):
    """Ids, sequence numbers, late registrations, corrections, corrections of corrections, cancellations; then any arrival order."""
    rows = case["rows"]
    for i, row in enumerate(rows):
        row["id"], row["sequence"] = "c-%d" % i, (i + 1) * 10
        if chance(rng, 30):
            row["event"] = "registered"
    standing = list(rows)
    number = len(rows)
    for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
        if not standing:
            break
        old = standing.pop(rng.randrange(len(standing)))
        number += 1
        new = {"id": "c-%d" % number, "sequence": number * 10, "supersedes": old["id"], "facility": "E%d" % number, "date": old["date"]}
        if chance(rng, 45) and "R5" in on:
            new["event"] = "cancelled"
        else:
            new["event"], new["total10"] = "corrected", a_total(rng, cap, per, on)
            month = rng.choice(months) if "R6" in on else old["date"][:7]
            if chance(rng, 50):
                new["date"] = a_day(rng, month)
            standing.append(new)
        rows.append(new)
    for row in rows:
        if row.get("total10") is not None and chance(rng, 25) and ("R14" in on or row in standing):
            row["collected"] = a_collected(rng, row["total10"], cap, on)
    if chance(rng, 8) and "R7" in on:
        rows.append(dict(rng.choice(rows)))
    if chance(rng, 50):
        rng.shuffle(rows)


def given_raw_case(rng, on):
    month = a_month(rng)
    case = {"houbetsu": rng.choice([38, "38-hepatitis", 54, 52]), "cap": rng.choice([2500, 10000, 10000, 20000])}
    if chance(rng, 30) and "R1" in on:
        case["prior_cumulative"] = rng.choice([0, 9000, 9990, case["cap"]])
    case["rows"] = []
    for i in range(rng.randrange(1, 6)):
        row = {"date": a_day(rng, month), "facility": "F%d" % i, "raw_selfpay": rng.randrange(0, 2000) * 10}
        if chance(rng, 60):
            row["total10"] = rng.randrange(0, 30000) * 10 if "R13" in on else row["raw_selfpay"] + rng.randrange(0, 10000) * 10
        case["rows"].append(row)
    if str(case["houbetsu"]).startswith("38") and chance(rng, 50):
        case["insurance_rate"] = 3
    if chance(rng, 10):
        case["rows"].insert(0, {"note": "remark"})
    return case


BANDS_OLD = [("現役並みⅢ", 3), ("現役Ⅱ", 3), ("現役並みⅠ", 3), ("一般", 2), ("一般", 1), ("低所得Ⅱ", 2), ("低Ⅱ", 1), ("低所得Ⅰ", 1), ("低Ⅰ", 2)]
SPLIT_EDGES = [0, 30000, 59990, 60000, 69990, 70000, 70010, 142999, 210000, 266990, 267000, 267010, 267050, 267049, 286000, 286050, 558000, 558050, 597000, 597050, 842000,
               842050, 901000, 901050, 133500, 143000, 279000, 298500, 421000, 450500]


def split_total(rng, on):
    kind = rng.randrange(10)
    if kind < 4:
        value = rng.choice(SPLIT_EDGES) + rng.choice([-10, 0, 0, 10, 40, 50, 60, 140, 150])
    elif kind < 9:
        value = rng.randrange(0, 130000) * 10
    else:
        value = rng.randrange(0, 9000000)
    return max(0, value if "F1" in on else value // 10 * 10)


def split_case(rng, on):
    houbetsu = rng.choice([54, 54, 54, 52, 52, 21, 15, 16, 10, 38])
    if houbetsu == 38 and "P5" not in on or houbetsu == 10 and "F1" not in on:
        houbetsu = 54
    case = {"age": rng.choice(["u70", "o70"]), "houbetsu": houbetsu, "cap": rng.choice(CAPS)}
    if houbetsu in (21, 15, 10) and chance(rng, 50):
        case["cap"] = None
    if case["age"] == "u70":
        case["kubun"], case["wari"] = rng.choice("アイウエオ"), rng.choice([3, 3, 3, 2, 1])
    else:
        case["kubun"], case["wari"] = rng.choice(BANDS_OLD)
    case["nyuin"], case["tasu"], case["b75"] = chance(rng, 50), chance(rng, 35), chance(rng, 25)
    if not case["nyuin"] and case["kubun"].startswith("現役") and "P1" not in on:
        case["nyuin"] = True
    case["bills"] = [{"total10": split_total(rng, on), "part": "kouhi"}]
    if chance(rng, 60) or "P2" not in on:
        case["bills"].append({"total10": split_total(rng, on), "part": "hoken"})
        if chance(rng, 5) and "P3" in on:
            case["bills"].pop(0)
        elif chance(rng, 10):
            case["bills"].reverse()
    elif houbetsu not in (54, 52) and chance(rng, 20) and "P4" in on:
        case["seiho"] = True
    if chance(rng, 75):
        case["month"] = rng.choice(["2025-10", "2026-06", "2026-07", "2026-07", "2026-08", "2026-08", "2026-09", "2026-12", "2027-01", "2027-07"])
    if chance(rng, 10):
        case["trace"] = True
    if chance(rng, 30) and houbetsu != 38:
        case["scheme_rate"] = {54: "#0.2", 52: "0.2", 10: "#0.05"}.get(houbetsu, "#0.1")
    return case


def watch_case(rng, on):
    application = oracle.month_index(a_month(rng))
    long_term = chance(rng, 35)
    threshold = 50000 if long_term else 33330
    case = {"application_month": oracle.month_text(application), "onset_month": None}
    if long_term:
        case["kind"] = "high_cost_long_term"
    if chance(rng, 50):
        case["threshold_exclusive"], case["need"] = threshold, 6 if long_term else 3
    elif chance(rng, 10):
        threshold = case["threshold_exclusive"] = rng.choice([33330, 50000, 10000])
        case["need"] = rng.randrange(1, 13)
    dense = rng.choice([20, 50, 50, 80, 100])
    months = {}
    for i in range(application - 15, application + (3 if "W3" in on and chance(rng, 15) else 1)):
        if chance(rng, dense):
            months[oracle.month_text(i)] = rng.choice([threshold, threshold + 1, threshold - 1, threshold + 1, threshold + 10, 0, rng.randrange(0, 200000)])
    keys = list(months)
    if chance(rng, 20):
        rng.shuffle(keys)
    case["months"] = {k: months[k] for k in keys}
    if chance(rng, 35):
        earliest = application - (rng.randrange(0, 15) if "W1" in on else rng.randrange(11, 15))
        if long_term:
            if "W2" in on:
                case["counted_from"] = oracle.month_text(earliest)
        else:
            case["onset_month"] = oracle.month_text(earliest)
    return case


def a_date(rng):
    kind = rng.randrange(10)
    if kind < 3:
        return oracle.day_of(rng.choice(["2024-01-30", "2024-01-31", "2024-02-28", "2024-02-29", "2025-02-27", "2025-02-28", "2026-03-30", "2026-03-31", "2026-04-29", "2026-04-30",
                                         "2026-05-30", "2026-05-31", "2026-12-31", "2027-01-28", "2027-01-29", "2027-01-30", "2027-01-31", "2027-11-30", "2028-02-29", "2028-02-28"]))
    if kind < 4:
        return oracle.day_of("2023-09-28") + oracle.ONE_DAY * rng.randrange(0, 6)
    return oracle.day_of(a_day(rng, a_month(rng)))


def start_case(rng, on):
    base = a_date(rng)
    ordinary = chance(rng, 35)
    if not {"S1"} <= on:
        base = max(base, oracle.FLOOR)
    gap = rng.choice([0, 1, 5, 20, 27, 28, 29, 30, 31, 32, 33, 58, 59, 60, 61, 62, 88, 89, 90, 91, 92, 93, 94, 95, 130, 400])
    case = {"application": (base + oracle.ONE_DAY * gap).isoformat(), "unavoidable": chance(rng, 30) and "S2" in on}
    if ordinary:
        case["kind"], case["diagnosed"] = "ordinary", base.isoformat()
        if chance(rng, 60):
            case["houbetsu"] = rng.choice([54, 52] if "S3" in on else [54])
    else:
        case["trigger"] = base.isoformat()
    return case


def apportion_case(rng, on):
    size = rng.choice([1, 2, 2, 2, 3, 4, 6, 9])
    caps = [rng.choice([0, 500, 1000, 1250, 2500, 5000, 10000, 15000, 20000, 30000]) for _ in range(size)]
    if chance(rng, 10):
        caps = [rng.randrange(0, 4000) * 10 for _ in range(size)]
    return {"caps": caps}


def explain_case(rng, on):
    case = ledger_case(rng, on)
    named = [r["id"] for r in case["rows"] if r.get("id") is not None]
    if named and chance(rng, 25) and not oracle.runs_alone(oracle.load(text_of(case))):
        standing = [line["charge"] for line in oracle.told(oracle.load(text_of(case)))]
        if standing:
            case["charge"] = rng.choice(standing)
    return case


def criterion_case(rng, on):
    """§16.4: charges over some two years, many near the threshold; answered by the oracle's own command and by the watch over facts."""
    first = oracle.month_index(a_month(rng))
    charges = []
    for i in range(rng.randrange(4, 24)):
        for _ in range(rng.choice([0, 1, 1, 2])):
            charges.append({"date": a_day(rng, oracle.month_text(first + i)), "total10": rng.choice([33330, 33340, 33340, 40000, 40000, 60000, 10000, 16660, 16670, 16680])})
    if not charges:
        charges.append({"date": a_day(rng, oracle.month_text(first)), "total10": 40000})
    last = max(c["date"] for c in charges)
    as_of = oracle.day_of(last) + oracle.ONE_DAY * rng.choice([0, 0, 1, 10, 31, 60, 200, 400])
    rng.shuffle(charges)
    return {"charges": charges, "as_of": as_of.isoformat(), "onset_month": None}


CASES = {"ledger": ledger_case, "split": split_case, "watch": watch_case, "start-date": start_case, "apportion": apportion_case, "explain": explain_case,
         "criterion-day": criterion_case}
WEIGHTS = {"ledger": 55, "split": 20, "watch": 10, "start-date": 7, "apportion": 5, "explain": 3}

# Must be refused, each with its own error, without harm to the neighbours in the list.
GOOD = {"ledger": {"houbetsu": 54, "insurance_rate": 3, "scheme_rate": "0.2", "cap": 10000, "rows": [{"date": "2026-06-01", "facility": "A", "total10": 30000}]},
        "split": {"age": "u70", "wari": 3, "houbetsu": 54, "cap": 20000, "kubun": "イ", "nyuin": True, "tasu": False, "b75": False, "bills": [{"total10": 650000, "part": "kouhi"}]},
        "watch": {"months": {"2026-03": 33331}, "application_month": "2026-06", "onset_month": None},
        "start-date": {"trigger": "2026-06-20", "application": "2026-07-10", "unavoidable": False},
        "apportion": {"caps": [30000, 10000]}}
BAD = {"ledger": [{"cap": "abc"}, {"cap": -1}, {"cap": "#1.5"}, {"rows": 7}, {"rows": [{"date": "2026-02-30", "facility": "A", "total10": 30000}]},
                  {"rows": [{"date": "2026-06-01", "facility": "A", "total10": "x"}]}, {"scheme_rate": "two"},
                  {"rows": [{"date": "2026-06-01", "facility": "A", "total10": -10}]}, {"rows": [{"date": "2026-06-01", "facility": "A", "total10": 100, "collected": -10}]}],
       "split": [{"age": "u71"}, {"kubun": "Z"}, {"bills": 7}, {"month": "2026-13"}, {"bills": [{"total10": 10, "part": "neither"}]}, {"bills": [{"total10": -10, "part": "kouhi"}]}],
       "watch": [{"application_month": "2026-13"}, {"application_month": "soon"}, {"months": 7}, {"months": {"2026-03": "x"}}],
       "start-date": [{"trigger": "2026-02-30"}, {"application": None}, {"trigger": "20 June"}],
       "apportion": [{"caps": 7}, {"caps": [-1, 10]}, {"caps": ["x"]}]}


def text_of(case):
    """JSON text; "#0.2" stands for the bare number 0.2, so that no float is ever made here."""
    text = json.dumps(case, ensure_ascii=False)
    if '"#' in text:
        for number in ("0.2", "0.1", "0.05", "1.5"):
            text = text.replace('"#%s"' % number, number)
    return text


def facts_text(case):
    """The facts form of a criterion case: a person with these charges and no certificate (contract, Facts)."""
    charges = [{"id": "F1-%04d" % i, "sequence": i + 1, "certificates": [], "facility": {"code": "1310000001", "name": "甲病院", "kind": "hospital", "designated": True},
                "setting": "outpatient", "service_day": c["date"], "registered_at": c["date"] + "T17:20:00+09:00", "total10": c["total10"], "insurance_rate": "0.3",
                "source": "recept", "disease_related": True} for i, c in enumerate(case["charges"])]
    sources = [{"source": "pmh", "state": "present", "looked_at": case["as_of"] + "T10:00:00+09:00", "good_at": case["as_of"] + "T10:00:00+09:00"}]
    return json.dumps({"as_of": case["as_of"], "facts": {"person": {"id": "p-1", "name": "見本 花子", "born_on": "1958-04-02", "authority": "131000", "synthetic": True},
                                                         "certificates": [], "charges": charges, "sources": sources}}, ensure_ascii=False)


# ---------------------------------------------------------------- comparing

ROW_FIELDS = ("total10", "raw_selfpay", "selfpay", "cumulative", "cap_reached", "collected")
MONTH_FIELDS = ("total10", "selfpay", "cap", "reached_on", "reached_at", "liability_in_law")
def by_month(rows):
    return sorted(rows, key=lambda r: (r.get("date") or "")[:7] if len(r.get("date") or "") == 10 else "")


def differ_ledger(want, got):
    w_rows, g_rows = by_month(want["rows"]), by_month(got.get("rows") or [])
    if len(w_rows) != len(g_rows):
        return "rows.length"
    for i, (w, g) in enumerate(zip(w_rows, g_rows)):
        if (w["date"] or "") != (g.get("date") or "") or (w["facility"] or "") != (g.get("facility") or ""):
            return "rows[%d].date/facility" % i
        for key in ROW_FIELDS:
            if key in w and w[key] is not None and w[key] != g.get(key):
                return "rows[%d].%s" % (i, key)
        if w.get("difference", 0) != (g.get("difference") or 0):
            return "rows[%d].difference" % i
    g_months = got.get("months") or []
    if len(want["months"]) != len(g_months):
        return "months.length"
    for i, (w, g) in enumerate(zip(want["months"], g_months)):
        if w["month"] is not None and w["month"] != g.get("month"):
            return "months[%d].month" % i
        for key in MONTH_FIELDS:
            if key in w and w[key] != g.get(key):
                if key in ("reached_on", "reached_at") and not w[key] and not g.get(key):
                    continue
                if key == "liability_in_law" and g.get(key) is None and "caps" in w:  # two caps: it may be given, it need not [R2]
                    continue
                return "months[%d].%s" % (i, key)
        if w.get("caps") != g.get("caps"):
            return "months[%d].caps" % i

    def settle(answer):
        return sorted(((s.get("facility") or ""), (s.get("date") or ""), s.get("amount"), s.get("direction") == "refund") for s in answer.get("settlements") or [])
    if settle(want) != settle(got):
        return "settlements"
    w_off, g_off = (sorted(a.get("off_ledger") or [], key=lambda r: str(r.get("id"))) for a in (want, got))
    if [[r.get(k) or "" for k in ("id", "date", "facility")] for r in w_off] != [[r.get(k) or "" for k in ("id", "date", "facility")] for r in g_off]:
        return "off_ledger"
    # the last word of a reason; every reason that applies will do
    if any((g.get("reasons") or [str(g.get("reason")).split(".")[-1]])[0] not in w["reasons"] for w, g in zip(w_off, g_off)):
        return "off_ledger.reason"
    return None


def differ_fields(want, got, prefix=""):
    for key, w in want.items():
        g = got.get(key) if isinstance(got, dict) else None
        if isinstance(w, dict):
            path = differ_fields(w, g, prefix + key + ".")
            if path:
                return path
        elif w != g or isinstance(w, bool) != isinstance(g, bool):
            return prefix + key
    return None


def differ_start(want, got):
    path = differ_fields({k: want.get(k) for k in ("start", "last_safe_application", "certainty")}, got)
    # Only the one name the contract gives for bound_by is compared: if that day does not bind, the name must not be said.
    if not path and (got.get("bound_by") == "day_after_trigger") and want["bound_by"] != "day_after_trigger":
        path = "bound_by"
    return path


MET_ON = ("met_on", "criterion_met_on", "met", "trigger", "criterion_day", "trigger_date")


def find_met_on(answer):
    """The day anywhere in an answer whose shape the contract does not fix."""
    if isinstance(answer, dict):
        for key in MET_ON:
            if isinstance(answer.get(key), str) and len(answer[key]) == 10:
                return answer[key]
        answer = list(answer.values())
    if isinstance(answer, list):
        for part in answer:
            found = find_met_on(part)
            if found:
                return found
    return None


def differ(command, case, want, got):
    if not isinstance(got, dict):
        return "shape"
    if "error" in want or "error" in got:
        return None if "error" in want and "error" in got else "error"
    if command == "ledger":
        return differ_ledger(want, got)
    if command == "explain":
        return differ_ledger(want, got) or replay.differ_explain(case, got)
    if command == "start-date":
        return differ_start(want, got)
    if command == "criterion-day":
        return None if want["met_on"] == find_met_on(got) else "met_on"
    if command == "split":
        return differ_fields({k: v for k, v in want.items() if k != "trace"}, got) or (replay.differ_split(want, got) if case.get("trace") else None)
    return differ_fields(want, got)


# ---------------------------------------------------------------- running

def ask(engine, command, texts):
    """One process, one batch."""
    name = "watch" if command == "criterion-day" else command
    done = subprocess.run(engine + [name], input=('{"cases": [' + ",\n".join(texts) + "]}").encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        results = json.loads(done.stdout)["results"]
    except (ValueError, KeyError, TypeError):
        raise RuntimeError("%s: no results (exit %d)\n%s\n%s" % (name, done.returncode, done.stdout[:500].decode(errors="replace"), done.stderr[:2000].decode(errors="replace")))
    if len(results) != len(texts):
        raise RuntimeError("%s: %d results to %d cases" % (name, len(results), len(texts)))
    return results


def both(engine, command, cases):
    texts = [text_of(case) for case in cases]
    read = oracle.load("[" + ",".join(texts) + "]")
    sent = [facts_text(case) for case in cases] if command == "criterion-day" else texts
    rows = []
    for case, exact, got in zip(cases, read, ask(engine, command, sent)):
        want = oracle.answer(command, exact)
        path = differ(command, exact, want, got)
        rows.append((case, want, got, path))
    return rows


def run_batch(job):
    engine, command, seed, number, size, on = job
    rng = random.Random("%s/%s/%d" % (seed, command, number))
    cases = [CASES[command](rng, on) for _ in range(size)]
    try:
        return command, size, [row for row in both(engine, command, cases) if row[3]], None
    except RuntimeError as error:
        return command, size, [], str(error)


def run_bad(engine):
    """Bad cases among good ones: each bad one its own error, the good ones answered."""
    for command, changes in BAD.items():
        cases = [GOOD[command]]
        for change in changes:
            cases += [{**GOOD[command], **change}, GOOD[command]]
        for case, want, got, path in both(engine, command, cases):
            if path or ("error" in want) == (case is GOOD[command]):
                yield command, case, want, got, path or "the oracle itself"


# ---------------------------------------------------------------- shrinking

def smaller(command, case):
    """Simple shrinking: leave out one row, bill, month, member, charge or optional field."""
    for key in ("rows", "bills", "caps", "charges", "cap"):
        if isinstance(case.get(key), list) and (key == "rows" or len(case[key]) > 1):
            for i in range(len(case[key])):
                rest = case[key][:i] + case[key][i + 1:]
                gone = case[key][i].get("id") if isinstance(case[key][i], dict) else None
                if gone is None or not any(isinstance(r, dict) and r.get("supersedes") == gone for r in rest):
                    yield {**case, key: rest}
    if isinstance(case.get("months"), dict):
        for key in case["months"]:
            yield {**case, "months": {k: v for k, v in case["months"].items() if k != key}}
    for key in ("prior_cumulative", "tasu", "b75", "seiho", "unavoidable", "onset_month", "counted_from", "month", "scheme_rate"):
        if case.get(key):
            yield {k: v for k, v in case.items() if k != key} if key in ("month", "scheme_rate", "prior_cumulative", "counted_from") else {**case, key: None if key == "onset_month" else False}
    for i, row in enumerate(case.get("rows") or []):
        for key in ("collected", "meal", "insurance_rate", "designated", "disease_related", "event", "raw_selfpay"):
            if key in row and not (key == "event" and row["event"] != "registered") and not (key == "raw_selfpay"):
                yield {**case, "rows": case["rows"][:i] + [{k: v for k, v in row.items() if k != key}] + case["rows"][i + 1:]}


def plain_path(path):
    return "".join(c for c in path if not c.isdigit())


def shrink(engine, command, found):
    """Take the first smaller case that still fails in the same field, until none does."""
    for _ in range(200):
        candidates = list(smaller(command, found[0]))
        if not candidates:
            break
        for row in both(engine, command, candidates):
            if row[3] and plain_path(row[3]) == plain_path(found[3]) and "error" not in row[1]:
                found = row
                break
        else:
            break
    return found


def report(command, found):
    case, want, got, path = found
    print("MISMATCH %s: %s" % (command, path))
    print(json.dumps({"command": command, "field": path, "case": json.loads(text_of(case), parse_float=str), "oracle": want, "engine": got}, ensure_ascii=False, indent=1))


# ---------------------------------------------------------------- main

def find_engine(given):
    if given:
        return shlex.split(given)
    done = subprocess.run(["cargo", "build", "-q", "-p", "engine", "--features", "cli", "--bin", "engine", "--release"], cwd=ROOT)
    if done.returncode:
        sys.exit("the engine does not build")
    return [os.path.join(ROOT, os.environ.get("CARGO_TARGET_DIR") or "target", "release", "engine")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--accounts", type=int, default=10000)
    parser.add_argument("--seed", default=None)
    parser.add_argument("--engine", default=None, help="the engine's executable, or a command line in quotes")
    parser.add_argument("--commands", default=None, help="only these commands, with commas")
    parser.add_argument("--without", default="", help="leave out cases that touch these readings (README.md), with commas")
    parser.add_argument("--criterion", action="store_true", help="also compare the criterion day of §16.4 by the watch over facts")
    parser.add_argument("--keep-going", action="store_true", help="do not stop at the first mismatch; one example for each field")
    parser.add_argument("--batch", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    seed = args.seed if args.seed is not None else str(random.SystemRandom().randrange(10 ** 9))
    print("seed %s" % seed, flush=True)
    without = set(filter(None, args.without.split(",")))
    if without - set(READINGS):
        sys.exit("unknown reading: " + ", ".join(without - set(READINGS)))
    on = set(READINGS) - without
    engine = find_engine(args.engine)
    weights = dict(WEIGHTS)
    if args.criterion:
        weights["criterion-day"] = 5
    if args.commands:
        weights = {c: weights.get(c, 1) for c in args.commands.split(",")}
    jobs = []
    for command, weight in weights.items():
        left, number = -(-args.accounts * weight // sum(weights.values())), 0
        while left > 0:
            size = min(left, args.batch)
            jobs.append((engine, command, seed, number, size, on))
            left, number = left - size, number + 1
    random.Random(0).shuffle(jobs)
    done, failures, wrong, shown, began = {c: 0 for c in weights}, {}, 0, time.monotonic(), time.monotonic()
    broken = None
    with multiprocessing.Pool(args.workers) as pool:
        for command, size, bad, error in pool.imap_unordered(run_batch, jobs):
            done[command] += size
            if error:
                broken = error
                if not args.keep_going:
                    break
            wrong += len(bad)
            for row in bad:
                key = (command, plain_path(row[3]))
                if key not in failures or len(text_of(row[0])) < len(text_of(failures[key][0])):
                    failures[key] = row
            if bad and not args.keep_going:
                break
            if time.monotonic() - shown >= 5:
                shown = time.monotonic()
                print("%d of %d, %d s" % (sum(done.values()), args.accounts, int(shown - began)), flush=True)
        pool.terminate()
    bad_ones = []
    if not failures and not broken and not args.commands or args.keep_going:
        try:
            bad_ones = list(run_bad(engine))
        except RuntimeError as error:
            broken = str(error)
    for command, case, want, got, path in bad_ones[:None if args.keep_going else 1]:
        report(command, (case, want, got, "bad input: " + path))
    rows = sorted(failures.items(), key=lambda item: len(text_of(item[1][0])))
    for (command, _), row in rows if args.keep_going else rows[:1]:
        report(command, shrink(engine, command, row))
    if broken:
        print("BROKEN " + broken)
    print("compared: " + ", ".join("%s %d" % item for item in sorted(done.items())) + "; %d in %d s" % (sum(done.values()), int(time.monotonic() - began)))
    if failures or bad_ones or broken:
        print("mismatches: %d" % (wrong + len(bad_ones)))
        return 1
    print("no mismatch (seed %s)" % seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
