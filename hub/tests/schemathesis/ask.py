"""Asks a running hub what its own description allows and what it does not, as everybody it is for, and says how often.

Every answer must be one that is described, of the described kind and shape, and none may be the hub's own failure. `cargo xtask prove schemathesis`.
"""

import os
import re
import subprocess
import sys
import tempfile
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]
# Each tag of the description is asked by somebody it is for. The events' answer does not end, and signing out would end the asking.
EXCLUDED = ["stream", "sign_out"]
EXAMPLES = os.environ.get("PMH_EXAMPLES", "100")


def main() -> int:
    hub = os.environ["PMH_HUB_BIN"]
    with tempfile.TemporaryDirectory() as data:
        serve = [hub, "serve", "--sandbox", "--listen", "127.0.0.1:0", "--data", data, "--rate", "1000000"]
        process = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
        try:
            address = process.stdout.readline().split(" on ")[1].strip().rstrip("/")
            return ask_everything(hub, data, address)
        finally:
            process.terminate()
            process.wait()


def ask_everything(hub: str, data: str, address: str) -> int:
    asked, failed = 0, []
    for tag, headers in askers(hub, data, address).items():
        told = ask(address, tag, headers)
        print(told, flush=True)
        count = re.search(r"([\d,]+) generated", told)
        if count is None or int(count[1].replace(",", "")) == 0:
            sys.exit(f"{tag}: nothing was asked")
        asked += int(count[1].replace(",", ""))
        if "No issues found" not in told:
            failed.append(tag)
    if failed:
        print(f"{asked} questions; answers that are not as described: {', '.join(failed)}")
        return 1
    print(f"{asked} questions, every answer as described, no failure of the hub")
    return 0


def askers(hub: str, data: str, address: str) -> dict:
    add = [hub, "add-client", "portal", "myna", "--data", data]
    key = subprocess.run(add, capture_output=True, text=True, check=True).stdout.strip()
    sign_in = f"{address}/sandbox/sign-in/sample-hanako"
    request = urllib.request.Request(sign_in, method="POST", headers={"X-Requested-By": "portal"})
    with urllib.request.urlopen(request) as answer:
        cookie = answer.headers["set-cookie"].split(";")[0]
    return {
        "facility": ["Authorization: Bearer sandbox-1310000001"],
        "municipality": ["Authorization: Bearer sandbox-130001"],
        "portal": [f"Authorization: Bearer {key}"],
        "patient": [f"Cookie: {cookie}", "X-Requested-By: portal"],
        "operation": [],
    }


def ask(address: str, tag: str, headers: list) -> str:
    command = [os.environ["PMH_SCHEMATHESIS"], "-m", "schemathesis.cli", "--config-file", f"{HERE}/schemathesis.toml"]
    command += ["run", f"{address}/openapi.json", "--include-tag", tag, "--checks", ",".join(CHECKS)]
    command += ["--max-examples", EXAMPLES, "--seed", "20261121", "--continue-on-failure", "--warnings", "off", "--no-color"]
    for header in headers:
        command += ["--header", header]
    for operation in EXCLUDED:
        command += ["--exclude-operation-id", operation]
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(command, capture_output=True, text=True, cwd=folder).stdout


if __name__ == "__main__":
    sys.exit(main())
