"""Ready-made groups: who may write to them, small ones at once, large ones in steps whatever is killed meanwhile."""
import json
import smtplib
import subprocess
import unittest

import record
from appliance import Appliance, build, eventually
from letters import letter

members = 1200


class Groups(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.appliance = Appliance()
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.domain = cls.appliance.record["domain"]
        cls.official = cls.appliance.account("official")
        cls.clerk = cls.appliance.account("clerk")
        cls.head = cls.appliance.account("head")

    def messages(self) -> dict[str, int]:
        """How many each mailbox has."""
        listed = json.loads(self.appliance.tram("--json", "mailbox", "list").stdout)
        return {entry["address"]: entry["messages"] for entry in listed}

    def testAnOfficeWritesToEverybodyAndAnOfficialDoesNot(self):
        mark, content = letter(sender=self.clerk.address, to=f"tatca@{self.domain}")
        self.appliance.submit(self.clerk, content, [f"tatca@{self.domain}"])
        for account in (self.official, self.head, self.clerk):
            with self.appliance.imap(account) as mailbox:
                self.assertEqual(len(mailbox.withMark(mark)), 1, account.address)
        with self.assertRaises(smtplib.SMTPRecipientsRefused) as refused:
            self.appliance.submit(self.official, letter(sender=self.official.address)[1], [f"tatca@{self.domain}"])
        [(code, text)] = refused.exception.recipients.values()
        self.assertEqual((code, text[:5]), (550, b"5.7.1"))

    def testAStrangerWritesToNoGroup(self):
        for zone in ("smtp.tsl", "smtp.internet"):
            for group in ("tatca", "tatca.vanthu", "tatca.sonoivu"):
                with self.subTest(zone=zone, group=group), self.assertRaises(smtplib.SMTPRecipientsRefused):
                    self.appliance.deliver(letter()[1], [f"{group}@{self.domain}"], endpoint=zone)
        with self.assertRaises(smtplib.SMTPRecipientsRefused) as refused:
            self.appliance.submit(self.official, letter(sender=self.official.address)[1], [f"tatca.khongco@{self.domain}"])
        [(code, text)] = refused.exception.recipients.values()
        self.assertEqual((code, text[:5]), (550, b"5.1.1"))

    def testAllClerksGetIt(self):
        before = self.messages()
        mark, content = letter(sender=self.official.address)
        self.appliance.submit(self.official, content, [f"tatca.vanthu@{self.domain}"])
        after = self.messages()
        grown = {address for address in after if after[address] != before.get(address, 0)}
        agencies = json.loads(self.appliance.tram("--json", "agency", "list").stdout)
        self.assertEqual(grown, {agency["clerk"] for agency in agencies})
        self.assertIn(f"to the group <tatca.vanthu@{self.domain}>", self.appliance.tram("trace", f"tatca.vanthu@{self.domain}").stdout)

    def testALargeGroupGetsItOnceEachThoughProcessesAreKilled(self):
        lines = [{"command": "createAgency", "name": "Tổng cục", "label": "tongcuc", "kind": "other", "decision": "1/QĐ", "dated": "2/3/2026"}]
        lines += [{"command": "createOfficial", "name": "Nguyễn Văn Hùng", "agency": "Tổng cục", "address": f"tc{number}",
                   "decision": "1/QĐ", "dated": "2/3/2026"} for number in range(members)]
        run = subprocess.run([build / "bin" / "tram", "--dir", self.appliance.folder, "batch", "-"], capture_output=True, text=True,
                             input="".join(json.dumps(line) + "\n" for line in lines))
        self.assertEqual(run.returncode, 0, run.stderr[-2000:])
        self.appliance.tram("mailbox", "quota", "tc7", "1")
        full = f"tc7@{self.domain}"
        self.appliance.deliver(letter(to=full)[1], [full])

        mark, content = letter(sender=self.official.address, to=f"tatca.tongcuc@{self.domain}")
        self.appliance.submit(self.official, content, [f"tatca.tongcuc@{self.domain}"])
        for process in ("tram-office", "tram-store", "tram-office"):
            self.appliance.kill(process)

        def reported() -> bool:
            with self.appliance.imap(self.official) as mailbox:
                return len(mailbox.uids("TEXT", full)) == 1
        eventually("the sender was told who had no room", reported)
        counts = self.messages()
        # The full one has its own letter, and maybe the warning that it is full.
        self.assertEqual({counts[f"tc{number}@{self.domain}"] for number in range(members) if number != 7}, {1})
        self.assertLessEqual(counts[full], 2)
        told = self.appliance.tram("trace", f"tatca.tongcuc@{self.domain}").stdout
        self.assertIn("group: done, delivered to 1199 members, 1 without room", told)
        self.assertEqual(self.appliance.tram("store", "check", check=False).returncode, 0)


if __name__ == "__main__":
    record.main("system_groups")
