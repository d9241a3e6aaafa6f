"""A year of a province in one run, each event by the command a person would use, with mail flowing meanwhile.

Founded, hired, moved, seconded, two departments merged, a head's handover, a department renamed, people retired and one
come back. Every letter that was accepted lies where the Directory sent it; every old address is answered as the rule
says; the histories tell the story.
"""
import imaplib
import json
import smtplib
import threading
import time
import unittest

import record
from appliance import Account, Appliance, eventually
from imap_name import imapName
from letters import letter


class Flow:
    """Mail to every address that is given, one letter after the other, until it is stopped."""

    def __init__(self, appliance: Appliance):
        self.appliance = appliance
        self.addresses: list[str] = []
        self.accepted: list[tuple[str, str]] = []  # mark, recipient
        self.refused: dict[str, tuple[int, str]] = {}
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self) -> None:
        number = 0
        while not self.stopped.is_set():
            if not self.addresses:
                time.sleep(0.01)
                continue
            recipient = self.addresses[number % len(self.addresses)]
            number += 1
            mark, content = letter(to=recipient)
            try:
                self.appliance.deliver(content, [recipient], endpoint=("smtp.tsl", "smtp.internet")[number % 2])
                self.accepted.append((mark, recipient))
            except smtplib.SMTPRecipientsRefused as error:
                code, text = error.recipients[recipient]
                self.refused[recipient] = (code, text.decode())
            except smtplib.SMTPDataError:
                pass  # closed this moment: its sender comes again
            time.sleep(0.005)

    def stop(self) -> None:
        self.stopped.set()
        self.thread.join()


class Year(unittest.TestCase):
    def setUp(self):
        self.appliance = Appliance(demonstration=False)
        self.addCleanup(self.appliance.close)
        self.appliance.start()
        self.domain = self.appliance.record["domain"]
        self.day = 0
        self.people: list[str] = []

    def tram(self, *words: str):
        return self.appliance.tram(*words)

    def json(self, *words: str):
        return json.loads(self.tram("--json", *words).stdout)

    def basis(self) -> tuple[str, ...]:
        """Each decision has a number and a day of its own."""
        self.day += 1
        return ("--decision", f"{self.day}/QĐ-UBND", "--dated", f"{self.day % 28 + 1}/{self.day // 28 % 12 + 1}/2025")

    def found(self, name: str, label: str, *more: str) -> None:
        self.tram("agency", "create", name, "--label", label, *more, *self.basis())

    def hire(self, name: str, agency: str, role: str = "official") -> Account:
        address = self.json("official", "create", name, "--agency", agency, "--role", role)["address"]
        self.people.append(address)
        return self.appliance.withPassword(address)

    def verbs(self, *words: str) -> list[str]:
        return [line["verb"] for line in self.json(*words)["history"]]

    def marksOf(self, account: Account) -> dict[str, set[str]]:
        """All that the account may read: marks by mailbox, "" his own."""
        found: dict[str, set[str]] = {}
        with self.appliance.imap(account, None) as mailbox:
            prefix = imapName("Hộp thư cơ quan/")
            for line in mailbox.ok(mailbox.session.list()):
                name = line.decode().rsplit(' "/" ', 1)[1].strip('"')
                if not name.endswith("INBOX"):
                    continue
                shared = name[len(prefix):].partition("/")[0] if name.startswith(prefix) else ""
                if mailbox.session.select(f'"{name}"', readonly=True)[0] != "OK":
                    continue
                answer = mailbox.ok(mailbox.session.uid("FETCH", "1:*", "(BODY.PEEK[HEADER.FIELDS (X-MARK)])")) if mailbox.uids() else []
                found[shared] = {part[1].decode().partition(":")[2].strip() for part in answer if isinstance(part, tuple)}
        return found

    def testAYear(self):
        at = f"@{self.domain}"
        self.found("Ủy ban nhân dân tỉnh", "ubnd", "--kind", "province")
        for name, label in (("Sở Kế hoạch", "sokehoach"), ("Sở Tài chính", "sotaichinh"), ("Sở Công nghệ", "socongnghe")):
            self.found(name, label, "--parent", "Ủy ban nhân dân tỉnh", "--kind", "department")
        self.found("Phòng Ngân sách", "phongngansach", "--parent", "Sở Kế hoạch", "--kind", "unit")
        head = {name: self.hire(person, name, "head") for name, person in
                (("Sở Kế hoạch", "Trần Thị Kế"), ("Sở Tài chính", "Lê Văn Chính"), ("Sở Công nghệ", "Đỗ Thị Nghệ"))}
        deputy = self.hire("Phạm Văn Phó", "Sở Tài chính")
        mover = self.hire("Vũ Thị Chuyển", "Sở Kế hoạch")
        retired = self.hire("Ngô Văn Hưu", "Sở Kế hoạch")
        leaver = self.hire("Bùi Thị Đi", "Sở Công nghệ")
        clerk = self.hire("Hoàng Thị Thư", "Sở Tài chính", "clerk")
        budget = self.hire("Đinh Văn Sách", "Phòng Ngân sách")

        flow = Flow(self.appliance)
        self.addCleanup(flow.stop)
        offices = [label + at for label in ("ubnd", "sokehoach", "sotaichinh", "socongnghe", "phongngansach")]
        flow.addresses = [*self.people, *offices, *(f"vanthu.{office}" for office in offices)]

        def flowing(count: int = 60) -> None:
            """The year goes on while letters come."""
            before = len(flow.accepted)
            eventually("mail flows", lambda: len(flow.accepted) >= before + count)

        flowing()
        self.tram("official", "move", mover.address, "--to", "Sở Công nghệ", *self.basis())
        self.tram("official", "second", budget.address, "--to", "Sở Công nghệ", "--until", "2099-12-31", *self.basis())
        flowing()
        self.tram("official", "leave", retired.address, "--reason", "nghỉ hưu", *self.basis())
        self.tram("official", "leave", leaver.address, "--reason", "chuyển công tác", *self.basis())
        flowing()
        for gone, office in ((retired, "sokehoach"), (leaver, "socongnghe")):
            code, text = eventually("the old address is answered", lambda: flow.refused.get(gone.address))
            self.assertEqual((code, text[:5]), (550, "5.1.6"))
            self.assertIn(f"<{office}{at}>", text, "his office")
        self.tram("agency", "merge", "Sở Kế hoạch", "--into", "Sở Tài chính", *self.basis())
        flowing()
        self.tram("mailbox", "handover", "sotaichinh", "--from", head["Sở Tài chính"].address, "--to", deputy.address, *self.basis())
        flowing()
        self.tram("agency", "rename", "Sở Công nghệ", "Sở Khoa học và Công nghệ", "--label", "sokhcn", *self.basis())
        flow.addresses.append(f"sokhcn{at}")
        self.tram("official", "reinstate", leaver.address, *self.basis())
        returned = self.appliance.withPassword(leaver.address)
        flowing(120)
        flow.stop()

        self.assertNotIn(f"sokehoach{at}", flow.refused, "a merged agency's address delivers to its successor")
        self.assertNotIn(f"socongnghe{at}", flow.refused, "and so does a renamed one's")
        self.assertEqual(set(flow.refused), {retired.address, leaver.address})

        readers = [*head.values(), deputy, mover, clerk, budget, returned]
        seen = {account.address: self.marksOf(account) for account in readers}
        everything = set().union(*(marks for boxes in seen.values() for marks in boxes.values()))
        ofPeople = [(mark, to) for mark, to in flow.accepted if to in seen]
        self.assertEqual([to for mark, to in ofPeople if mark not in seen[to][""]], [])
        ofOffices = [(mark, to) for mark, to in flow.accepted if to.removeprefix("vanthu.") in
                     {f"sotaichinh{at}", f"sokehoach{at}", f"socongnghe{at}", f"sokhcn{at}"} and not to.startswith("vanthu.")]
        self.assertEqual([to for mark, to in ofOffices if mark not in everything], [], "its office can read it")
        self.assertGreater(len(ofPeople), 50)
        self.assertGreater(len(ofOffices), 50)
        listed = {entry["address"]: entry["messages"] for entry in self.json("mailbox", "list")}
        self.assertEqual(sum(listed.values()), len(flow.accepted), "each once, none lost")

        self.assertNotIn(f"sotaichinh{at}", seen[head["Sở Tài chính"].address], "what was handed over is his no more")
        self.assertIn(f"sotaichinh{at}", seen[deputy.address])
        self.assertEqual(self.json("official", "show", deputy.address)["role"], "head")
        with self.assertRaises(imaplib.IMAP4.error):
            self.appliance.imap(retired)

        self.assertEqual(self.verbs("official", "show", mover.address), ["official_hired", "official_moved"])
        self.assertEqual(self.verbs("official", "show", leaver.address), ["official_hired", "official_left", "official_reinstated"])
        self.assertEqual(self.verbs("official", "show", budget.address)[:2], ["official_hired", "official_seconded"])
        self.assertIn("handed_over", self.verbs("official", "show", deputy.address))
        self.assertEqual(self.verbs("agency", "show", "Sở Khoa học và Công nghệ")[0], "agency_founded")
        self.assertIn("agency_renamed", self.verbs("agency", "show", "Sở Khoa học và Công nghệ"))
        self.assertIn("agency_merged", self.verbs("agency", "show", "Sở Tài chính"))
        [handover] = self.json("mailbox", "handovers", "sotaichinh")
        self.assertTrue(handover["sound"])
        self.appliance.checkStore()


if __name__ == "__main__":
    record.main("system_year")
