"""What offices live by: mail in an office's name, lists kept by their owners, handovers on record, what is due by the clock."""
import datetime
import email
import email.policy
import hashlib
import json
import smtplib
import tempfile
import unittest

import record
from appliance import Account, Appliance, eventually
from imap_name import imapName
from letters import letter
from mail_sink import MailSink

basis = ("--decision", "957/QĐ-UBND", "--dated", "22/5/2013")


class Offices(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sink = MailSink()
        today = datetime.datetime.now(datetime.UTC).date()
        days = [(today + datetime.timedelta(days=by)).isoformat() for by in (-1, 0, 1)]
        cls.addClassCleanup(cls.sink.close)
        cls.appliance = Appliance(routes={"elsewhere.example": cls.sink.address},
                                  settings={"office.interval": "1", "quota.head": "3145728", "office.hours": "00:00-24:00",
                                            "office.extra_days": " ".join(days)})
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.domain = cls.appliance.record["domain"]
        cls.clerk = cls.appliance.account("clerk")
        cls.head = cls.appliance.account("head")
        cls.official = cls.appliance.account("official")

    def json(self, *words):
        return json.loads(self.appliance.tram("--json", *words).stdout)

    def officeOf(self, account: Account) -> str:
        agency = self.json("official", "show", account.address)["agency"]
        [found] = [entry for entry in self.json("agency", "list") if entry["name"] == agency]
        return found["address"]

    def taken(self, mark: str):
        return eventually("it went out", lambda: next((each for each in self.sink.letters if mark.encode() in each.content), None))

    def received(self, account: Account, mark: str) -> bytes:
        with self.appliance.imap(account) as mailbox:
            [uid] = eventually("it came", lambda: mailbox.withMark(mark))
            return mailbox.fetch(uid)

    def testAnOfficesMailNamesThePersonToOursAlone(self):
        office = self.officeOf(self.head)
        mark, content = letter(sender=office, to=self.official.address)
        content = b"Tram-Person: somebody else <x@y.example>\r\n" + content
        recipients = [self.official.address, "partner@elsewhere.example"]
        with self.appliance.smtp("submissions") as connection:
            connection.login(self.head.address, self.head.password)
            self.assertEqual(connection.sendmail(office, recipients, content), {})
        message = email.message_from_bytes(self.received(self.official, mark), policy=email.policy.default)
        [person] = message.get_all("Tram-Person")
        name = self.json("official", "show", self.head.address)["name"]
        self.assertEqual(person, f"{name} <{self.head.address}>")
        outside = self.taken(mark)
        self.assertEqual(outside.sender, office)
        self.assertNotIn(b"tram-person", outside.content.lower())
        self.assertNotIn(self.head.address.encode(), outside.content, "the Received field does not tell, either")

        mark, content = letter(sender=self.head.address, to=self.official.address)
        self.appliance.submit(self.head, content, [self.official.address])
        self.assertNotIn(b"Tram-Person", self.received(self.official, mark), "in his own name he is his own")

    def testAListOfOursAndOthers(self):
        address = f"duan06@{self.domain}"
        self.appliance.tram("group", "create", "duan06", "Tổ Đề án 06", "--agency", "Sở Nội vụ", "--owner", self.head.address,
                            "--member", self.official.address, "--member", "partner@elsewhere.example", *basis)
        listed = {entry["address"]: entry for entry in self.json("group", "list")}
        self.assertEqual(listed[address]["members"], 2)
        self.assertIn(f"tatca.vanthu@{self.domain}", listed)
        mark, content = letter(sender=self.clerk.address, to=address)
        self.appliance.submit(self.clerk, content, [address])
        self.received(self.official, mark)
        outside = self.taken(mark)
        self.assertEqual((outside.sender, outside.recipients), (self.head.address, ["partner@elsewhere.example"]))
        with self.assertRaises(smtplib.SMTPRecipientsRefused):
            self.appliance.deliver(letter(to=address)[1], [address])
        self.appliance.tramAs(self.head, "group", "edit", "duan06", "--senders", "anyone", "--remove", "partner@elsewhere.example")
        self.appliance.tramAs(self.official, "group", "edit", "duan06", "--senders", "owners", status=1)
        mark, content = letter(to=address)
        self.appliance.deliver(content, [address])
        self.received(self.official, mark)
        self.assertEqual(self.json("group", "show", "duan06")["members"], [self.official.address])
        self.appliance.tram("group", "dissolve", "duan06", "--reason", "xong")
        with self.assertRaises(smtplib.SMTPRecipientsRefused) as refused:
            self.appliance.deliver(letter(to=address)[1], [address])
        [(code, text)] = refused.exception.recipients.values()
        self.assertEqual((code, text[:5]), (550, b"5.1.6"))

    def testAHandoverLeavesASignedRecord(self):
        self.appliance.tram("agency", "create", "Sở Bàn giao", "--label", "sobangiao", *basis)
        for name, role in (("Lê Thị Giao", "head"), ("Lê Thị Nhận", "official")):
            self.appliance.tram("official", "create", name, "--agency", "Sở Bàn giao", "--role", role)
        self.appliance.deliver(letter()[1], [f"sobangiao@{self.domain}"])
        self.appliance.tram("mailbox", "handover", "sobangiao", "--from", "giaolt", "--to", "nhanlt", *basis)
        [entry] = self.json("mailbox", "handovers", "sobangiao")
        self.assertTrue(entry["sound"])
        signed = self.appliance.tram("mailbox", "handovers", "sobangiao", "--record", str(entry["record"])).stdout
        self.assertIn(f"Người bàn giao | from: Lê Thị Giao <giaolt@{self.domain}>\n", signed)
        self.assertIn("1 messages", signed)
        for content, sound in ((signed, True), (signed.replace("\n", "\r\n"), True), (signed.replace("Giao <", "Khác <"), False), (signed[:200], False)):
            with tempfile.NamedTemporaryFile("w", newline="") as file:
                file.write(content)
                file.flush()
                run = self.appliance.tram("--json", "verify", file.name, check=False)
            self.assertEqual(json.loads(run.stdout)[0]["sound"], sound, run.stdout)
            self.assertEqual(run.returncode, 0 if sound else 1)

    def testAMailboxIsWarnedAndTheQuotaFollowsTheRole(self):
        self.appliance.tram("agency", "create", "Sở Đầy", "--label", "soday", *basis)
        address = self.json("official", "create", "Lê Thị Đầy", "--agency", "Sở Đầy", "--role", "head")["address"]
        self.assertEqual(self.json("mailbox", "show", address)["quota"], 3145728, "the class's")
        account = self.appliance.withPassword(address, role="head")
        self.appliance.deliver(letter(body="x" * 70 + "\r\n" + ("y" * 76 + "\r\n") * 34_000)[1], [address])

        def warnings(level: int):
            with self.appliance.imap(account) as mailbox:
                return mailbox.uids("HEADER", "Subject", f'"is {level} % full"')
        eventually("it was warned", lambda: len(warnings(80)) == 1)
        self.appliance.deliver(letter(body=("y" * 76 + "\r\n") * 6_000)[1], [address])
        eventually("it was warned again", lambda: len(warnings(95)) == 1)
        self.assertEqual(len(warnings(80)), 1, "once a level")
        self.appliance.tram("official", "role", address, "official")
        self.assertEqual(self.json("mailbox", "show", address)["quota"], 1 << 30)

    def testAHeadReviewsHisAgencysUse(self):
        agency = self.json("official", "show", self.head.address)["agency"]
        office = self.officeOf(self.head)

        def review(account: Account) -> dict:
            return json.loads(self.appliance.tramAs(account, "--json", "agency", "use", agency, "--people").stdout)
        before = review(self.head)
        [earlier] = [row for row in before["offices"] if row["address"] == office]
        _, question = letter(sender="dan@elsewhere.example", to=office)
        asked = email.message_from_bytes(question)["Message-ID"]
        self.appliance.deliver(question, [office])
        self.appliance.tram("official", "create", "Lê Thị Lặng", "--agency", agency, "--role", "official")
        with self.appliance.imap(self.head) as mailbox:
            folder = '"' + imapName(f"Hộp thư cơ quan/{office}/INBOX") + '"'
            self.assertEqual(mailbox.session.select(folder, readonly=True)[0], "OK")
        mark, answer = letter(sender=office, to="dan@elsewhere.example")
        with self.appliance.smtp("submissions") as connection:
            connection.login(self.head.address, self.head.password)
            connection.sendmail(office, ["dan@elsewhere.example"], f"In-Reply-To: {asked}\r\n".encode() + answer)
        self.taken(mark)
        after = review(self.head)
        [row] = [each for each in after["offices"] if each["address"] == office]
        self.assertEqual([row[key] - earlier[key] for key in ("received", "sent", "answered")], [1, 1, 1])
        self.assertGreaterEqual(row["checks"], 1)
        people = {each["address"]: each["state"] for each in after["people"]}
        self.assertEqual(people[self.head.address], "active")
        self.assertEqual(people[f"langlt@{self.domain}"], "never")
        own = [each["state"] for each in after["people"] if each["agency"] == after["agencies"][0]["id"]]
        self.assertEqual(after["agencies"][0]["never"], own.count("never"))
        self.assertEqual(review(self.appliance.account("inspector"))["agencies"][0]["name"], agency)
        self.appliance.tramAs(self.official, "agency", "use", agency, status=1)

    def testThePublicDirectoryFollows(self):
        folder = self.appliance.folder / "public"

        def entries() -> dict[str, dict]:
            return {entry["email"]: entry for entry in json.loads((folder / "directory.json").read_text())["entries"]}
        eventually("it is written", (folder / "index.json").exists)
        office = self.officeOf(self.head)
        eventually("the head is in it", lambda: self.head.address in entries())
        self.assertEqual(entries()[office]["kind"], "agency")
        self.assertNotIn(self.official.address, entries(), "by policy the heads alone")
        name = self.json("official", "show", self.head.address)["name"]
        for file in ("directory.html", "directory.vcf", "directory.csv"):
            content = (folder / file).read_text(encoding="utf-8-sig").replace("\r\n ", "")
            self.assertIn(name, content, file)
            self.assertIn(self.head.address, content, file)

        self.appliance.tram("official", "public", self.official.address, "shown")
        self.appliance.tram("official", "public", self.head.address, "hidden")
        eventually("it follows", lambda: self.official.address in entries() and self.head.address not in entries())
        self.appliance.tram("official", "public", self.head.address, "policy")
        eventually("it follows", lambda: self.head.address in entries())

        def index() -> dict:
            return json.loads((folder / "index.json").read_text())

        def settled() -> bool:
            return all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == facts["etag"] for name, facts in index()["files"].items())
        eventually("the index fits the files", settled)
        before = index()
        self.appliance.tram("official", "edit", self.clerk.address, "--title", "Văn thư")
        self.appliance.tram("official", "edit", self.official.address, "--telephone", "0208 385 9999")
        eventually("what the public sees has changed", lambda: index()["changed"] > before["changed"] and settled())
        self.assertEqual(entries()[self.official.address]["telephone"], "0208 385 9999")
        self.assertNotEqual(index()["files"]["directory.vcf"]["etag"], before["files"]["directory.vcf"]["etag"])

    def testReadingForEvidenceTakesTwoPersonsAndIsTold(self):
        operator, officer, reader = (self.appliance.account(role) for role in ("operator", "security-officer", "inspector"))
        owner = self.official
        mark, content = letter(to=owner.address)
        self.appliance.deliver(content, [owner.address])
        until = (datetime.date.today() + datetime.timedelta(days=5)).isoformat()
        order = ("access", "order", owner.address, "--reader", reader.address, "--reason", "xác minh đơn thư", "--until", until,
                 "--decision", "31/QĐ-TTr", "--dated", "22/5/2013")
        self.assertEqual(self.appliance.tram("mailbox", "grant", owner.address, reader.address, "read", check=False).returncode, 1,
                         "nobody gives a right on a person's own mailbox, at the console neither")
        self.assertEqual(self.appliance.tram(*order, check=False).returncode, 1, "the console is nobody")
        self.appliance.tramAs(officer, *order, status=1)
        self.appliance.tramAs(operator, *order)
        self.appliance.tramAs(operator, "access", "approve", owner.address, status=1)
        folder = '"' + imapName(f"Hộp thư cơ quan/{owner.address}/INBOX") + '"'
        with self.appliance.imap(reader) as mailbox:
            self.assertEqual(mailbox.session.select(folder)[0], "NO", "ordered is not approved")
        self.appliance.tramAs(officer, "access", "approve", owner.address)
        [entry] = self.json("access", "list")
        self.assertEqual((entry["reader"], entry["approved_by"]), (reader.address, officer.address))
        with self.appliance.imap(reader) as mailbox:
            self.assertEqual(mailbox.session.select(folder, readonly=True)[0], "OK")
            [uid] = mailbox.withMark(mark)
            self.assertIn(mark.encode(), mailbox.fetch(uid))
            mailbox.session.send(b"t IDLE\r\n")
            self.assertTrue(mailbox.line().startswith(b"+"))
            self.appliance.tramAs(operator, "access", "withdraw", owner.address, "--reason", "đã xác minh xong")
            self.assertTrue(mailbox.line().startswith(b"* BYE"), "at once")
        with self.appliance.imap(owner) as mailbox:
            [uid] = eventually("the owner is told", lambda: mailbox.uids("HEADER", "Subject", '"Your mailbox was read"'))
            told = email.message_from_bytes(mailbox.fetch(uid), policy=email.policy.default)
        text = told.get_content()
        for part in (reader.address, operator.address, officer.address, "31/QĐ-TTr", "xác minh đơn thư"):
            self.assertIn(part, text)
        self.assertEqual(self.json("access", "list"), [])
        history = self.json("mailbox", "show", owner.address)["history"]
        self.assertEqual([line["verb"] for line in history][-4:], ["access_ordered", "access_approved", "access_withdrawn", "access_ended"])


if __name__ == "__main__":
    record.main("system_offices")
