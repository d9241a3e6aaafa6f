"""A process that runs out of file descriptors or of memory loses nothing, and serves everyone again afterwards."""
import contextlib
import imaplib
import os
import random
import re
import resource
import smtplib
import socket
import sys
import threading
import unittest
from collections import Counter
from pathlib import Path

import record
from acknowledged import Senders, assertAllThereOnce
from appliance import Appliance, eventually
from letters import letter


seed = int(os.environ.get("TRAM_SEED") or random.SystemRandom().getrandbits(32))
# What a process may allocate beyond what it has at rest: a large message, or a password check, is more.
headroom = 1024 * 1024


class Descriptors(unittest.TestCase):
    def testExhaustionCostsOnlyNewConnections(self):
        with Appliance() as appliance, contextlib.ExitStack() as stack:
            official = appliance.account("official")
            mailbox = stack.enter_context(appliance.imap(official))
            smtp = stack.enter_context(appliance.smtp())
            pids = appliance.readRecord()["pids"]
            before = {}
            for process in ("tram-smtp", "tram-access"):
                used = len(os.listdir(f"/proc/{pids[process]}/fd"))
                before[process] = resource.prlimit(pids[process], resource.RLIMIT_NOFILE)
                resource.prlimit(pids[process], resource.RLIMIT_NOFILE, (used + 20, before[process][1]))
            crowd = []
            for name in ("smtp.tsl", "imap") * 100:
                client = stack.enter_context(socket.socket())
                client.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    client.connect(appliance.endpoint(name))
                crowd.append(client)
            mark, content = letter()
            smtp.sendmail("someone@elsewhere.example", [official.address], content, mail_options=["BODY=8BITMIME"])
            self.assertEqual(len(mailbox.withMark(mark)), 1)
            for client in crowd:
                client.close()
            for process, limits in before.items():
                resource.prlimit(pids[process], resource.RLIMIT_NOFILE, limits)

            def serves():
                try:
                    appliance.deliver(letter()[1], [official.address])
                    return True
                except OSError:
                    return False
            eventually("new connections are served again", serves, 15.0)
            self.assertEqual(appliance.readRecord()["pids"], pids, "a process died")


class Memory(unittest.TestCase):
    def testScarceMemoryLosesNothing(self):
        print(f"seed {seed}", file=sys.stderr, flush=True)
        for process in ("tram-smtp", "tram-access", "tram-store"):
            with self.subTest(process), Appliance() as appliance:
                self.starve(appliance, process)

    def starve(self, appliance: Appliance, process: str):
        official = appliance.account("official")
        with appliance.imap(official) as mailbox:
            for _ in range(4):
                mailbox.append(letter(body="y" * 8_000_000 + "\r\n")[1])
        pid = appliance.pid(process)
        status = Path(f"/proc/{pid}/status").read_text()
        used = 1024 * int(re.search(r"VmData:\s+(\d+)", status)[1])
        before = resource.prlimit(pid, resource.RLIMIT_DATA)
        resource.prlimit(pid, resource.RLIMIT_DATA, (used + headroom, before[1]))
        senders = Senders(appliance, 12, seed, largest=3_000_000)
        stop = threading.Event()
        failures = Counter()

        def read():
            while not stop.is_set():
                try:
                    with appliance.imap(official) as mailbox:
                        for uid in mailbox.uids()[:6]:
                            mailbox.fetch(uid)
                        failures["none"] += 1
                except (OSError, imaplib.IMAP4.error, AssertionError) as error:
                    failures[str(error)[:80]] += 1
        readers = [threading.Thread(target=read) for _ in range(4)]
        for thread in readers:
            thread.start()
        try:
            stop.wait(4.0)
            print(f"{process}: {senders.count()} taken; refused {dict(senders.refusals)}; reading {dict(failures)}; "
                  f"{'the same process' if appliance.pid(process) == pid else 'another process'}", file=sys.stderr)
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_DATA, before)
            stood = senders.count()
            eventually("mail is taken again", lambda: senders.count() > stood + 20, 15.0)
        finally:
            stop.set()
            senders.stop()
            for thread in readers:
                thread.join()
        with contextlib.suppress(OSError, smtplib.SMTPException):
            appliance.deliver(letter()[1], [official.address])
        self.assertFalse([text for text in failures if "AUTHENTICATIONFAILED" in text], "a right password was called wrong")
        assertAllThereOnce(appliance, senders.answered)
        appliance.checkStore()


if __name__ == "__main__":
    record.main("faults_limits")
