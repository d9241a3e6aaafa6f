#!/usr/bin/env python3
"""The operator's command against a store by itself: Directory, passwords, batches, checks, salvage, exit statuses."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import record
from appliance import build, eventually, project

domain = "tinh.example"
withoutLanguage = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}


class Store:
    """tram-store alone in a folder of its own."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="tram-test-"))
        (self.folder / "sockets").mkdir()
        (self.folder / "tram.conf").write_text(f"domain = {domain}\n")
        self.process = None

    def start(self):
        self.log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen([build / "bin" / "tram-store", "--dir", self.folder], stderr=self.log)

        def serves():
            if self.process.poll() is not None:
                raise AssertionError("tram-store ended: " + (self.folder / "log").read_text())
            return self.tram("status").returncode == 0
        eventually("the store serves", serves)

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)
            self.process = None
            self.log.close()

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tram(self, *words, given="", **environment):
        command = [build / "bin" / "tram", "--dir", self.folder, *map(str, words)]
        return subprocess.run(command, input=given, capture_output=True, text=True, env=withoutLanguage | environment)


basis = ("--decision", "957/QĐ-UBND", "--dated", "22/5/2013")


class OperatorsCommand(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.store = Store()
        cls.addClassCleanup(cls.store.close)
        cls.store.start()

    def tram(self, *words, given="", status=0, **environment):
        run = self.store.tram(*words, given=given, **environment)
        self.assertEqual(run.returncode, status, f"{words}: {run.stdout}{run.stderr}")
        return run

    def json(self, *words, **options):
        return json.loads(self.tram("--json", *words, **options).stdout)

    def testDirectoryOneByOne(self):
        self.assertIn("decision", self.tram("agency", "create", "Sở Một", "--label", "somot", status=1).stderr)
        agency = self.json("agency", "create", "Sở Một", "--kind", "department", "--label", "somot", *basis)
        self.assertEqual((agency["address"], agency["clerk"]), (f"somot@{domain}", f"vanthu.somot@{domain}"))
        self.json("agency", "create", "Phòng Một", "--kind", "unit", "--parent", "Sở Một", *basis)
        listed = {entry["name"]: entry for entry in self.json("agency", "list")}
        self.assertEqual(listed["Phòng Một"]["parent"], "Sở Một")
        self.json("mailbox", "create", "--agency", "Sở Một", "--address", "duanmot", *basis)
        official = self.json("official", "create", "Trần Thị Lan", "--agency", agency["id"], "--role", "head", "--quota", "2M")
        self.assertEqual(official["address"], f"lantt@{domain}")
        again = self.tram("official", "create", "Trần Thị Lan", "--agency", "Sở Một", status=1)
        self.assertIn("lantt2", again.stderr)
        self.tram("mailbox", "grant", "duanmot", "lantt", "read,send-as", "--decision", "12/QĐ")
        shown = self.json("mailbox", "show", "duanmot")
        self.assertEqual([(grant["official"], grant["rights"]) for grant in shown["grants"]], [(f"lantt@{domain}", "read,send-as")])
        ofHead = self.json("mailbox", "show", "somot")["grants"]
        self.assertEqual([(grant["official"], grant["rights"]) for grant in ofHead], [(f"lantt@{domain}", "read,answer,send-as,manage")])
        self.assertEqual(self.json("mailbox", "show", "lantt")["quota"], 2 * 1024 * 1024)
        self.tram("mailbox", "grant", "duanmot", "lantt", "none")
        self.assertEqual(self.json("mailbox", "show", "duanmot")["grants"], [])
        self.assertIn("Trần Thị Lan", self.tram("official", "list").stdout)

    def testPasswords(self):
        self.tram("agency", "create", "Sở Hai", "--label", "sohai", *basis)
        self.tram("official", "create", "Lê Văn Bình", "--agency", "Sở Hai")
        first = self.tram("password", "reset", "binhlv").stdout.strip()
        refused = self.tram("password", "app", "binhlv", "--label", "máy tính", status=1)
        self.assertIn("hand-out", refused.stderr)
        self.tram("password", "change", "binhlv", given="wrong\nchimsedaumaingoi9\n", status=1)
        self.tram("password", "change", "binhlv", given=f"{first}\nngan\n", status=1)
        self.tram("password", "change", "binhlv", given=f"{first}\nchim se dau mai ngoi 9\n")
        app = self.json("password", "app", "binhlv", "--label", "máy tính", "--protocol", "imap", "--expires", "2999-12-31")
        self.assertEqual(app["address"], f"binhlv@{domain}")
        self.assertGreaterEqual(len(app["password"]), 16)
        self.tram("password", "reset", f"postmaster@{domain}", status=1)
        self.tram("password", "change", "binhlv", given="", status=2)

    def testBatchFindsWhatItNamesInAnyOrder(self):
        lines = [
            {"command": "createAgency", "name": "Sở Ba", "label": "soba", "kind": "department", "decision": "1/QĐ", "dated": "2/3/2026"},
            {"command": "createOfficial", "name": "Vũ Văn Cường", "agency": "Sở Ba", "role": "head", "address": "cuongvv"},
            {"command": "createMailbox", "kind": "agency", "agency": "Sở Ba", "address": "duanba", "decision": "1/QĐ", "dated": "2/3/2026"},
            {"command": "grant", "mailbox": "duanba", "official": "cuongvv", "rights": "read,answer"},
            {"command": "grant", "mailbox": "vanthu.soba", "official": "cuongvv", "rights": "read"},
            {"command": "grant", "mailbox": "nobody", "official": "cuongvv", "rights": "read"},
            {"command": "createOfficial", "name": "Vũ Văn Cường", "agency": "Không Có", "address": "cuongvv2"},
            {"command": "grant", "mailbox": "soba", "official": "cuongvv2", "rights": "read"},
            {"command": "frobnicate"},
        ]
        given = "\n".join(json.dumps(line) for line in lines) + "\nno json\n"
        run = self.tram("--json", "batch", "-", "--hand-out", given=given, status=1)
        results = {result["line"]: result for result in map(json.loads, run.stdout.splitlines())}
        self.assertEqual(sorted(line for line, result in results.items() if "error" in result), [6, 7, 8, 9, 10])
        self.assertEqual(results[2]["address"], f"cuongvv@{domain}")
        self.assertTrue(results[2]["password"])
        self.assertIn("-:6:", run.stderr)
        good = "\n".join(json.dumps(line) for line in lines[:5])
        self.tram("batch", "-", given=good, status=1)
        self.tram("batch", "-", "--existing-ok", given=good)

    def testProvinceLoadsTwice(self):
        generator = [sys.executable, "-B", project / "tools" / "demo" / "make_province.py"]
        lines = subprocess.run(generator, capture_output=True, text=True, check=True).stdout
        officials = [entry["address"] for entry in map(json.loads, lines.splitlines()) if entry["command"] == "createOfficial"]
        for _ in range(2):
            answers = [json.loads(line) for line in self.tram("load", "-", given=lines).stdout.splitlines()]
            handedOut = {answer["address"]: answer["password"] for answer in answers if "password" in answer}
            self.assertEqual(sorted(handedOut), sorted(f"{official}@{domain}" for official in officials))
        self.tram("password", "change", "hungnv", given=f"{handedOut[f'hungnv@{domain}']}\nchim se dau mai ngoi 1\n")
        self.assertEqual(self.json("store", "check")["findings"], [])

    def testFillCheckStat(self):
        self.tram("fill", "abuse", "--count", "12000", "--size", "700")
        stat = self.json("store", "stat")
        self.assertGreaterEqual(stat["messages"], 12000)
        self.assertEqual(self.json("mailbox", "show", "postmaster")["messages"] % 12000, 0)
        self.assertEqual(self.json("store", "check", "--quick")["findings"], [])
        self.assertEqual(self.json("store", "check", "--offline")["findings"], [])
        self.tram("fill", "abuse", "--count", "1", "--size", "1", status=2)

    def testTimesAndTables(self):
        lines = self.tram("mailbox", "list").stdout.splitlines()
        self.assertEqual(lines[0].split(), ["ID", "ADDRESS", "KIND", "MESSAGES", "OCTETS", "QUOTA"])
        self.assertRegex(self.json("mailbox", "list")[0]["created"], r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+07:00$")

    def testEmptyQueueAndTrace(self):
        self.assertEqual(self.json("queue", "list"), [])
        self.assertEqual(self.json("queue", "retry", "all"), {"changed": 0})
        self.tram("queue", "show", "1", status=1)
        self.tram("queue", "drop", "77", status=1)
        self.tram("queue", "drop", status=2)
        self.tram("trace", "<nothing@elsewhere.example>", status=1)

    def testHelpInBothLanguages(self):
        self.assertIn("operator's command", self.tram("help").stdout)
        self.assertIn("người vận hành", self.tram("help", LANG="vi_VN.UTF-8").stdout)
        self.assertIn("mật khẩu", self.tram("--lang", "vi", "help", "password").stdout)
        self.assertIn("sai mật khẩu", self.tram("--lang=vi", "password", "change", "abuse", given="a\nb\n", status=1).stderr)

    def testWrongUsageIsTwo(self):
        for words in (["frob"], [], ["queue"], ["trace"], ["agency", "list", "--frob"], ["official", "create", "X Y", "--role", "king", "--agency", "1"]):
            with self.subTest(words=words):
                self.tram(*words, status=2)


class AwayAndDamaged(unittest.TestCase):
    def setUp(self):
        self.store = Store()
        self.addCleanup(self.store.close)
        self.store.start()
        self.assertEqual(self.store.tram("fill", "postmaster", "--count", "3000", "--size", "700").returncode, 0)
        self.store.stop()

    def testNoStoreIsThree(self):
        for words in (["status"], ["store", "check"], ["password", "reset", "x"]):
            with self.subTest(words=words):
                run = self.store.tram(*words)
                self.assertEqual(run.returncode, 3, run.stdout + run.stderr)
                self.assertIn("store.sock", run.stderr)
        self.assertEqual(self.store.tram("store", "check", "--offline").returncode, 0)

    def testDamageIsFoundAndMailIsSaved(self):
        data = self.store.folder / "store" / "data.mdb"
        size = data.stat().st_size
        with open(data, "r+b") as file:
            for page in range(40, size // 4096, 97):
                file.seek(page * 4096)
                file.write(os.urandom(4096))
        checked = self.store.tram("--json", "store", "check", "--offline")
        self.assertEqual(checked.returncode, 1, checked.stdout + checked.stderr)
        to = self.store.folder / "saved"
        run = self.store.tram("--json", "store", "salvage", "--to", to)
        self.assertEqual(run.returncode, 1, run.stderr)
        report = json.loads(run.stdout)
        letters = list(to.rglob("*.eml"))
        self.assertEqual(len(letters), report["saved"])
        self.assertGreater(report["saved"], 1000)
        self.assertEqual(report["saved"] + report["unreadable"], 3000)
        for letter in letters:
            self.assertTrue(re.match(rb"From: fill@localhost\r\nSubject: fill \d+\r\n", letter.read_bytes()), letter)
        self.assertEqual(len((to / "unreadable.tsv").read_text().splitlines()) - 1, report["unreadable"])


if __name__ == "__main__":
    record.main("system_operators_command")
