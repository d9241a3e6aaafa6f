"""Rows of IMAP: one client, one mailbox, over TLS on both sides."""
import subprocess
import time

from measuring import Bench, Line, build
from ours import Ours
from processes import forgetCaches

KiB = 1024


def append(bench: Bench) -> list[Line]:
    with bench.running(Ours(), *bench.peer("mdbox", withPostfix=False), *bench.peer("maildir", driver="maildir", withPostfix=False)) as sides:
        files = {name: bench.accountsFile(side.accounts(1)) for name, side in sides.items()}
        count = bench.amount(2_000, 100)

        def measure(side) -> dict[str, float]:
            return {size: count / bench.driver("append", imaps=side.imaps, account=files[side.name], count=count, size=octets)["seconds"]
                    for size, octets in (("4k", 4 * KiB), ("50k", 50 * KiB))}
        figures = bench.alternate(sides, measure)
    return [Line("IMAP APPEND one by one, durable, 4 KiB", "messages/s", "more", figures["4k"], ["mdbox"], 2),
            Line("IMAP APPEND one by one, durable, 50 KiB", "messages/s", "more", figures["50k"], ["mdbox"])]


def storeFlags(bench: Bench) -> list[Line]:
    """Dovecot's STORE is durable only with mail_fsync=always."""
    with bench.running(Ours(), *bench.peer("mdbox", fsync="always", withPostfix=False)) as sides:
        files = {name: bench.accountsFile(side.accounts(1)) for name, side in sides.items()}
        for name, side in sides.items():
            bench.driver("append", imaps=side.imaps, account=files[name], count=1_000, batch=100)
        count = bench.amount(3_000, 200)

        def measure(side) -> dict[str, float]:
            return {"rate": count / bench.driver("store", imaps=side.imaps, account=files[side.name], count=count)["seconds"]}
        figures = bench.alternate(sides, measure)
    return [Line("IMAP STORE one by one, durable (Dovecot with mail_fsync=always)", "commands/s", "more", figures["rate"], ["mdbox"], 3)]


def largeMailbox(bench: Bench) -> list[Line]:
    """Each round starts the server twice with a cold cache; ranges of messages are new in each round, so that the first
    envelopes are the first that anybody asked for."""
    held = bench.amount(100_000, 5_000)
    part = bench.amount(1_000, 200)
    with bench.running(Ours(), *bench.peer("mdbox", withPostfix=False)) as sides:
        files = {name: bench.accountsFile(side.accounts(1)) for name, side in sides.items()}
        for name, side in sides.items():
            bench.say(f"filling {name} with {held:,} messages")
            bench.driver("append", imaps=side.imaps, account=files[name], count=held, size=4 * KiB, batch=100)
        rounds: dict[str, int] = {}

        def restart(side) -> None:
            side.stop()
            if not bench.withoutPeers:
                forgetCaches()
            side.start()

        def read(side, steps: str, first: int) -> list[dict]:
            done = bench.driver("read", imaps=side.imaps, account=files[side.name], steps=steps, first=first, count=part)
            return [done[name] for name in sorted(done, key=lambda name: int(name.split(".")[0]))]

        def measure(side) -> dict[str, float]:
            first = 1 + rounds.get(side.name, 0) * 2 * part
            rounds[side.name] = rounds.get(side.name, 0) + 1
            restart(side)
            select, warm, flags, envelopes, again = read(side, "select,select,flags,envelopes,envelopes", first)
            if select["exists"] != held or flags["responses"] != held or envelopes["responses"] < part:
                raise RuntimeError(f"{side.name} did not show all its messages")
            restart(side)
            _, cold, hot = read(side, "select,bodies,bodies", first + part)
            return {"select": select["seconds"] * 1000, "again": warm["seconds"] * 1000, "flags": flags["seconds"] * 1000,
                    "envelopes": envelopes["seconds"] * 1000, "envelopes again": again["seconds"] * 1000,
                    "cold": cold["octets"] / cold["seconds"] / 1e6, "warm": hot["octets"] / hot["seconds"] / 1e6}
        figures = bench.alternate(sides, measure)
        search = {name: [read(side, "select,search", 1)[1]["seconds"]] for name, side in sides.items()}
    mailbox = f"{held:,}-message mailbox"

    def line(work: str, unit: str, better: str, figure: str) -> Line:
        return Line(f"{mailbox}: {work}", unit, better, figures[figure], ["mdbox"], 1)
    return [line("first SELECT after a restart, cold", "ms", "less", "select"),
            Line(f"{mailbox}: SELECT again", "ms", "less", figures["again"], ["mdbox"]),
            line("UID FETCH 1:* (FLAGS)", "ms", "less", "flags"),
            line(f"{part:,} ENVELOPEs, first", "ms", "less", "envelopes"),
            line(f"{part:,} ENVELOPEs, again", "ms", "less", "envelopes again"),
            line(f"{part:,} bodies in one FETCH, cold", "MB/s", "more", "cold"),
            line(f"{part:,} bodies in one FETCH, warm", "MB/s", "more", "warm"),
            Line(f"{mailbox}: SEARCH TEXT for what is not there (once)", "s", "less", search, ["mdbox"])]


def handshakes(bench: Bench) -> list[Line]:
    """How much longer others wait while clients make 200 TLS handshakes a second."""
    with bench.running(Ours(), *bench.peer("mdbox", withPostfix=False)) as sides:
        files = {name: bench.accountsFile(side.accounts(1)) for name, side in sides.items()}

        def measure(side) -> dict[str, float]:
            done = bench.driver("latency", imaps=side.imaps, account=files[side.name], handshakes=200, seconds=bench.amount(5, 1))
            bench.say(f"{side.name}: {done['handshakes']:.0f} handshakes/s; median {done['quiet']:.0f} then {done['busy']:.0f} µs, "
                      f"95 % within {done['quiet95']:.0f} then {done['busy95']:.0f} µs")
            return {"median": done["busy"] / done["quiet"], "most": done["busy95"] / done["quiet95"], "rate": done["handshakes"]}
        figures = bench.alternate(sides, measure)
    return [Line("latency of a NOOP with 200 TLS handshakes a second, against none: median", "×", "less", figures["median"], [], 2),
            Line("… 95th percentile", "×", "less", figures["most"], [], None),
            Line("… handshakes made", "1/s", "more", figures["rate"], [], None)]


def idleMemory(bench: Bench) -> list[Line]:
    """Proportional set size of all processes, with the connections less without, per connection. A side is started anew
    for each round, so that memory kept from the last one does not flatter it."""
    connections = bench.amount(500, 50)
    users = 16
    sides = [Ours(), *bench.peer("mdbox", withPostfix=False),
             *bench.peer("hibernating", withPostfix=False, further="imap_hibernate_timeout = 5s")]
    with bench.running(*sides) as running:
        files = {name: bench.accountsFile(side.accounts(users)) for name, side in running.items()}

        def measure(side) -> dict[str, float]:
            side.stop()
            side.start()
            bench.driver("read", imaps=side.imaps, account=files[side.name], steps="select")
            before = side.memory()
            idlers = subprocess.Popen([build / "bin" / "tram-bench-driver", "idle", "--imaps", side.imaps, "--accounts", files[side.name],
                                       "--connections", str(connections)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            try:
                if idlers.stdout.readline().strip() != "idling":
                    raise RuntimeError(f"{side.name}: the connections did not get to IDLE")
                return {"memory": (steadyMemory(side) - before) / connections / KiB}
            finally:
                idlers.communicate("\n")
        figures = bench.alternate(running, measure)
    return [Line(f"memory per idle TLS connection in IDLE ({connections} connections)", "KiB", "less", figures["memory"], [], 70)]


def steadyMemory(side) -> int:
    """Once it has changed by less than 1 % in 7 s (Dovecot hibernates after 5)."""
    last = side.memory()
    for _ in range(10):
        time.sleep(7)
        now = side.memory()
        if abs(now - last) < last / 100:
            return now
        last = now
    return last
