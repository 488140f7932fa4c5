"""Does the operations of a trace again (contract: engine/README.md, `explain`) and holds them against what the oracle knows of the case.

Every step's result must be what its operation gives for the results of its inputs; every fact and parameter must be the case's own;
the step an explanation names must be the row's self-pay, and must rest on all facts of its trace.
"""
from fractions import Fraction

import oracle


class Wrong(Exception):
    """Where the trace and the case part."""


def value(result):
    """{"yen": n} or {"rate": "0.2"}: an int or a Fraction."""
    if isinstance(result, dict) and len(result) == 1:
        if isinstance(result.get("yen"), int) and not isinstance(result["yen"], bool):
            return result["yen"]
        if isinstance(result.get("rate"), str):
            return oracle.rate(result["rate"])
    raise Wrong("result")


def yen_and_rate(inputs):
    """One amount and one rate, in either order."""
    amounts, rates = [v for v in inputs if isinstance(v, int)], [v for v in inputs if isinstance(v, Fraction)]
    if len(amounts) != 1 or len(rates) != 1:
        raise Wrong("inputs")
    return amounts[0] * rates[0]


def whole(fraction):
    if fraction.denominator != 1:
        raise Wrong("not a whole yen")
    return fraction.numerator


def share_floor_to10(inputs):
    """RULES §7: cap × largest ÷ sum, under 10 yen cut off."""
    cap, largest, total = inputs
    return oracle.floor10(cap * largest // total)


OPERATIONS = {
    "add": lambda v: sum(v),
    "subtract": lambda v: v[0] - sum(v[1:]),
    "room": lambda v: max(0, v[0] - sum(v[1:])),
    "smallest": min,
    "largest": max,
    "times_rate": lambda v: yen_and_rate(v) // 1,
    "times_rate_half_up": lambda v: oracle.round1(Fraction(yen_and_rate(v))),
    "times_rate_at_window": lambda v: oracle.round10(Fraction(yen_and_rate(v))),
    "share_floor_to10": share_floor_to10,
    "half": lambda v: whole(Fraction(v[0], 2)),
}


def replay(steps):
    """Every step again; the results. Inputs are numbers of earlier steps."""
    values = []
    for number, step in enumerate(steps):
        said, inputs = value(step.get("result")), step.get("inputs") or []
        if any(isinstance(i, bool) or not isinstance(i, int) or not 0 <= i < number for i in inputs):
            raise Wrong("step %d inputs" % number)
        if step.get("op") in ("fact", "parameter"):
            if inputs:
                raise Wrong("step %d inputs" % number)
        elif step.get("op") in OPERATIONS:
            try:
                again = OPERATIONS[step["op"]]([values[i] for i in inputs])
            except (ValueError, IndexError, TypeError, ZeroDivisionError):
                raise Wrong("step %d inputs" % number)
            if again != said or isinstance(again, int) != isinstance(said, int):
                raise Wrong("step %d result" % number)
        else:
            raise Wrong("step %d op" % number)
        values.append(said)
    return values


def rests_on(steps, number):
    """The numbers of all steps a step rests on."""
    seen, todo = set(), [number]
    while todo:
        at = todo.pop()
        if at not in seen:
            seen.add(at)
            todo += steps[at].get("inputs") or []
    return seen


def facts_of(line):
    """Key of a fact or parameter and its value in the case."""
    return {"fact.total10": line["total10"], "fact.insurance_rate": line["insurance_rate"], "fact.cap": line["cap"], "fact.raw_selfpay": line["raw"] if line["given"] else None,
            "rule.scheme_rate": line["scheme_rate"], "rule.month_starts_at_zero": None if any(line["earlier"].values()) else 0}


def check_row(line, steps, ledgers, cited):
    """One explanation against the oracle's line for the same row."""
    if len(ledgers) != 1:
        raise Wrong("ledgers")
    values, due, last = replay(steps), ledgers[0].get("due"), ledgers[0].get("step")
    if not isinstance(last, int) or last != len(steps) - 1:
        raise Wrong("step")
    if due != line["due"] or values[last] != line["due"]:
        raise Wrong("due")
    facts, earlier = facts_of(line), {}
    for number, step in enumerate(steps):
        if step.get("cite") is not None and step["cite"] not in cited:
            raise Wrong("cite")
        if step["op"] not in ("fact", "parameter"):
            continue
        if step["key"] == "fact.earlier_selfpay":
            earlier[step.get("about")] = values[number]
        elif facts.get(step["key"]) is None or facts[step["key"]] != values[number]:
            raise Wrong(step["key"])
    if {name: pay for name, pay in earlier.items() if pay} != {name: pay for name, pay in line["earlier"].items() if pay}:
        raise Wrong("fact.earlier_selfpay")
    used = rests_on(steps, last)
    if line["cap"] is not None and any(step["op"] == "fact" and number not in used for number, step in enumerate(steps)):
        raise Wrong("a fact nothing rests on")
    if not line["given"] and not any(steps[i]["key"] == "fact.total10" for i in used):
        raise Wrong("total10 not used")


def differ_explain(case, got):
    """The explanations of a case: one for each standing row (for "charge" alone, if named), none for another. None, or where they differ."""
    lines = {} if oracle.runs_alone(case) else {line["charge"]: line for line in oracle.told(case) if case.get("charge") in (None, line["charge"])}
    cited = {c.get("id") for c in got.get("citations") or []}
    told = got.get("explanations")
    if not isinstance(told, list) or sorted(e.get("charge") for e in told) != sorted(lines):
        return "explanations.charge"
    for one in told:
        try:
            check_row(lines[one["charge"]], one["trace"]["steps"], one["ledgers"], cited)
        except Wrong as wrong:
            return "trace: %s" % wrong
        except (KeyError, TypeError) as error:
            return "trace: shape %s" % error
    return None


def differ_split(want, got):
    """The trace of a split: each step again, and each figure of the answer is the result of a step. None, or where they differ."""
    try:
        values = replay(got["trace"])
    except Wrong as wrong:
        return "trace: %s" % wrong
    except (KeyError, TypeError, AttributeError) as error:
        return "trace: shape %s" % error
    for name, figure in [(k, want[k]) for k in ("kakari", "kself", "total")] + list(want["layers"].items()):
        if figure not in values:
            return "trace: no step gives " + name
    return None
