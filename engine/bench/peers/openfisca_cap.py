"""The cap rule in OpenFisca-Core, as its users would model it: charges are persons of an account, the month is the period.

`sum` is what OpenFisca is made for, one vector for all accounts: the month's sum clipped at the cap. `ordered` says what each charge
pays, in the order of registration. With `_built` the simulation is built each time, as a request would.

    python openfisca_cap.py ACCOUNTS
"""

import sys

import numpy
from openfisca_core import entities, periods, simulations, taxbenefitsystems, variables

MONTH = periods.period("2026-06")
CHARGES = 3

Charge = entities.Entity("charge", "charges", "A charge of a facility", "")
Account = entities.GroupEntity(
    "account", "accounts", "A certificate's month", "", roles=[{"key": "row", "plural": "rows"}]
)


class cost(variables.Variable):
    value_type = int
    entity = Charge
    definition_period = periods.DateUnit.MONTH
    label = "10割 of the charge"


class cap(variables.Variable):
    value_type = int
    entity = Account
    definition_period = periods.DateUnit.MONTH
    label = "The cap of the month"


class raw(variables.Variable):
    value_type = int
    entity = Charge
    definition_period = periods.DateUnit.MONTH
    label = "20 %, to ten yen"

    def formula(charge, period):
        return (charge("cost", period) * 2 + 50) // 100 * 10


class month_sum(variables.Variable):
    value_type = int
    entity = Account
    definition_period = periods.DateUnit.MONTH
    label = "What the month comes to"

    def formula(account, period):
        return numpy.minimum(account.sum(account.members("raw", period)), account("cap", period))


class month_ordered(variables.Variable):
    value_type = int
    entity = Account
    definition_period = periods.DateUnit.MONTH
    label = "What the month comes to, charge by charge in their order"

    def formula(account, period):
        raws = account.members("raw", period)
        room = account("cap", period).copy()
        paid = numpy.zeros_like(room)
        for place in range(CHARGES):
            due = numpy.minimum(account.value_nth_person(place, raws), room)
            room = room - due
            paid = paid + due
        return paid


def system():
    made = taxbenefitsystems.TaxBenefitSystem([Charge, Account])
    for variable in (cost, cap, raw, month_sum, month_ordered):
        made.add_variable(variable)
    return made


def build(rules, caps, costs):
    """As SimulationBuilder does for tables: entities declared, persons joined to groups."""
    builder = simulations.SimulationBuilder()
    builder.create_entities(rules)
    count = len(caps)
    builder.declare_person_entity("charge", numpy.arange(count * CHARGES))
    accounts = builder.declare_entity("account", numpy.arange(count))
    builder.join_with_persons(
        accounts, numpy.repeat(numpy.arange(count), CHARGES), roles=numpy.repeat("row", count * CHARGES)
    )
    simulation = builder.build(rules)
    simulation.set_input("cap", MONTH, caps)
    simulation.set_input("cost", MONTH, costs)
    return simulation


def main():
    table = numpy.loadtxt(sys.argv[1], dtype=numpy.int32)
    caps, costs = table[:, 0].copy(), table[:, 1:].reshape(-1).copy()
    rules = system()
    kept = build(rules, caps, costs)

    def ask(simulation, name):
        for forgotten in (name, "raw"):
            simulation.delete_arrays(forgotten, MONTH)
        return int(simulation.calculate(name, MONTH).astype(numpy.int64).sum())

    works = {
        "sum": lambda: ask(kept, "month_sum"),
        "ordered": lambda: ask(kept, "month_ordered"),
        "sum_built": lambda: ask(build(rules, caps, costs), "month_sum"),
        "ordered_built": lambda: ask(build(rules, caps, costs), "month_ordered"),
    }
    for line in sys.stdin:
        name, times = line.split()
        for _ in range(int(times)):
            came = works[name]()
        print(came, flush=True)


if __name__ == "__main__":
    main()
