"""Mail that has to wait: retries, the notice of the delay, the end of patience; the queue's times shortened by settings."""
import contextlib
import time
import unittest

import record
from appliance import Appliance, eventually
from letters import letter
from mail_sink import MailSink
from reports import readReport, reportsAbout


class Delays(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.sink = cls.stack.enter_context(MailSink())
        cls.appliance = cls.stack.enter_context(Appliance(
            routes={"busy.example": cls.sink.address},
            settings={"relay.retry.first": "1", "relay.retry.longest": "1", "relay.delay_notice": "2", "queue.lifetime": "6"}))
        cls.official = cls.appliance.account("official")

    def reportsOf(self, mark):
        return [readReport(content) for content in reportsAbout(self.appliance, self.official, mark)]

    def actions(self, mark):
        return [recipient["action"] for report in self.reportsOf(mark) for recipient in report.recipients]

    def listed(self, address):
        return address in self.appliance.tram("queue", "list").stdout

    def testALetterIsRetriedReportedLateAndThenGivenUp(self):
        self.sink.script = lambda verb, argument: "451 4.3.0 not now" if verb == "RCPT" else None
        began = time.monotonic()
        marks = {}
        for notify in ("", "SUCCESS,FAILURE,DELAY", "FAILURE", "NEVER"):
            mark, content = letter(sender=self.official.address)
            options = (f"NOTIFY={notify}",) if notify else ()
            self.appliance.submit(self.official, content, [f"busy{len(marks)}@busy.example"], mailOptions=("BODY=8BITMIME",), rcptOptions=options)
            marks[notify] = mark
        for notify in ("", "SUCCESS,FAILURE,DELAY"):
            [late] = eventually("the sender is told of the delay", lambda notify=notify: self.reportsOf(marks[notify]))
            [recipient] = late.recipients
            self.assertEqual(recipient["action"], "delayed")
            self.assertEqual(recipient["status"], "4.3.0")
            self.assertIn("not now", recipient["diagnostic-code"])
            self.assertIn("will-retry-until", recipient)
        for number, notify in enumerate(marks):
            eventually("patience ended", lambda number=number: not self.listed(f"busy{number}@busy.example"))
        self.assertGreater(time.monotonic() - began, 5.0)
        self.assertGreaterEqual(len([command for command in self.sink.commands if "busy0@" in command]), 3, "it was not tried again")
        for notify, expected in (("", ["delayed", "failed"]), ("SUCCESS,FAILURE,DELAY", ["delayed", "failed"]), ("FAILURE", ["failed"])):
            eventually(f"all was told to the sender with NOTIFY={notify}",
                       lambda notify=notify, expected=expected: self.actions(marks[notify]) == expected)
        self.assertEqual(self.actions(marks["NEVER"]), [])
        [failed] = [report for report in self.reportsOf(marks[""]) if report.recipients[0]["action"] == "failed"]
        self.assertIn("not now", failed.recipients[0]["diagnostic-code"])
        trace = self.appliance.tram("trace", f"busy0@busy.example").stdout
        self.assertGreaterEqual(trace.count("deferred"), 2)
        self.assertEqual(trace.count("failed"), 1)

    def testWhatSucceedsInTimeIsNotReportedAsLate(self):
        self.sink.script = lambda verb, argument: "451 4.3.0 not now" if verb == "RCPT" else None
        mark, content = letter(sender=self.official.address)
        self.appliance.submit(self.official, content, ["soon@busy.example"], mailOptions=("BODY=8BITMIME",))
        eventually("it was refused once", lambda: any("soon@" in command for command in self.sink.commands))
        self.sink.script = lambda verb, argument: None
        eventually("it arrived by itself", lambda: [taken for taken in self.sink.letters if mark.encode() in taken.content])
        eventually("the queue is rid of it", lambda: not self.listed("soon@busy.example"))
        time.sleep(0.2)
        self.assertEqual(self.actions(mark), [])


if __name__ == "__main__":
    record.main("system_delays")
