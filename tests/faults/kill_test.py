"""SIGKILL any process at a random moment under load: nothing answered 250 is lost, nothing is there twice.

Load at once: inbound SMTP, IMAP APPEND and STORE, submission to a server outside. A few rounds by default, 200 with --long.
The seed is printed; TRAM_SEED repeats the sequence of kills.
"""
import contextlib
import imaplib
import os
import random
import re
import smtplib
import sys
import threading
import time
import traceback
import unittest
from collections import Counter

import record
from appliance import Appliance, eventually
from letters import letter
from mail_sink import MailSink

rounds = 200 if os.environ.get("TRAM_LONG") else 6
seed = int(os.environ.get("TRAM_SEED") or random.SystemRandom().getrandbits(32))
processes = ("tram-store", "tram-smtp", "tram-relay", "tram-access")
# A process that was killed is back, and serves, within this.
backWithin = 5.0
# A second copy outside is excused where the first came this shortly before the relay or the store was killed.
commitWithin = 5.0


class Load:
    """Threads that send until told to stop, and remember what was answered."""

    def __init__(self, appliance: Appliance, sink: MailSink):
        self.appliance = appliance
        self.sink = sink
        self.people = appliance.ready()
        self.stopping = threading.Event()
        self.guard = threading.Lock()
        self.delivered: dict[str, list[str]] = {}  # mark: addresses, answered 250
        self.uncertain: dict[str, list[str]] = {}  # begun, never answered
        self.appended: dict[str, str] = {}  # mark: address, answered OK
        self.appending: dict[str, str] = {}
        self.submitted: set[str] = set()
        self.submitting: set[str] = set()
        self.unexpected: list[str] = []
        workers = [self.inbound] * 4 + [self.append] * 2 + [self.outbound] * 2
        self.threads = [threading.Thread(target=self.guarded, args=(worker, random.Random(seed + index)), daemon=True)
                        for index, worker in enumerate(workers)]
        for thread in self.threads:
            thread.start()

    def guarded(self, worker, chance: random.Random) -> None:
        while not self.stopping.is_set():
            try:
                worker(chance)
            except (OSError, smtplib.SMTPException, imaplib.IMAP4.error, AssertionError):
                # A connection that broke, or an answer 4xx or BYE from a process whose store is away: begin anew.
                self.stopping.wait(0.05)
            except Exception as error:
                with self.guard:
                    self.unexpected.append(repr(error))
                return

    def inbound(self, chance: random.Random) -> None:
        with self.appliance.smtp() as connection:
            while not self.stopping.is_set():
                to = [person.address for person in chance.sample(self.people, chance.randint(1, len(self.people)))]
                mark, content = letter(body="x" * chance.randint(0, 20_000) + "\r\n")
                connection.mail("someone@elsewhere.example", ["BODY=8BITMIME"])
                taken = [address for address in to if connection.rcpt(address)[0] == 250]
                if not taken:
                    connection.rset()
                    self.stopping.wait(0.05)
                    continue
                with self.guard:
                    self.uncertain[mark] = taken
                code, _ = connection.data(content)
                with self.guard:
                    if code == 250:
                        self.delivered[mark] = taken
                        del self.uncertain[mark]

    def append(self, chance: random.Random) -> None:
        person = chance.choice(self.people)
        with self.appliance.imap(person) as mailbox:
            while not self.stopping.is_set():
                mark, content = letter(body="y" * chance.randint(0, 5_000) + "\r\n")
                with self.guard:
                    self.appending[mark] = person.address
                mailbox.append(content)
                with self.guard:
                    self.appended[mark] = person.address
                    del self.appending[mark]
                # Flags by sequence number of the latest: a writer beside the deliveries.
                mailbox.session.store(str(mailbox.select("INBOX")), "+FLAGS", r"(\Seen)")

    def outbound(self, chance: random.Random) -> None:
        person = chance.choice(self.people)
        with self.appliance.smtp("submissions") as connection:
            connection.login(person.address, person.password)
            while not self.stopping.is_set():
                mark, content = letter(sender=person.address)
                connection.mail(person.address, ["BODY=8BITMIME"])
                if connection.rcpt("someone@outside.example")[0] != 250:
                    connection.rset()
                    self.stopping.wait(0.05)
                    continue
                with self.guard:
                    self.submitting.add(mark)
                code, _ = connection.data(content)
                with self.guard:
                    if code == 250:
                        self.submitted.add(mark)
                        self.submitting.discard(mark)
                self.stopping.wait(chance.uniform(0, 0.05))

    def progress(self) -> int:
        with self.guard:
            return len(self.delivered) + len(self.appended) + len(self.submitted)

    def stop(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(90)
            if thread.is_alive():
                where = "".join(traceback.format_stack(sys._current_frames()[thread.ident]))
                self.unexpected.append(f"a client is stuck:\n{where}")


class Kill(unittest.TestCase):
    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.sink = self.stack.enter_context(MailSink())
        self.appliance = self.stack.enter_context(Appliance(routes={"outside.example": self.sink.address}))
        print(f"seed {seed}, {rounds} rounds", file=sys.stderr, flush=True)

    def marksOf(self, person) -> Counter:
        """How often each mark is in the person's INBOX."""
        with self.appliance.imap(person) as mailbox:
            marks = Counter()
            answer = mailbox.ok(mailbox.session.fetch("1:*", "(UID BODY.PEEK[HEADER.FIELDS (X-Mark)])")) if mailbox.uids() else []
            for part in answer:
                if isinstance(part, tuple):
                    found = re.search(rb"X-Mark: (\w+)", part[1])
                    if found:
                        marks[found[1].decode()] += 1
            return marks

    def testKills(self):
        chance = random.Random(seed)
        load = Load(self.appliance, self.sink)
        kills: list[tuple[float, str]] = []
        try:
            eventually("the load runs", lambda: load.progress() > 20)
            for number in range(rounds):
                # Each process is hit in turn in a short run, any one in a long run.
                process = processes[number % len(processes)] if rounds < 20 else chance.choice(processes)
                time.sleep(chance.uniform(0.05, 1.0))
                others = {name: pid for name, pid in self.appliance.readRecord()["pids"].items() if name != process}
                kills.append((time.monotonic(), process))
                self.appliance.kill(process)
                self.assertLess(time.monotonic() - kills[-1][0], 1.0 + 0.5, f"{process} was not started again within a second")
                before = load.progress()
                eventually(f"work goes on after {process} was killed", lambda: load.progress() > before + 5, backWithin + 20.0)
                pids = self.appliance.readRecord()["pids"]
                self.assertEqual({name: pids[name] for name in others}, others, f"another process went with {process}")
        finally:
            load.stop()
        self.assertEqual(load.unexpected, [])
        self.examine(load, kills)

    def examine(self, load: Load, kills: list[tuple[float, str]]):
        for person in load.people:
            there = self.marksOf(person)
            answered = {mark for mark, to in load.delivered.items() if person.address in to}
            answered |= {mark for mark, address in load.appended.items() if address == person.address}
            self.assertEqual([mark for mark in answered if there[mark] == 0], [], f"lost from {person.address}")
            self.assertEqual([mark for mark, count in there.items() if count > 1], [], f"twice at {person.address}")
            begun = {mark for mark, to in load.uncertain.items() if person.address in to}
            begun |= {mark for mark, address in load.appending.items() if address == person.address}
            strangers = set(there) - answered - begun
            self.assertEqual(strangers, set(), f"never sent to {person.address}")

        # A transaction is all or nothing: what was not answered is with all of its recipients or with none.
        everywhere = {person.address: self.marksOf(person) for person in load.people}
        for mark, to in load.uncertain.items():
            self.assertEqual(len({everywhere[address][mark] for address in to}), 1, f"{mark} reached only some of {to}")

        def outside():
            self.appliance.tram("queue", "retry", "all")
            sent = Counter(re.search(rb"X-Mark: (\w+)", taken.content)[1].decode() for taken in list(self.sink.letters))
            return sent if all(sent[mark] for mark in load.submitted) else None
        sent = eventually("everything submitted went out", outside, 120.0)
        self.assertLessEqual(set(sent), load.submitted | load.submitting)
        twice = [mark for mark, count in sent.items() if count > 1]
        fatal = [at for at, process in kills if process in ("tram-relay", "tram-store")]
        for mark in twice:
            first = min(taken.at for taken in self.sink.letters if mark.encode() in taken.content)
            self.assertTrue(any(0 <= at - first <= commitWithin for at in fatal), f"{mark} was sent twice without cause")
        print(f"{len(load.delivered)} delivered, {len(load.appended)} appended, {len(load.submitted)} sent out, of these {len(twice)} twice; "
              f"{len(load.uncertain) + len(load.appending) + len(load.submitting)} never answered; {len(kills)} kills",
              file=sys.stderr, flush=True)
        self.appliance.checkStore()
        self.appliance.stop()


if __name__ == "__main__":
    record.main("faults_kill")
