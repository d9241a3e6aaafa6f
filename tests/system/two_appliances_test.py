"""Two provinces exchange mail over routes: delivery, notifications of each kind, refusals, an outage of the other side."""
import contextlib
import email
import socket
import unittest

import record
from appliance import Appliance, eventually
from letters import isSentAs, letter
from reports import readReport, reportsAbout

north, south = "north.example", "south.example"


class TwoAppliances(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        # Each needs the other's address before it starts, so the southern one comes first without its route and again with it.
        cls.south = Appliance(domain=south)
        cls.stack.callback(cls.south.close)
        cls.south.start()
        host, port = cls.south.endpoint("smtp.tsl")
        cls.north = cls.stack.enter_context(Appliance(domain=north, routes={south: f"{host}:{port}"}))
        cls.south.stop()
        host, port = cls.north.endpoint("smtp.tsl")
        cls.south.routes[north] = f"{host}:{port}"
        cls.south.start()
        cls.northern = cls.north.account("official")
        cls.southern = cls.south.account("official")

    def send(self, to, mailOptions=("BODY=8BITMIME",), rcptOptions=()):
        mark, content = letter(sender=self.northern.address, to=to[0])
        self.north.submit(self.northern, content, to, mailOptions=tuple(mailOptions), rcptOptions=tuple(rcptOptions))
        return mark, content

    def reportsOn(self, mark):
        """The notifications in the sender's INBOX that are about this message."""
        return reportsAbout(self.north, self.northern, mark)

    def awaitReport(self, mark):
        [content] = eventually("the sender is told", lambda: self.reportsOn(mark))
        return content, readReport(content)

    def testMailGoesBothWays(self):
        for here, sender, there, reader in ((self.north, self.northern, self.south, self.southern),
                                            (self.south, self.southern, self.north, self.northern)):
            with self.subTest(sender=sender.address):
                mark, content = letter(sender=sender.address, to=reader.address)
                here.submit(sender, content, [reader.address], mailOptions=("BODY=8BITMIME",))
                with there.imap(reader) as mailbox:
                    [uid] = eventually("the message arrived", lambda: mailbox.withMark(mark))
                    stored = mailbox.fetch(uid)
                self.assertTrue(isSentAs(content, stored), stored)
                self.assertEqual(email.message_from_bytes(stored).get_all("Return-Path"), [f"<{sender.address}>"])
                self.assertGreaterEqual(len(email.message_from_bytes(stored).get_all("Received")), 2)

    def testSuccessIsReportedOnRequest(self):
        mark, _ = self.send([self.southern.address], ("BODY=8BITMIME", "RET=HDRS", "ENVID=request+2B1"),
                            ("NOTIFY=SUCCESS,FAILURE", f"ORCPT=rfc822;{self.southern.address}"))
        content, report = self.awaitReport(mark)
        self.assertEqual(report.perMessage.get("original-envelope-id"), "request+1")
        [recipient] = report.recipients
        self.assertEqual(recipient["action"], "delivered")
        self.assertTrue(recipient["status"].startswith("2."))
        self.assertEqual(recipient["final-recipient"].replace(" ", ""), f"rfc822;{self.southern.address}")
        self.assertEqual(recipient["original-recipient"].replace(" ", ""), f"rfc822;{self.southern.address}")
        self.assertFalse(report.returnedWhole)
        self.assertEqual(report.returned["X-Mark"], mark)

    def testFailureIsReportedWithTheOthersWords(self):
        unknown = f"khong.co@{south}"
        mark, original = self.send([unknown])
        content, report = self.awaitReport(mark)
        [recipient] = report.recipients
        self.assertEqual(recipient["action"], "failed")
        self.assertEqual(recipient["status"], "5.1.1")
        self.assertEqual(recipient["final-recipient"].replace(" ", ""), f"rfc822;{unknown}")
        self.assertRegex(recipient["diagnostic-code"], r"(?s)smtp; ?550.5\.1\.1")
        self.assertEqual(report.message["Return-Path"], "<>")
        self.assertEqual(report.message["To"].addresses[0].addr_spec, self.northern.address)
        self.assertIn(report.message["Auto-Submitted"], ("auto-replied", "auto-generated"))
        text = next(report.message.iter_parts())
        words = text.get_content() if not text.is_multipart() else "".join(part.get_content() for part in text.walk() if part.get_content_maintype() == "text")
        self.assertRegex(words, r"(?i)(could not|not (be )?delivered)")
        self.assertRegex(words, r"(?i)không")
        self.assertEqual(report.returned["X-Mark"], mark)

    def testReturnedWholeWhenAsked(self):
        unknown = f"khong.co@{south}"
        mark, original = self.send([unknown], ("BODY=8BITMIME", "RET=FULL"))
        content, report = self.awaitReport(mark)
        self.assertTrue(report.returnedWhole)
        self.assertIn("Kính gửi.".encode(), report.returned.get_payload(decode=True))

    def testNeverMeansNever(self):
        unknown = f"khong.co@{south}"
        quiet, _ = self.send([unknown], rcptOptions=("NOTIFY=NEVER",))
        loud, _ = self.send([unknown])
        self.awaitReport(loud)
        eventually("the queue is empty", lambda: south not in self.north.tram("queue", "list").stdout)
        self.assertEqual(self.reportsOn(quiet), [])

    def testEachRecipientHasItsOwnFate(self):
        unknown = f"khong.co@{south}"
        mark, _ = self.send([self.southern.address, unknown])
        with self.south.imap(self.southern) as mailbox:
            self.assertEqual(len(eventually("the message arrived", lambda: mailbox.withMark(mark))), 1)
        _, report = self.awaitReport(mark)
        self.assertEqual([recipient["action"] for recipient in report.recipients], ["failed"])

    def testABounceOfABounceEndsThere(self):
        """A message from the null reverse-path to an unknown recipient makes no report."""
        self.north.deliver(letter()[1], [self.northern.address], sender="")
        self.assertEqual(self.north.tram("queue", "list").stdout.count("<>"), 0)

    def testMailWaitsWhileTheOtherSideIsAway(self):
        endpoint = self.south.endpoint("smtp.tsl")
        self.south.stop()
        try:
            mark, content = self.send([self.southern.address])
            eventually("the attempt was noted", lambda: south in self.north.tram("queue", "list").stdout)
            with self.assertRaises(OSError):
                socket.create_connection(endpoint, 1).close()
        finally:
            self.south.start()
        self.assertEqual(self.south.endpoint("smtp.tsl"), endpoint)
        self.north.tram("queue", "retry", "all")
        with self.south.imap(self.southern) as mailbox:
            [uid] = eventually("the message arrived after all", lambda: mailbox.withMark(mark))
            self.assertTrue(isSentAs(content, mailbox.fetch(uid)))
        self.assertEqual(self.reportsOn(mark), [])

    def testTheTraceTellsTheWholeStory(self):
        mark, _ = self.send([self.southern.address])
        with self.south.imap(self.southern) as mailbox:
            eventually("the message arrived", lambda: mailbox.withMark(mark))
        messageId = f"<{mark}@elsewhere.example>"
        steps = eventually("the trace has the relaying", lambda: self.steps(messageId))
        self.assertIn(self.southern.address, steps)
        self.assertIn("250", steps)

    def steps(self, messageId):
        output = self.north.tram("trace", messageId, check=False).stdout
        return output if "250" in output else None


if __name__ == "__main__":
    record.main("system_two_appliances")
