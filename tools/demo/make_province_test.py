#!/usr/bin/env python3
"""The demonstration province holds together whatever the seed and the size."""

import collections
import datetime
import json
import pathlib
import re
import subprocess
import sys
import unicodedata
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import make_province  # noqa: E402
import names  # noqa: E402

KINDS = {"province", "office", "department", "district", "commune", "unit", "other"}
DUTIES = {"operator", "security-officer", "directory-administrator", "agency-administrator", "inspector", "auditor"}
RIGHTS = {"read", "answer", "send-as", "manage"}


def province(*options):
    made = subprocess.run([sys.executable, HERE / "make_province.py", *options], check=True, capture_output=True)
    return [json.loads(line) for line in made.stdout.decode("utf-8").splitlines()]


class Province(unittest.TestCase):
    def check(self, commands):
        agencies, mailboxes, officials = {}, {}, {}
        duties = set()
        for command in commands:
            kind = command["command"]
            if kind == "createAgency":
                self.assertIn(command["kind"], KINDS)
                self.assertTrue(command["parent"] is None or command["parent"] in agencies, command)
                self.assertNotIn(command["name"], agencies)
                self.assertTrue(command["decision"])
                datetime.date.fromisoformat(command["dated"])
                agencies[command["name"]] = command
                label = names.agencyLabel(command["name"], command["label"])
                for address in (label, f"vanthu.{label}"):
                    self.assertNotIn(address, mailboxes)
                    mailboxes[address] = command["name"]
            elif kind == "createOfficial":
                self.assertIn(command["agency"], agencies)
                self.assertEqual(command["name"], unicodedata.normalize("NFC", command["name"]))
                rule = names.personalLocalPart(command["name"], command.get("given"))
                self.assertRegex(command["address"], f"^{re.escape(rule)}[a-z2-9]{{0,2}}$")
                self.assertNotIn(command["address"], mailboxes)
                self.assertNotIn(command["address"], officials)
                officials[command["address"]] = command
            elif kind == "grant":
                official = officials[command["official"]]
                # The service's own mailbox is the Centre's operators'.
                owner = make_province.CENTRE if command["mailbox"] == "hotro" else mailboxes[command["mailbox"]]
                self.assertEqual(owner, official["agency"])
                self.assertLessEqual(set(command["rights"].split(",")), RIGHTS)
            elif kind == "giveDuties":
                self.assertIn(command["official"], officials)
                duties.add(command["duties"])
            else:
                self.fail(f"no such command: {kind}")
        roles = collections.Counter((o["role"], o["agency"]) for o in officials.values())
        for name in agencies:
            self.assertEqual(roles["head", name], 1, name)
            self.assertGreaterEqual(roles["clerk", name], 1, name)
        self.assertEqual(len(mailboxes), 2 * len(agencies))
        self.assertEqual(duties, DUTIES)
        return agencies, officials

    def testHoldsTogether(self):
        agencies, officials = self.check(province())
        self.assertGreaterEqual(len(agencies), 45)
        self.assertTrue(280 <= len(officials) <= 340, len(officials))
        self.assertEqual(officials["hungnv"]["agency"], "Sở Nội vụ")
        self.assertEqual(officials["hungnv2"]["name"], "Nguyễn Văn Hùng")
        self.assertEqual(officials["nhungdth"]["role"], "clerk")

    def testOtherSeedsAndSizes(self):
        for options in (["--seed", "1"], ["--seed", "2", "--officials", "40"], ["--officials", "20000"]):
            _, officials = self.check(province(*options))
            self.assertEqual(officials["hungnv"]["agency"], "Sở Nội vụ")

    def testSameSeedSameProvince(self):
        self.assertEqual(province("--seed", "5"), province("--seed", "5"))
        self.assertNotEqual(province("--seed", "5"), province("--seed", "6"))

    def testNamingRules(self):
        self.assertEqual(names.personalLocalPart("Nguyễn Văn Hùng"), "hungnv")
        self.assertEqual(names.personalLocalPart(unicodedata.normalize("NFD", "Đỗ Đức Đạt")), "datdd")
        self.assertEqual(names.personalLocalPart("H'Hen Niê", 0), "hhenn")
        self.assertEqual(names.agencyLabel("Sở Văn hóa, Thể thao và Du lịch", ""), "svhttvdl")
        self.assertEqual(names.agencyLabel("Sở Nội vụ", "sonoivu"), "sonoivu")


if __name__ == "__main__":
    unittest.main()
