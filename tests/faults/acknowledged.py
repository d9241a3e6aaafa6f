"""Senders that remember what was answered 250, and when."""
import imaplib
import random
import smtplib
import threading
import time
from collections import Counter
from dataclasses import dataclass

from appliance import Appliance
from letters import letter


@dataclass
class Answered:
    recipients: list[str]
    at: int  # time.monotonic_ns() after the 250 was read


class Senders:
    """`count` inbound sessions at once until stop(); a session that breaks is begun anew."""

    def __init__(self, appliance: Appliance, count: int, seed: int, largest: int = 20_000):
        self.appliance = appliance
        self.people = [account.address for account in appliance.ready()]
        self.largest = largest
        self.stopping = threading.Event()
        self.guard = threading.Lock()
        self.answered: dict[str, Answered] = {}
        self.refusals: Counter[int] = Counter()
        self.threads = [threading.Thread(target=self.work, args=(random.Random(seed + index),), daemon=True) for index in range(count)]
        for thread in self.threads:
            thread.start()

    def work(self, chance: random.Random) -> None:
        while not self.stopping.is_set():
            try:
                self.session(chance)
            except (OSError, smtplib.SMTPException, imaplib.IMAP4.error):
                self.stopping.wait(0.05)

    def session(self, chance: random.Random) -> None:
        with self.appliance.smtp() as connection:
            while not self.stopping.is_set():
                to = chance.sample(self.people, chance.randint(1, min(3, len(self.people))))
                mark, content = letter(body="x" * chance.randint(0, self.largest) + "\r\n")
                code, _ = connection.mail("someone@elsewhere.example", ["BODY=8BITMIME"])
                taken = [address for address in to if connection.rcpt(address)[0] == 250] if code == 250 else []
                if taken:
                    code, _ = connection.data(content)
                    if code == 250:
                        with self.guard:
                            self.answered[mark] = Answered(taken, time.monotonic_ns())
                        continue
                with self.guard:
                    self.refusals[code] += 1
                connection.rset()
                self.stopping.wait(0.05)

    def count(self) -> int:
        with self.guard:
            return len(self.answered)

    def stop(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(90)
            if thread.is_alive():
                raise AssertionError("a sender is stuck")


def assertAllThereOnce(appliance: Appliance, answered: dict[str, Answered]) -> None:
    for account in appliance.ready():
        with appliance.imap(account) as mailbox:
            there: Counter[str] = Counter()
            if mailbox.uids():
                for part in mailbox.ok(mailbox.session.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (X-Mark)])")):
                    if isinstance(part, tuple) and b":" in part[1]:
                        there[part[1].split(b":", 1)[1].strip().decode()] += 1
        lost = [mark for mark, entry in answered.items() if account.address in entry.recipients and there[mark] == 0]
        twice = [mark for mark, times in there.items() if times > 1]
        if lost or twice:
            raise AssertionError(f"{account.address}: {len(lost)} answered 250 and lost, {len(twice)} twice")
