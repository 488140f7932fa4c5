#!/usr/bin/env python3
"""The published and worked examples, and what RULES says in words, against the oracle.  python3 engine/oracle/test_oracle.py"""
import datetime
import json
import os
import random
import subprocess
import sys
import unittest
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import compare  # noqa: E402
import oracle  # noqa: E402
import planted  # noqa: E402
import replay  # noqa: E402

with open(os.path.join(HERE, "cases.json"), encoding="utf-8") as f:
    CASES = oracle.load(f.read())
VECTORS = {v["id"]: v for v in CASES["vectors"]}


def plain(total10s, cap, **more):
    rows = [{"date": "2026-06-%02d" % (i + 1), "facility": "F%d" % i, "total10": t} for i, t in enumerate(total10s)]
    return {"houbetsu": 54, "insurance_rate": 3, "scheme_rate": "0.2", "cap": cap, "rows": rows, **more}


def pays(answer):
    return [r["selfpay"] for r in answer["rows"]]


class Published(unittest.TestCase):
    """§11: every vector and every official case of the examples."""

    def test_all_are_here(self):
        self.assertEqual(len(CASES["vectors"]), 20)
        self.assertEqual(len(CASES["official_cases"]), 8)

    def test_ledgers(self):
        for v in CASES["vectors"]:
            if v["kind"] not in ("ledger", "ledger_given_raw"):
                continue
            with self.subTest(v["id"]):
                got = oracle.ledger(v)["rows"]
                want = [r for r in v["rows"] if "total10" in r]
                self.assertEqual(len(got), len(want))
                for g, w in zip(got, want):
                    for key in w:
                        self.assertEqual(g[key], w[key], key)

    def test_apportion(self):
        for v in CASES["vectors"]:
            if v["kind"] == "household_anbun":
                self.assertEqual(oracle.apportion(v)["caps"], v["expected"], v["id"])

    def test_month_count(self):
        for v in CASES["vectors"]:
            if v["kind"] == "month_count":
                got = oracle.watch(v)
                for key in ("window", "qualifying", "eligible"):
                    self.assertEqual(got[key], v[key], v["id"])

    def test_start_date(self):
        for v in CASES["vectors"]:
            if v["kind"] == "start_date":
                self.assertEqual(oracle.start_date(v)["start"], v["expected"], v["id"])

    def test_official(self):
        for v in CASES["official_cases"]:
            got = oracle.split(v)
            for key in ("kakari", "kself", "total"):
                self.assertEqual(got[key], v[key], v["id"] + " " + key)

    def test_contract_examples(self):
        got = oracle.ledger(plain([30000], 10000) | {"rows": [{"date": "2026-06-01", "facility": "A", "total10": 30000},
                                                              {"date": "2026-06-02", "facility": "B", "total10": 25000, "collected": 5000}]})
        self.assertEqual(got["months"], [{"month": "2026-06", "total10": 55000, "selfpay": 10000, "cap": 10000, "reached_on": "2026-06-02",
                                          "reached_at": "B", "liability_in_law": 10000}])
        self.assertEqual(got["settlements"], [{"facility": "B", "date": "2026-06-02", "amount": 1000, "direction": "refund"}])
        a05 = next(v for v in CASES["official_cases"] if v["id"] == "A05")
        self.assertEqual(oracle.split(a05)["layers"], {"total10": 1400000, "insurer": 980000, "high_cost": 95860, "public": 148320, "patient": 175820})
        self.assertEqual(oracle.watch(VECTORS["K03"])["lapses_in"], "2027-03")
        self.assertEqual(oracle.apportion({"caps": [30000, 10000]}), {"caps": [22500, 7500], "before": [30000, 10000], "largest": 30000, "sum": 40000})
        self.assertEqual(oracle.start_date({"trigger": "2026-06-20", "application": "2026-07-10", "unavoidable": False}),
                         {"start": "2026-06-21", "last_safe_application": "2026-07-21", "bound_by": "day_after_trigger"})


class LedgerRules(unittest.TestCase):
    def test_rounding_half_up(self):  # §12.7
        for amount, want in ((25, 30), (45, 50), (24, 20), (Fraction(249, 10), 20), (Fraction(2465), 2470), (0, 0), (4, 0), (5, 10)):
            self.assertEqual(oracle.round10(Fraction(amount)), want)

    def test_rate_is_the_smaller(self):  # §12.8
        case = plain([10000], None)
        for wari, want in ((1, 1000), (2, 2000), (3, 2000)):
            case["insurance_rate"] = wari
            self.assertEqual(pays(oracle.ledger(case)), [want])

    def test_null_and_zero(self):  # §12.5
        self.assertEqual([r["cap_reached"] for r in oracle.ledger(plain([10000], 0))["rows"]], [True])
        self.assertEqual([r["cap_reached"] for r in oracle.ledger(plain([10000], None))["rows"]], [False])

    def events(self, *more):
        case = plain([30000, 25000, 15000], 10000)
        for i, row in enumerate(case["rows"]):
            row["id"], row["sequence"] = "c%d" % i, 10 * (i + 1)
        case["rows"] += more
        return oracle.ledger(case)

    def test_cancel_reopens_room(self):  # L13b
        got = self.events({"id": "x", "sequence": 40, "event": "cancelled", "supersedes": "c0", "date": "2026-06-20"})
        self.assertEqual(pays(got), [5000, 3000])
        self.assertEqual(got["months"][0]["total10"], 40000)

    def test_correction_keeps_its_place(self):  # §16.3
        got = self.events({"id": "x", "sequence": 40, "event": "corrected", "supersedes": "c0", "date": "2026-06-03", "total10": 10000})
        self.assertEqual([(r["id"], r["selfpay"]) for r in got["rows"]], [("x", 2000), ("c1", 5000), ("c2", 3000)])

    def test_correction_of_a_correction_keeps_the_first_place(self):
        got = self.events({"id": "x", "sequence": 40, "event": "corrected", "supersedes": "c0", "date": "2026-06-03", "total10": 10000},
                          {"id": "y", "sequence": 50, "event": "corrected", "supersedes": "x", "date": "2026-06-04", "total10": 20000})
        self.assertEqual([(r["id"], r["selfpay"]) for r in got["rows"]], [("y", 4000), ("c1", 5000), ("c2", 1000)])

    def test_cancelled_correction_does_not_bring_back(self):
        got = self.events({"id": "x", "sequence": 40, "event": "corrected", "supersedes": "c0", "date": "2026-06-03", "total10": 10000},
                          {"id": "y", "sequence": 50, "event": "cancelled", "supersedes": "x"})
        self.assertEqual([r["id"] for r in got["rows"]], ["c1", "c2"])

    def test_correction_to_another_month_goes_to_its_end(self):  # §16.3
        got = self.events({"id": "j", "sequence": 35, "date": "2026-07-01", "total10": 40000, "facility": "J"},
                          {"id": "x", "sequence": 40, "event": "corrected", "supersedes": "c0", "date": "2026-07-02", "total10": 30000})
        self.assertEqual([(r["id"], r["selfpay"]) for r in got["rows"]], [("c1", 5000), ("c2", 3000), ("j", 8000), ("x", 2000)])

    def test_correction_keeps_what_was_collected(self):  # [R14]
        case = plain([30000], 10000)
        case["rows"][0].update(id="a", collected=9000)
        case["rows"].append({"id": "b", "event": "corrected", "supersedes": "a", "date": "2026-06-01", "facility": "F0", "total10": 20000})
        self.assertEqual(oracle.ledger(case)["settlements"], [{"facility": "F0", "date": "2026-06-01", "amount": 5000, "direction": "refund"}])
        case["rows"][1]["collected"] = 4000
        self.assertEqual(oracle.ledger(case)["settlements"], [])

    def test_arrival_order_does_not_matter(self):  # §16.2
        rng = random.Random(7)
        for _ in range(200):
            case = compare.CASES["ledger"](rng, set(compare.READINGS))
            if not all("sequence" in r for r in case["rows"]):
                continue
            first = oracle.answer("ledger", oracle.load(compare.text_of(case)))
            rng.shuffle(case["rows"])
            again = oracle.answer("ledger", oracle.load(compare.text_of(case)))
            self.assertEqual(first, again)

    def test_two_caps_share_the_cumulative(self):  # §16.6
        case = plain([], [{"from": "2026-01-01", "cap": 10000}, {"from": "2026-06-10", "cap": 0}])
        case["rows"] = [{"date": d, "facility": "F", "total10": t} for d, t in (("2026-06-01", 30000), ("2026-06-10", 30000), ("2026-06-09", 30000))]
        got = oracle.ledger(case)
        self.assertEqual(pays(got), [6000, 0, 4000])
        self.assertEqual([r["cap_reached"] for r in got["rows"]], [False, True, True])
        month = got["months"][0]
        self.assertEqual((month["cap"], month["reached_on"], month["liability_in_law"]), (0, None, 10000))
        self.assertEqual(month["caps"], [{"from": "2026-06-01", "cap": 10000}, {"from": "2026-06-10", "cap": 0}])
        case["cap"] = [{"from": "2026-06-10", "cap": 2000}, {"from": "2026-01-01", "cap": 10000}]
        self.assertEqual(pays(oracle.ledger(case)), [6000, 0, 4000])

    def test_two_caps_of_the_month(self):  # [R2]
        case = plain([60000, 60000], [{"from": "2026-01-01", "cap": 10000}, {"from": "2026-06-02", "cap": 20000}])
        month = oracle.ledger(case)["months"][0]
        self.assertEqual((month["cap"], month["reached_on"], month["liability_in_law"]), (20000, "2026-06-02", None))
        case["rows"].reverse()
        self.assertEqual(pays(oracle.ledger(case)), [12000, 0])
        self.assertEqual(oracle.ledger(case)["months"][0]["reached_on"], None)
        self.assertEqual(oracle.ledger(plain([5000], case["cap"]))["months"][0]["liability_in_law"], 1000)

    def test_cap_zero_is_not_reached_in_the_month(self):  # [R3]
        got = oracle.ledger(plain([10000], 0))
        self.assertEqual((got["rows"][0]["cap_reached"], got["months"][0]["reached_on"], got["months"][0]["reached_at"]), (True, None, None))

    def test_off_the_ledger(self):  # §1.4, §12.19
        case = plain([10000, 10000, 10000, 10000, 10005], 10000)
        case["rows"][0]["designated"] = False
        case["rows"][1]["disease_related"] = False
        case["rows"][2]["collected"] = 10010
        case["rows"][3]["collected"] = 10000
        got = oracle.ledger(case)
        self.assertEqual([(r["id"], r["reasons"]) for r in got["off_ledger"]],
                         [("row-1", ["facility_not_designated"]), ("row-2", ["not_disease_related"]), ("row-3", ["total10_below_selfpay"])])
        self.assertEqual([r["facility"] for r in got["rows"]], ["F3", "F4"])
        self.assertEqual(got["months"][0]["total10"], 20005)
        self.assertEqual(got["settlements"], [{"facility": "F3", "date": "2026-06-04", "amount": 8000, "direction": "refund"}])

    def test_same_registration_twice_counts_once(self):  # §12.3
        case = plain([10000, 10000], 10000)
        self.assertEqual(oracle.ledger(case)["months"][0]["total10"], 20000)
        for r in case["rows"]:
            r["id"] = "same"
        self.assertEqual(oracle.ledger(case)["months"][0]["total10"], 10000)

    def test_invariants(self):
        """§0: Σ pay = min(cap, Σ raw), whatever the order, with one cap."""
        rng = random.Random(11)
        for _ in range(2000):
            case = oracle.load(compare.text_of(compare.CASES["ledger"](rng, set())))
            got = oracle.ledger(case)
            for m in got["months"]:
                raw = sum(r["raw_selfpay"] for r in got["rows"] if m["month"] in (None, (r["date"] or "")[:7]))
                if "caps" not in m:
                    self.assertEqual(m["selfpay"], raw if m["cap"] is None else min(m["cap"], raw))

    def test_law(self):  # §1.3: not rounded payment by payment
        got = oracle.ledger(plain([5020] * 3, 20000))["months"][0]
        self.assertEqual((got["selfpay"], got["liability_in_law"]), (3000, 3012))


class SplitRules(unittest.TestCase):
    def case(self, **more):
        return {"age": "u70", "wari": 3, "houbetsu": 54, "cap": 20000, "kubun": "ウ", "nyuin": True, "tasu": False, "b75": False,
                "bills": [{"total10": 500000, "part": "kouhi"}], **more}

    def test_table_follows_month_of_treatment(self):  # §12.24
        self.assertEqual(oracle.split(self.case())["kakari"], 80100 + 2330)
        self.assertEqual(oracle.split(self.case(month="2026-07"))["kakari"], 80100 + 2330)
        self.assertEqual(oracle.split(self.case(month="2026-08"))["kakari"], 85800 + 2140)

    def test_often_only_in_hospital(self):  # §10
        self.assertEqual(oracle.split(self.case(tasu=True))["kakari"], 44400)
        self.assertEqual(oracle.split(self.case(tasu=True, nyuin=False))["kakari"], 82430)

    def test_month_of_75(self):  # §10
        self.assertEqual(oracle.split(self.case(b75=True))["kakari"], 40050 + 3665)
        self.assertEqual(oracle.split(self.case(b75=True, tasu=True))["kakari"], 22200)

    def test_other_public(self):  # §10
        self.assertEqual(oracle.split(self.case(houbetsu=21, kubun="オ", tasu=True))["kakari"], 82430)
        self.assertEqual(oracle.split(self.case(houbetsu=21, kubun="オ", seiho=True))["kakari"], 35400)
        self.assertEqual(oracle.split(self.case(houbetsu=21, age="o70", wari=2, kubun="低Ⅰ", nyuin=False))["kakari"], 18000)

    def test_new_often_of_low_two(self):
        low = dict(age="o70", wari=1, kubun="低所得Ⅱ", tasu=True)
        self.assertEqual(oracle.split(self.case(**low))["kakari"], 24600)
        self.assertEqual(oracle.split(self.case(month="2026-08", **low))["kakari"], 24600)
        self.assertEqual(oracle.split(self.case(month="2026-08", **{**low, "tasu": False}))["kakari"], 25700)

    def test_layers_add_up(self):
        rng = random.Random(3)
        for _ in range(3000):
            got = oracle.split(oracle.load(compare.text_of(compare.CASES["split"](rng, set(compare.READINGS)))))
            layers = got["layers"]
            self.assertEqual(layers["total10"], layers["insurer"] + layers["high_cost"] + layers["public"] + layers["patient"])
            self.assertTrue(all(v >= 0 for v in layers.values()), got)


class DayRules(unittest.TestCase):
    def test_month_end(self):  # §5
        d = datetime.date
        self.assertEqual(oracle.minus_months(d(2026, 5, 31), 1), d(2026, 4, 30))
        self.assertEqual(oracle.minus_months(d(2024, 3, 31), 1), d(2024, 2, 29))
        self.assertEqual(oracle.last_application(d(2026, 4, 30), 1), d(2026, 5, 31))

    def test_last_application_is_the_last(self):  # §16.5, every day of eight years
        target = datetime.date(2022, 1, 1)
        while target.year < 2030:
            for n in (1, 3):
                a = oracle.last_application(target, n)
                self.assertLessEqual(oracle.minus_months(a, n), target)
                for more in range(1, 8):
                    self.assertGreater(oracle.minus_months(a + datetime.timedelta(days=more), n), target)
            target += oracle.ONE_DAY

    def test_start_never_earlier_than_floor(self):
        self.assertEqual(oracle.start_date({"trigger": "2023-08-01", "application": "2023-10-10"})["start"], "2023-10-01")

    def test_former_law(self):  # [S1]
        self.assertEqual(oracle.start_date({"trigger": "2023-08-01", "application": "2023-08-10"})["start"], "2023-08-10")
        for base, application, want in (("2023-08-01", "2023-11-20", "2023-08-02"), ("2023-09-29", "2023-10-01", "2023-09-30"), ("2023-09-30", "2023-10-01", "2023-11-01")):
            self.assertEqual(oracle.start_date({"trigger": base, "application": application})["last_safe_application"], want)

    def test_last_safe_application_by_its_definition(self):  # §16.5: the last a with start_date(a) = the day after; no later a has it
        for trigger in ("2023-09-05", "2023-09-29", "2023-09-30", "2023-10-01", "2024-01-30", "2026-04-29"):
            for unavoidable in (False, True):
                after = oracle.day_of(trigger) + oracle.ONE_DAY
                hits, a = [], after
                while (a - after).days < 140:
                    got = oracle.start_date({"trigger": trigger, "application": a.isoformat(), "unavoidable": unavoidable})
                    if got["start"] == after.isoformat():
                        hits.append(a.isoformat())
                    a += oracle.ONE_DAY
                self.assertEqual(got["last_safe_application"], hits[-1])

    def test_ordinary_of_52_is_unconfirmed_where_the_floor_decides(self):  # [S3]
        case = {"kind": "ordinary", "diagnosed": "2023-08-20", "application": "2023-10-10", "houbetsu": 52}
        self.assertEqual((oracle.start_date(case)["start"], oracle.start_date(case)["certainty"]), ("2023-10-01", "unconfirmed"))
        self.assertNotIn("certainty", oracle.start_date({**case, "diagnosed": "2026-08-20", "application": "2026-09-10"}))

    def test_reason_gives_three_months(self):
        case = {"trigger": "2026-01-10", "application": "2026-05-31", "unavoidable": True}
        self.assertEqual(oracle.start_date(case)["start"], "2026-02-28")

    def test_window_equals_brute_force(self):  # §5, all patterns of 12 months, and lapses_in by sliding
        for pattern in range(4096):
            months = {oracle.month_text(24300 + i): 33331 if pattern >> i & 1 else 33330 for i in range(12)}
            case = {"months": months, "application_month": oracle.month_text(24311), "onset_month": None}
            got = oracle.watch(case)
            self.assertEqual(got["eligible"], bin(pattern).count("1") >= 3)
            if got["eligible"]:
                slide = 24311
                while oracle.watch({**case, "application_month": oracle.month_text(slide)})["eligible"]:
                    slide += 1
                self.assertEqual(got["lapses_in"], oracle.month_text(slide))
            else:
                self.assertIsNone(got["lapses_in"])

    def test_criterion_day_equals_day_by_day(self):  # §16.4
        rng = random.Random(5)
        seen = 0
        for _ in range(150):
            case = compare.criterion_case(rng, set())
            charges = [(oracle.day_of(c["date"]), c["total10"]) for c in case["charges"]]
            onset = None if case["onset_month"] is None else oracle.month_index(case["onset_month"])
            met, d = None, min(c[0] for c in charges)
            while d <= oracle.day_of(case["as_of"]):
                met = (met or d) if oracle.criterion_holds(charges, d, onset, 33330, 3) else None
                d += oracle.ONE_DAY
            seen += met is not None
            self.assertEqual(oracle.criterion_day(case)["met_on"], met.isoformat() if met else None)
        self.assertGreater(seen, 30)

    def test_late_registration_moves_the_day_back(self):  # §16.4
        charges = [{"date": d, "total10": 40000} for d in ("2026-01-05", "2026-03-05", "2026-06-20")]
        case = {"charges": charges, "as_of": "2026-07-15"}
        self.assertEqual(oracle.criterion_day(case)["met_on"], "2026-06-20")
        charges.append({"date": "2026-04-02", "total10": 33331})
        self.assertEqual(oracle.criterion_day(case)["met_on"], "2026-04-02")


class Apportion(unittest.TestCase):
    def test_nobody_to_share_with(self):  # [A1]
        self.assertEqual(oracle.apportion({"caps": [30000]})["caps"], [30000])
        self.assertEqual(oracle.apportion({"caps": [292]})["caps"], [292])


class Replay(unittest.TestCase):
    """A right trace is taken, and a trace with any one number changed is not."""

    CASE = {"houbetsu": 54, "insurance_rate": 3, "cap": 10000, "rows": [{"date": "2026-06-01", "facility": "A", "total10": 30000, "id": "a"},
                                                                        {"date": "2026-06-02", "facility": "B", "total10": 25120, "id": "b"}]}

    def told(self):
        return json.loads(json.dumps(oracle.explain(self.CASE)))

    def test_right(self):
        self.assertIsNone(replay.differ_explain(self.CASE, self.told()))
        self.assertEqual([e["ledgers"][0]["due"] for e in self.told()["explanations"]], [6000, 4000])

    def test_each_result_changed(self):
        for at, one in enumerate(self.told()["explanations"]):
            for number, step in enumerate(one["trace"]["steps"]):
                got = self.told()
                result = got["explanations"][at]["trace"]["steps"][number]["result"]
                result.update({"rate": "0.15"} if "rate" in result else {"yen": result["yen"] + 10})
                self.assertIsNotNone(replay.differ_explain(self.CASE, got), step)

    def test_each_step_left_out(self):
        for number in range(len(self.told()["explanations"][1]["trace"]["steps"])):
            got = self.told()
            del got["explanations"][1]["trace"]["steps"][number]
            self.assertIsNotNone(replay.differ_explain(self.CASE, got), number)

    def test_other_faults(self):
        faults = {"a charge missing": lambda g: g["explanations"].pop(), "due": lambda g: g["explanations"][0]["ledgers"][0].update(due=5990),
                  "step": lambda g: g["explanations"][0]["ledgers"][0].update(step=0), "cite": lambda g: g["explanations"][0]["trace"]["steps"][0].update(cite="nowhere"),
                  "op": lambda g: g["explanations"][0]["trace"]["steps"][-1].update(op="fact", inputs=[]), "about": lambda g: g["explanations"][1]["trace"]["steps"][0].update(about="x"),
                  "a later step as input": lambda g: g["explanations"][1]["trace"]["steps"][1].update(inputs=[5])}
        for name, fault in faults.items():
            got = self.told()
            fault(got)
            self.assertIsNotNone(replay.differ_explain(self.CASE, got), name)

    def test_operations(self):
        f = Fraction
        for op, inputs, want in (("add", [], 0), ("add", [1, 2, 3], 6), ("subtract", [1, 3], -2), ("room", [1, 3], 0), ("room", [10, 3], 7), ("smallest", [f(3, 10), f(1, 5)], f(1, 5)),
                                 ("largest", [1, 5], 5), ("times_rate", [33338, f(1, 20)], 1666), ("times_rate_half_up", [f(1, 20), 33330], 1667),
                                 ("times_rate_half_up", [33329, f(1, 20)], 1666), ("times_rate_at_window", [f(1, 5), 125], 30), ("times_rate_at_window", [f(1, 5), 124], 20),
                                 ("share_floor_to10", [10000, 20000, 30000], 6660), ("half", [133400], 66700)):
            self.assertEqual(replay.OPERATIONS[op](inputs), want, op)
        with self.assertRaises(replay.Wrong):
            replay.OPERATIONS["half"]([5])


class Cases(unittest.TestCase):
    def test_random_cases_are_good_cases(self):
        """What compare.py makes is answered, not refused, with every reading and with none."""
        for on in (set(compare.READINGS), set()):
            for command, make in compare.CASES.items():
                rng = random.Random(command)
                for _ in range(3000):
                    case = oracle.load(compare.text_of(make(rng, on)))
                    self.assertNotIn("error", oracle.answer(command, case), case)

    def test_same_seed_same_cases(self):
        for command, make in compare.CASES.items():
            first, again = (compare.text_of(make(random.Random("9/" + command), set(compare.READINGS))) for _ in range(2))
            self.assertEqual(first, again)


class Planted(unittest.TestCase):
    """compare.py finds every planted bug, and finds nothing where there is none."""

    def run_compare(self, engine, *more):
        command = [sys.executable, os.path.join(HERE, "compare.py"), "--accounts", "6000", "--seed", "1", "--engine",
                   "%s %s" % (sys.executable, engine), *more]
        return subprocess.run(command, capture_output=True, text=True)

    def test_no_bug_no_finding(self):
        done = self.run_compare(os.path.join(HERE, "oracle.py"), "--criterion")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_each_planted_bug_is_found(self):
        for name in planted.BUGS:
            with self.subTest(name):
                done = self.run_compare("%s %s" % (os.path.join(HERE, "planted.py"), name), *(["--criterion"] if name.startswith("criterion") else []))
                self.assertEqual(done.returncode, 1, name + " was not found")


if __name__ == "__main__":
    unittest.main()
