"""tools/dev run: the whole appliance on loopback, with a demonstration province, until Ctrl-C."""
import argparse
import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import demonstration
from certificates import makeCertificates
from network_management import NetworkManagement, snmpd
from settings import Settings, choosePorts, writeConfiguration
from supervisor import Supervisor

project = Path(__file__).resolve().parents[2]
# In the order of start. What the others stand on comes first and goes last.
foundation = ["tram-sim", "tram-store"]
services = ["tram-scan", "tram-smtp", "tram-relay", "tram-access", "tram-office"]
processes = [*foundation, "tram-hal", "tram-alert", "tram-snmp", *services]


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/dev run", description=__doc__)
    parser.add_argument("--dir", type=Path, default=project / "build" / "run", help="where the data is kept; build/run")
    parser.add_argument("--port-base", type=int, metavar="N", help="submission is N+587, imap N+143 and so on; else any free ports")
    parser.add_argument("--route", action="append", default=[], metavar="DOMAIN=HOST:PORT",
                        help="send the domain's mail to this server, without DNS")
    parser.add_argument("--no-demo", action="store_true", help="an empty directory, without the demonstration province")
    parser.add_argument("--accounts", type=int, default=demonstration.readyOfficials, metavar="N",
                        help="officials that are ready to use, when the folder is new")
    parser.add_argument("--preset", default="release", choices=["release", "debug", "tsan"])
    parser.add_argument("--domain", default=demonstration.domain, help="the province's domain, when the folder is new")
    parser.add_argument("--bin", type=Path, help="run executables of this folder, building nothing")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a further line of tram.conf")
    parser.add_argument("--env", action="append", default=[], metavar="KEY=VALUE",
                        help="a variable of the processes' environment; PROCESS:KEY=VALUE for one of them")
    options = parser.parse_args()
    for name in ("route", "set", "env"):
        pairs = [pair.split("=", 1) for pair in getattr(options, name)]
        if any(len(pair) != 2 or not all(pair) for pair in pairs):
            parser.error(f"--{name} is written NAME=VALUE")
        setattr(options, name, dict(pairs))
    return options


def build(preset: str) -> Path:
    run = subprocess.run([project / "tools" / "verbs" / "build", "--preset", preset, "appliance"], stdout=sys.stderr)
    if run.returncode != 0:
        sys.exit("tools/dev run: the build failed")
    return project / "build" / preset / "bin"


def takeFolder(folder: Path):
    """The folder is one run's at a time. The returned file holds the lock."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = open(folder / "run.lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit(f"tools/dev run: another run has {folder}")
    return lock


def keptDomain(folder: Path, wanted: str) -> str:
    """A store is of one domain: the one that its first start chose."""
    kept = folder / "domain"
    if not kept.exists():
        kept.write_text(wanted)
    return kept.read_text()


def commandLine(program: Path, settings: Settings, environment: dict[str, str]) -> list[str]:
    own = {key.split(":", 1)[1]: value for key, value in environment.items() if key.startswith(program.name + ":")}
    prefix = ["env", *(f"{key}={value}" for key, value in own.items())] if own else []
    if program.name == "tram-sim":
        return [*prefix, str(program), "--dir", str(settings.chassis), "--upsd", settings.addresses["upsd"].rsplit(":", 1)[1]]
    return [*prefix, str(program), "--dir", str(settings.folder)]


def writeRecord(settings: Settings, management: NetworkManagement | None, pids: dict[str, int], accounts: list[dict]) -> None:
    record = {
        "domain": settings.domain,
        "ca": str(settings.certificates / "ca.crt"),
        "data": str(settings.folder / "store"),
        "pids": pids,
        "endpoints": settings.endpoints,
        "accounts": accounts,
    }
    if management is not None:
        record["snmp"] = management.record()
    fresh = settings.folder / "run.json.new"
    fresh.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    fresh.rename(settings.folder / "run.json")


def describe(settings: Settings, management: NetworkManagement | None, accounts: list[dict]) -> None:
    print(f"\nTrạm is running for {settings.domain} in {settings.folder}")
    for name, address in settings.endpoints.items():
        print(f"  {name:<15} {address}")
    if management is not None:
        print(f"  {'snmp':<15} {management.endpoint}  SNMPv3, user and secrets in run.json")
    print(f"  {'CA':<15} {settings.certificates / 'ca.crt'}")
    shown = set()
    for account in accounts:
        if account["role"] not in shown:
            shown.add(account["role"])
            print(f"  {account['role']:<15} {account['address']}  {account['password']}")
    print("Ctrl-C stops it.", flush=True)


def main() -> int:
    options = parse()
    folder = options.dir.resolve()
    lock = takeFolder(folder)
    (folder / "run.json").unlink(missing_ok=True)
    binaries = options.bin.resolve() if options.bin else build(options.preset)
    missing = [name for name in processes if not os.access(binaries / name, os.X_OK)]
    if missing:
        sys.exit(f"tools/dev run: {binaries} lacks {', '.join(missing)}")

    settings = Settings(folder, keptDomain(folder, options.domain), options.port_base, options.route, options.set,
                        ["tram-store", *services])
    choosePorts(settings)
    makeCertificates(settings.certificates, settings.hostname, settings.domain)
    writeConfiguration(settings)

    shared = {key: value for key, value in options.env.items() if ":" not in key}
    commands = {name: commandLine(binaries / name, settings, options.env) for name in processes}
    agent = snmpd()
    management = NetworkManagement(settings) if agent else None
    if management is not None:
        management.prepare()
        commands["snmpd"] = management.command(agent)
    accounts: list[dict] = []
    announced = False

    def changed() -> None:
        if announced:
            writeRecord(settings, management, supervisor.pids(), accounts)

    supervisor = Supervisor(folder, commands, len(foundation), {"snmpd"}, changed, shared)
    status = 0
    try:
        supervisor.startAll()
        if not options.no_demo:
            accounts += demonstration.load(binaries / "tram", folder, settings.domain, options.accounts)
        announced = True
        changed()
        describe(settings, management, accounts)
        supervisor.watch()
    except InterruptedError:
        pass
    except (TimeoutError, RuntimeError, OSError) as error:
        print(f"tools/dev run: {error}", file=sys.stderr)
        status = 1
    finally:
        announced = False
        print("stopping", file=sys.stderr, flush=True)
        supervisor.stopAll()
        (folder / "run.json").unlink(missing_ok=True)
        lock.close()
    return status


if __name__ == "__main__":
    sys.exit(main())
