"""tools/dev bench: measures the appliance against Postfix and Dovecot, row by row (see README.md)."""
import argparse
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import peers
from delivery_rows import attachment, deliver4kOne, deliver4kSixteen, deliver4kSixtyFour, deliver50k, fanOut
from depth_rows import depth
from imap_rows import append, handshakes, idleMemory, largeMailbox, storeFlags
from measuring import Bench, build, project
from report import keep, writeTable

rows = {
    "deliver-4k-1": deliver4kOne,
    "deliver-4k-16": deliver4kSixteen,
    "deliver-4k-64": deliver4kSixtyFour,
    "deliver-50k-16": deliver50k,
    "fan-out": fanOut,
    "attachment": attachment,
    "append": append,
    "store": storeFlags,
    "mailbox": largeMailbox,
    "handshakes": handshakes,
    "idle": idleMemory,
    "depth": depth,
}


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/dev bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(rows))
    parser.add_argument("--long", action="store_true", help="10,000,000 messages in the row of depth rather than 200,000")
    parser.add_argument("--quick", action="store_true", help="one round of few messages: shows that it runs, measures nothing")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of each side; 3")
    parser.add_argument("--work", type=Path, default=Path("/var/tmp"), help="a folder on the disk to be measured; /var/tmp")
    parser.add_argument("--results", type=Path, default=project / "build" / "bench")
    options = parser.parse_args()
    unknown = [name for name in options.rows if name not in rows]
    if unknown:
        parser.error(f"no such row: {', '.join(unknown)}; there are {', '.join(rows)}")
    return options


def main() -> int:
    options = parse()
    # So that a stop from outside ends the servers and removes the folder as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    withoutPeers = peers.whyNot()
    if withoutPeers:
        print(f"peers are left out: {withoutPeers}", file=sys.stderr)
    rounds = options.rounds or (1 if options.quick else 3)
    results = options.results / "quick" if options.quick else options.results
    results.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="tram-bench-", dir=options.work))
    folder.chmod(0o755)  # the peers' unprivileged processes pass through it
    tempfile.tempdir = str(folder)  # the appliances' folders too, so that all sides write to the same disk
    bench = Bench(folder, rounds, options.quick, options.long, withoutPeers)
    failed = []
    try:
        for name in options.rows or rows:
            print(f"==> {name}", file=sys.stderr, flush=True)
            began = time.monotonic()
            try:
                lines = rows[name](bench)
            except (RuntimeError, AssertionError, OSError, TimeoutError) as error:
                failed.append(name)
                print(f"{name} failed: {error}", file=sys.stderr, flush=True)
                continue
            keep(results, name, lines, {} if withoutPeers else peers.versions(),
                 {"rounds": rounds, "quick": options.quick, "long": options.long, "without peers": withoutPeers or "", "build": build.name,
                  "seconds": round(time.monotonic() - began)})
            table = writeTable(results, list(rows))
        if len(failed) < len(options.rows or rows):
            print(table)
            print(f"{results}/results.md, results.json", file=sys.stderr)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
