"""Loads the demonstration province of tools/demo into a run, once; later starts read back what was made.

The province is a file of commands without passwords. `tram load` carries them out and prints, for each official, the
password that was handed out; a few officials then change theirs, so that they are ready to use.
"""
import json
import secrets
import string
import subprocess
import sys
from pathlib import Path

project = Path(__file__).resolve().parents[2]
generator = project / "tools" / "demo" / "make_province.py"
domain = "thainguyen.gov.vn"
# Officials beside the clerk and the head whose first password is changed.
readyOfficials = 4
# The generator always makes these; they are the first of their role in run.json.
wellKnown = {"official": "hungnv", "clerk": "nhungdth"}


def generatedPassword() -> str:
    alphabet = string.ascii_letters + string.digits
    return "".join(secrets.choice(alphabet) for _ in range(20))


def run(command: list, given: str) -> str:
    done = subprocess.run([str(word) for word in command], input=given, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(str(word) for word in command)}: status {done.returncode}")
    return done.stdout


def choose(officials: list[dict], duties: list[dict], ready: int) -> list[tuple[str, str]]:
    """(role, local part) of the accounts to be shown; "hand-out" keeps the password it was handed."""
    administrators = list({entry["duties"]: entry["official"] for entry in reversed(duties)}.items())[::-1]
    busy = {entry["official"] for entry in duties}
    officials = [official for official in officials if official["address"] not in busy]
    chosen = []
    for role, count in (("official", ready), ("clerk", 1), ("head", 1)):
        ofRole = [official["address"] for official in officials if official["role"] == role]
        first = wellKnown.get(role)
        ofRole.sort(key=lambda address: address != first)  # stable: the well-known one first
        chosen += [(role, address) for address in ofRole[:count]]
    taken = {address for _, address in chosen} | {address for _, address in administrators}
    rest = next(official["address"] for official in officials if official["role"] == "official" and official["address"] not in taken)
    return [*chosen, ("hand-out", rest), *administrators]


def make(tram: Path, folder: Path, ofDomain: str, ready: int) -> list[dict]:
    commands = run([sys.executable, "-B", generator], "")
    answers = [json.loads(line) for line in run([tram, "--dir", folder, "load", "-"], commands).splitlines()]
    handedOut = {answer["address"]: answer["password"] for answer in answers if answer.get("password")}
    entries = [json.loads(line) for line in commands.splitlines()]
    officials = [entry for entry in entries if entry["command"] == "createOfficial"]
    duties = [entry for entry in entries if entry["command"] == "giveDuties"]
    accounts = []
    for role, localPart in choose(officials, duties, ready):
        address = f"{localPart}@{ofDomain}"
        password = handedOut[address]
        if role != "hand-out":
            changed = generatedPassword()
            run([tram, "--dir", folder, "password", "change", address], f"{password}\n{changed}\n")
            password = changed
        accounts.append({"role": role, "address": address, "password": password})
    return accounts


def load(tram: Path, folder: Path, ofDomain: str, ready: int = readyOfficials) -> list[dict]:
    """The accounts: role, address, password. RuntimeError where the operator's command fails."""
    kept = folder / "accounts.json"
    if not kept.exists():
        print("loading the demonstration province", file=sys.stderr, flush=True)
        accounts = make(tram, folder, ofDomain, ready)
        fresh = kept.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(accounts, indent=2) + "\n")
        fresh.rename(kept)
    return json.loads(kept.read_text())
