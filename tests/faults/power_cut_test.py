"""The power goes at any moment: the store opens, the check is clean, nothing answered 250 is missing.

A recorder under tram-store logs its writes and flushes while mail comes in. Afterwards, for many moments, images of the
disk are rebuilt with what was safe then and some of what was not (disk_record.py has the model). Two controls must fail
the same test: a store whose flushes count for nothing, as with MDB_NOSYNC, and one with every third flush dropped.
200 cuts by default, 2,000 with --long.
"""
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest
from bisect import bisect_left
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import record
from acknowledged import Answered, Senders
from appliance import Appliance, build, eventually
from disk_record import Disk, Entry, readRecord
from preloaded import environmentFor, requirePreloading

cuts = 2_000 if os.environ.get("TRAM_LONG") else 200
controlCuts = 60
messages = 800 if os.environ.get("TRAM_LONG") else 400
seed = int(os.environ.get("TRAM_SEED") or random.SystemRandom().getrandbits(32))
jobs = os.cpu_count() or 2


class PowerCut(unittest.TestCase):
    def setUp(self):
        requirePreloading()
        folder = tempfile.TemporaryDirectory(prefix="tram-power-")
        self.addCleanup(folder.cleanup)
        self.scratch = Path(folder.name)
        print(f"seed {seed}", file=sys.stderr, flush=True)

    def recordLoad(self, flushes: str) -> tuple[Path, Disk, list[Entry], dict[str, Answered]]:
        """The store's folder, the disk before the load, what was written during it, what was answered when."""
        with Appliance() as appliance:
            appliance.stop()
            disk = Disk.of(appliance.folder / "store")
            log = self.scratch / "log"
            appliance.environment = environmentFor(appliance, log=log, flushes=flushes)
            appliance.start()
            senders = Senders(appliance, 4, seed)
            try:
                eventually("enough mail was taken", lambda: senders.count() >= messages, 120.0)
            finally:
                senders.stop()
            appliance.stop()
            return appliance.folder / "store", disk, readRecord(log), senders.answered

    def images(self, disk: Disk, entries: list[Entry], count: int, chance: random.Random):
        """(time of the cut, files), at `count` moments spread over the record."""
        moments = sorted(chance.randrange(len(entries)) for _ in range(count))
        done = 0
        for moment in moments:
            for entry in entries[done:moment]:
                disk.take(entry)
            done = max(done, moment)
            yield entries[moment].time, disk.afterPowerCut(chance)

    def examine(self, number: int, folder: Path, cut: int, image: dict[str, bytearray], answered: dict[str, Answered]) -> str | None:
        """What is wrong with the image; None where nothing is."""
        place = self.scratch / f"image-{number}"
        try:
            for file, content in image.items():
                target = place / "store" / Path(file).relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            tram = [build / "bin" / "tram", "--dir", place]
            check = subprocess.run([*tram, "store", "check", "--offline"], capture_output=True, text=True)
            if check.returncode != 0:
                return f"check: status {check.returncode}: {(check.stdout + check.stderr)[-300:]}"
            salvage = subprocess.run([*tram, "store", "salvage", "--to", place / "out"], capture_output=True, text=True)
            if salvage.returncode != 0:
                return f"salvage: status {salvage.returncode}: {(salvage.stdout + salvage.stderr)[-300:]}"
            there = b"\n".join(path.read_bytes() for path in (place / "out").rglob("*") if path.is_file())
            missing = [mark for mark, entry in answered.items() if entry.at < cut and mark.encode() not in there]
            if missing:
                return f"{len(missing)} of {sum(entry.at < cut for entry in answered.values())} answered before the cut are missing"
            return None
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def cutOften(self, flushes: str, count: int) -> list[str]:
        folder, disk, entries, answered = self.recordLoad(flushes)
        self.assertGreater(len(entries), 200)
        times = sorted(entry.at for entry in answered.values())
        self.assertGreater(bisect_left(times, entries[-1].time), len(times) // 2, "the record does not cover the load")
        found = []
        with ThreadPoolExecutor(jobs) as pool:
            waiting = []
            for number, (cut, image) in enumerate(self.images(disk, entries, count, random.Random(seed))):
                waiting.append(pool.submit(self.examine, number, folder, cut, image, answered))
                if len(waiting) > 2 * jobs:  # images are held in memory
                    found.append(waiting.pop(0).result())
            found += [future.result() for future in waiting]
        self.assertEqual(len(found), count)
        wrong = [finding for finding in found if finding]
        print(f"{flushes} flushes: {count} cuts in {len(entries)} writes and flushes, {len(answered)} messages, {len(wrong)} wrong",
              file=sys.stderr, flush=True)
        return wrong

    def testNothingIsLost(self):
        self.assertEqual(self.cutOften("all", cuts), [])

    def testTheControlWithoutFlushesFails(self):
        self.assertNotEqual(self.cutOften("none", controlCuts), [])

    def testTheControlWithEveryThirdFlushDroppedFails(self):
        self.assertNotEqual(self.cutOften("third", controlCuts), [])


if __name__ == "__main__":
    record.main("faults_power_cut")
