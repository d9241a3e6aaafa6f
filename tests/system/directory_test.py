"""The Directory by the operator's command while mail flows: addresses that were given up, roles, two persons."""
import json
import smtplib
import unittest

import record
from appliance import Appliance, eventually
from letters import letter

basis = ("--decision", "957/QĐ-UBND", "--dated", "22/5/2013")


class Directory(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.appliance = Appliance(settings={"directory.mailbox_kept_days": "0", "directory.old_address_days": "0"})
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.domain = cls.appliance.record["domain"]
        cls.official = cls.appliance.account("official")

    def json(self, *words):
        return json.loads(self.appliance.tram("--json", *words).stdout)

    def refusal(self, recipient):
        """At RCPT; a mailbox that was closed this moment is 451 at the message's end, and the sender comes again."""
        def refused():
            try:
                self.appliance.deliver(letter()[1], [recipient])
            except smtplib.SMTPRecipientsRefused as error:
                return error.recipients[recipient]
            except smtplib.SMTPDataError as error:
                self.assertEqual((error.smtp_code, error.smtp_error[:5]), (451, b"4.2.1"))
                return None
            self.fail(f"{recipient} was taken")
        code, text = eventually(f"{recipient} was refused", refused)
        return code, text.decode()

    def testNamesMakeAddresses(self):
        self.assertEqual(self.appliance.tram("name", "Nguyễn Văn Hùng").stdout.splitlines()[0], f"hungnv@{self.domain}")
        self.assertGreater(len(self.appliance.tram("name", "Nguyễn Văn Hùng").stdout.splitlines()), 1, "it is taken")
        self.assertEqual(self.appliance.tram("name", "Âu Cơ Lạc").stdout, f"lacac@{self.domain}\n", "it is free")
        first, *free = self.appliance.tram("name", "--agency", "Sở Nội vụ", "--label", "sonoivu").stdout.splitlines()
        self.assertEqual(first, f"sonoivu@{self.domain}")
        self.assertTrue(free)
        self.assertEqual(self.appliance.tram("name", "--agency", "Sở Nội vụ").stdout, f"snv@{self.domain}\n")
        self.assertEqual(self.appliance.tram("name", "Nguyễn Văn Hùng 2", check=False).returncode, 1)

    def testARenamedAgencysOldAddressNamesTheNewOne(self):
        self.appliance.tram("agency", "create", "Sở Thử", "--label", "sothu", *basis)
        self.appliance.tram("agency", "rename", "Sở Thử", "Sở Thử nghiệm", "--label", "sothunghiem", *basis)
        code, text = self.refusal(f"sothu@{self.domain}")
        self.assertEqual((code, text[:5]), (551, "5.1.6"))
        self.assertIn(f"<sothunghiem@{self.domain}>", text)
        self.appliance.deliver(letter()[1], [f"sothunghiem@{self.domain}"])
        shown = self.json("agency", "show", "Sở Thử nghiệm")
        self.assertEqual([entry["verb"] for entry in shown["history"]], ["agency_founded", "agency_renamed"])
        self.assertEqual(shown["history"][0]["basis"], "957/QĐ-UBND, 22/5/2013")

    def testRolesReachAsFarAsTheyDo(self):
        operator, inspector = self.appliance.account("operator"), self.appliance.account("inspector")
        administrator = self.appliance.account("directory-administrator")
        create = ("agency", "create", "Sở Vai trò", "--label", "sovaitro", *basis)
        for account in (self.official, inspector):
            self.assertIn("manage-agencies", self.appliance.tramAs(account, *create, status=1).stderr)
        self.appliance.tramAs(administrator, *create)
        made = self.json("agency", "show", "Sở Vai trò")["history"][0]
        self.assertEqual(made["actor"], administrator.address)
        self.appliance.tramAs(administrator, "password", "reset", self.official.address, status=1)
        self.appliance.tramAs(operator, "official", "duties", self.official.address, "operator", status=1)
        self.appliance.deliver(letter()[1], [self.official.address])
        self.appliance.tramAs(self.appliance.account("auditor"), "trace", self.official.address)
        self.appliance.tramAs(inspector, "trace", self.official.address, status=1)
        wrong = type(operator)(operator.role, operator.address, "sai mật khẩu rồi")
        self.appliance.tramAs(wrong, "status", status=1)

    def testARemovalTakesTwoPersons(self):
        operator = self.appliance.account("operator")
        administrator = self.appliance.account("directory-administrator")
        self.appliance.tram("official", "create", "Âu Văn Rời", "--agency", "Sở Nội vụ")
        address = f"roiav@{self.domain}"
        self.appliance.deliver(letter(to=address)[1], [address])
        self.appliance.tramAs(operator, "official", "leave", "roiav", "--reason", "nghỉ hưu")
        code, text = self.refusal(address)
        self.assertEqual((code, text[:5]), (550, "5.1.6"))
        self.assertIn(f"<sonoivu@{self.domain}>", text)
        self.assertEqual(self.json("official", "show", "roiav")["state"], "left")
        self.appliance.tramAs(operator, "mailbox", "remove", "roiav", "--reason", "hết thời hạn")
        self.appliance.tramAs(operator, "mailbox", "remove", "roiav", "--approve", status=1)
        self.appliance.tram("mailbox", "remove", "roiav", "--approve", check=False)
        self.assertEqual(self.json("official", "show", "roiav")["state"], "left")
        self.appliance.tramAs(administrator, "mailbox", "remove", "roiav", "--approve")
        listed = {entry["address"] for entry in self.json("mailbox", "list")}
        self.assertNotIn(address, listed)
        self.assertEqual(self.refusal(address)[0], 550)
        self.assertEqual(self.appliance.tram("store", "check", check=False).returncode, 0)


if __name__ == "__main__":
    record.main("system_directory")
