"""SIGKILL of the store while it changes the Directory: an import, a merger, a handover are there whole, or not at all.

A few rounds by default, 60 with --long. The seed is printed where a round fails; TRAM_SEED repeats the sequence of delays.
"""
import json
import os
import random
import subprocess
import tempfile
import time
import unittest

import record
from appliance import Appliance, build, eventually

long = bool(os.environ.get("TRAM_LONG"))
seed = int(os.environ.get("TRAM_SEED") or random.SystemRandom().getrandbits(32))
rounds = 60 if long else 6
basis = ("--decision", "957/QĐ-UBND", "--dated", "22/5/2013")
imported = 200
merged = 20
letters = "ABCDEGHIKLMNOPQRSTUVXY"


class DirectoryKill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.random = random.Random(seed)
        cls.appliance = Appliance(demonstration=False)
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()

    def json(self, *words):
        return json.loads(self.appliance.tram("--json", *words).stdout)

    def people(self, agency: str) -> int:
        return sum(each["agency"] == agency and each["state"] == "active" for each in self.json("official", "list"))

    def officials(self, agency: str, name: str, count: int) -> str:
        """A spreadsheet of people whose addresses nobody else has; its path."""
        file = tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8")
        self.addCleanup(file.close)
        file.write("Họ và tên,Cơ quan\n" + "".join(f"Trần Văn {name},{agency}\n" for _ in range(count)))
        file.flush()
        return file.name

    def killedDuring(self, *words: str, usual: float) -> None:
        """Carries the command out and kills the store somewhere in the time that it usually takes."""
        command = subprocess.Popen([build / "bin" / "tram", "--dir", self.appliance.folder, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(self.random.random() * usual)
        self.appliance.kill("tram-store")
        command.wait(60)
        eventually("the store serves again", lambda: self.appliance.tram("store", "stat", check=False).returncode == 0)

    def timed(self, *words: str) -> float:
        began = time.monotonic()
        self.appliance.tram(*words)
        return time.monotonic() - began

    def testAnImportIsWholeOrNotAtAll(self):
        self.appliance.tram("agency", "create", "Sở Nhập", "--label", "sonhap", *basis)
        usual = self.timed("import", "--officials", self.officials("Sở Nhập", "An", imported), "--free-suffixes")
        names = "Bình Cường Dũng Giang Hải Khánh Long Minh Nam Oanh Phúc Quân Sơn Tâm Uyên Vinh Xuân Yến".split()
        outcomes = []
        for number in range(rounds):
            # Another initial each time: there are only so many suffixes to an address.
            name = names[number % len(names)] + (" " + names[number // len(names)] if number >= len(names) else "")
            before = self.people("Sở Nhập")
            self.killedDuring("import", "--officials", self.officials("Sở Nhập", name, imported), "--free-suffixes", usual=1.5 * usual)
            added = self.people("Sở Nhập") - before
            self.assertIn(added, (0, imported), f"seed {seed}, round {number}")
            outcomes.append(added)
        self.appliance.checkStore()
        print(f"imports: {outcomes.count(imported)} of {rounds} whole, the others not at all")

    def testAMergerIsWholeOrNotAtAll(self):
        usual = 0.05
        outcomes = []
        for number in range(rounds):
            sources, into = [f"Sở Nguồn {number} {letter}" for letter in ("A", "B")], f"Sở Đích {number}"
            for label, agency in enumerate([*sources, into]):
                self.appliance.tram("agency", "create", agency, "--label", f"gop{number}x{label}", *basis)
            for source in sources:
                self.appliance.tram("import", "--officials", self.officials(source, f"Gộp {letters[number % len(letters)]}", merged), "--free-suffixes")
            self.killedDuring("agency", "merge", *sources, "--into", into, *basis, usual=usual)
            counts = (self.people(sources[0]), self.people(sources[1]), self.people(into))
            self.assertIn(counts, ((merged, merged, 0), (0, 0, 2 * merged)), f"seed {seed}, round {number}")
            outcomes.append(counts[2] > 0)
        self.appliance.checkStore()
        print(f"mergers: {sum(outcomes)} of {rounds} whole, the others not at all")

    def testAHandoverIsWholeOrNotAtAll(self):
        outcomes = []
        for number in range(rounds):
            label = f"bangiao{number}"
            agency = f"Sở Bàn giao {number}"
            self.appliance.tram("agency", "create", agency, "--label", label, *basis)
            suffix = letters[number // len(letters)].lower()
            giver, taker = (self.json("official", "create", f"Lê Thị {word} {letters[number % len(letters)]}", "--agency", agency, "--role", role,
                                      "--suffix", suffix)["address"] for word, role in (("Giao", "head"), ("Nhận", "official")))
            self.killedDuring("mailbox", "handover", label, "--from", giver, "--to", taker, *basis, usual=0.05)
            roles = tuple(self.json("official", "show", each)["role"] for each in (giver, taker))
            held = {grant["official"] for grant in self.json("mailbox", "show", label)["grants"] if "manage" in grant["rights"]}
            records = self.json("mailbox", "handovers", label)
            whole = bool(records)
            self.assertEqual(held, {taker if whole else giver}, f"seed {seed}, round {number}")
            self.assertEqual(roles[1] == "head", whole)
            self.assertTrue(all(each["sound"] for each in records))
            outcomes.append(whole)
        self.appliance.checkStore()
        print(f"handovers: {sum(outcomes)} of {rounds} whole, the others not at all")


if __name__ == "__main__":
    record.main("faults_directory_kill")
