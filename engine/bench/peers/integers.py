"""The cap rule in plain Python, with integers: 20 % to ten yen, clipped at the cap, charge by charge.

    python3 integers.py ACCOUNTS
"""

import sys


def assess(accounts):
    total = 0
    dues = []
    for cap, *costs in accounts:
        room = cap
        row = []
        for cost in costs:
            due = min((cost * 2 + 50) // 100 * 10, room)
            row.append(due)
            room -= due
            total += due
        dues.append(row)
    return total


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        accounts = [tuple(map(int, line.split())) for line in file]
    for line in sys.stdin:
        _, times = line.split()
        for _ in range(int(times)):
            came = assess(accounts)
        print(came, flush=True)


if __name__ == "__main__":
    main()
