#!/usr/bin/env python3
"""Which branches of the engine its own tests take: one figure, and every side of a branch that none of them takes.

    python3 engine/coverage.py [--least 98.0] [--missed]

Needs a nightly compiler (branches are counted by no other) with its llvm-tools: `rustup component add llvm-tools --toolchain nightly`.

Counted is every branch of the crate's own code under engine/src, each of its two sides once, however often the compiler repeats
a generic function. Not counted: unit tests (what stands under `#[cfg(test)]` at the end of a file), the tests under engine/tests,
what macros of other crates write (serde's derives), the build script, and generated tables.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "engine/src"
TARGET = ROOT / "target/coverage"
FLAGS = ["-Cinstrument-coverage", "-Zcoverage-options=branch"]


def run(words, **more):
    return subprocess.run(words, check=True, cwd=ROOT, **more)


def llvm_tool(name):
    """The nightly compiler's own, so that it reads what that compiler wrote."""
    sysroot = subprocess.check_output(["rustc", "+nightly", "--print", "sysroot"], text=True).strip()
    found = next(pathlib.Path(sysroot).glob(f"lib/rustlib/*/bin/{name}"), None)
    if found is None:
        sys.exit(f"{name} was not found: rustup component add llvm-tools --toolchain nightly")
    return found


def test_programs():
    """Builds the tests; only the engine is instrumented. Gives the programs, the command line among them."""
    environment = os.environ | {"CARGO_TARGET_DIR": str(TARGET)}
    engine = "profile.dev.package.engine"
    words = ["cargo", "+nightly", "test", "-Zprofile-rustflags", "--config", f"{engine}.rustflags={json.dumps(FLAGS)}"]
    # Run once, so that the compiler's time counts more than the tests'.
    words += ["--config", f"{engine}.opt-level=0", "--package", "engine", "--all-features", "--locked", "--no-run", "--message-format=json-render-diagnostics"]
    built = run(words, env=environment, stdout=subprocess.PIPE, text=True).stdout
    messages = map(json.loads, built.splitlines())
    return [message["executable"] for message in messages if message.get("executable")]


def measured(programs):
    """Runs the tests and gives what llvm-cov exports."""
    counts = TARGET / "counts"
    shutil.rmtree(counts, ignore_errors=True)
    environment = os.environ | {"LLVM_PROFILE_FILE": str(counts / "%p-%8m.profraw")}
    for program in programs:
        if "/deps/" in program:
            ran = subprocess.run([program, "--quiet"], cwd=ROOT / "engine", env=environment, stdout=subprocess.PIPE, text=True)
            if ran.returncode != 0:
                sys.exit(f"{ran.stdout}\na test failed, so nothing was counted")
    merged = TARGET / "engine.profdata"
    run([llvm_tool("llvm-profdata"), "merge", "--sparse", "-o", merged, *sorted(counts.glob("*.profraw"))])
    objects = [word for program in programs[1:] for word in ("--object", program)]
    export = [llvm_tool("llvm-cov"), "export", f"--instr-profile={merged}", programs[0], *objects]
    return json.loads(run(export, stdout=subprocess.PIPE).stdout)


def product_lines(path):
    """How many lines of a file come before its unit tests."""
    lines = path.read_text(encoding="utf-8").splitlines()
    tests = (number for number, line in enumerate(lines) if re.match(r"#\[cfg\(test\)\]", line))
    return next(tests, len(lines))


def branches(export):
    """{(file, line, column): [times true, times false]} of the crate's own code."""
    sides = {}
    for file in export["data"][0]["files"]:
        path = pathlib.Path(file["filename"])
        if not path.is_relative_to(SOURCE):
            continue
        last = product_lines(path)
        for line, column, _, _, true, false, *_ in file["branches"]:
            if line <= last:
                known = sides.setdefault((str(path.relative_to(ROOT)), line, column), [0, 0])
                known[0] += true
                known[1] += false
    return sides


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--least", type=str, default="98.0", help="per cent of the sides below which this fails")
    arguments.add_argument("--missed", action="store_true", help="print every side that is not taken")
    options = arguments.parse_args()
    sides = branches(measured(test_programs()))
    missed = [
        f"{file}:{line}:{column} is never {side}"
        for (file, line, column), taken in sorted(sides.items())
        for side, times in zip(("true", "false"), taken)
        if times == 0
    ]
    (TARGET / "missed.txt").write_text("".join(line + "\n" for line in missed), encoding="utf-8")
    if options.missed:
        print("\n".join(missed))
    total = 2 * len(sides)
    taken = total - len(missed)
    print(f"branches of the engine taken by its tests: {100 * taken / total:.1f} % ({taken} of {total} sides); the others: target/coverage/missed.txt")
    # In whole numbers: 98.0 is 980 in a thousand.
    whole, _, part = options.least.partition(".")
    least = int(whole) * 10 + int((part or "0")[0])
    if 1000 * taken < least * total:
        sys.exit(f"less than {options.least} %")


if __name__ == "__main__":
    main()
