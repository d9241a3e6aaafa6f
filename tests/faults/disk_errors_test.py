"""The disk refuses a write or a flush, or is full: nothing of the batch is answered 250, service goes on or says no."""
import imaplib
import os
import random
import smtplib
import sys
import time
import unittest

import record
from acknowledged import Senders, assertAllThereOnce
from appliance import Appliance, eventually
from letters import letter
from preloaded import Faults, environmentFor, requirePreloading

rounds = 100 if os.environ.get("TRAM_LONG") else 6
seed = int(os.environ.get("TRAM_SEED") or random.SystemRandom().getrandbits(32))


class DiskErrors(unittest.TestCase):
    def setUp(self):
        requirePreloading()
        print(f"seed {seed}", file=sys.stderr, flush=True)
        self.appliance = Appliance()
        self.addCleanup(self.appliance.close)
        self.faults = Faults(self.appliance.folder / "faults")
        self.addCleanup(self.faults.close)
        self.appliance.environment = environmentFor(self.appliance, faults=self.faults.path)
        self.appliance.start()
        self.official = self.appliance.account("official")

    def accepts(self) -> bool:
        try:
            self.appliance.deliver(letter()[1], [self.official.address])
            return True
        except (OSError, smtplib.SMTPException):
            return False

    def testSingleErrorsCostNoAcceptedMessage(self):
        for counter in ("failFlush", "failWrite"):
            with self.subTest(counter):
                chance = random.Random(seed)
                senders = Senders(self.appliance, 4, seed)
                try:
                    for _ in range(rounds):
                        injected = self.faults.get("injected")
                        self.faults.set(counter, chance.randint(1, 40))
                        eventually("the error happened", lambda: self.faults.get("injected") > injected)
                        # A second failure leaves the store read-only until it is started again.
                        self.appliance.kill("tram-store")
                        # By the new one: an error while it starts would be another test.
                        before = senders.count()
                        eventually("mail is taken again", lambda: senders.count() > before + 5)
                finally:
                    self.faults.set(counter, 0)
                    senders.stop()
                assertAllThereOnce(self.appliance, senders.answered)
                self.appliance.checkStore()

    def testOneFailedFlushIsSurvivedWithoutARestart(self):
        pid = self.appliance.pid("tram-store")
        self.faults.set("failFlush", 1)
        self.assertFalse(self.accepts(), "answered 250 although the flush had failed")
        eventually("mail is taken again", self.accepts, 15.0)
        self.assertEqual(self.appliance.pid("tram-store"), pid)
        self.appliance.checkStore()

    def testADiskThatNeverFlushesAgainMakesTheStoreReadOnly(self):
        self.assertTrue(self.accepts())
        with self.appliance.imap(self.official) as mailbox:
            before = len(mailbox.uids())
        self.faults.set("failForGood", 1)
        for _ in range(5):
            self.assertFalse(self.accepts())
        with self.appliance.smtp() as connection:
            connection.mail("someone@elsewhere.example")
            code, _ = connection.rcpt(self.official.address)
            if code == 250:
                code, _ = connection.data(b"Subject: x\r\n\r\n")
            self.assertEqual(code // 100, 4)
        with self.appliance.imap(self.official) as mailbox:
            self.assertEqual(len(mailbox.uids()), before, "reading goes on")
        self.faults.set("failForGood", 0)
        self.appliance.kill("tram-store")
        eventually("mail is taken after a restart", self.accepts, 15.0)

    def testAFullDiskRefusesAndRecovers(self):
        senders = Senders(self.appliance, 4, seed)
        try:
            eventually("mail is taken", lambda: senders.count() > 20)
            self.faults.set("diskFull", 1)
            eventually("it is refused", lambda: senders.refusals[452] > 0 or senders.refusals[451] > 0)
            with self.appliance.imap(self.official) as mailbox:
                self.assertGreater(len(mailbox.uids()), 0, "reading goes on")
                with self.assertRaises((AssertionError, imaplib.IMAP4.error)):
                    mailbox.append(letter()[1])
            stood = senders.count()
            time.sleep(0.3)
            self.assertLessEqual(senders.count(), stood + len(senders.threads), "answered 250 on a full disk")
            self.faults.set("diskFull", 0)
            eventually("mail is taken again", lambda: senders.count() > stood + 20)
        finally:
            self.faults.set("diskFull", 0)
            senders.stop()
        assertAllThereOnce(self.appliance, senders.answered)
        self.appliance.checkStore()


if __name__ == "__main__":
    record.main("faults_disk_errors")
