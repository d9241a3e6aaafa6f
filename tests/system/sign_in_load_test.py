"""Passwords cost an Argon2id each, on purpose; mail is delivered beside however many sign-ins come."""
import smtplib
import statistics
import sys
import threading
import time
import unittest

import record
from appliance import Appliance

people = 16


class SignInLoad(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.appliance = Appliance()
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.official = cls.appliance.account("official")

    def testDeliveriesGoOnBesideSignIns(self):
        usual = self.appliance.timedDeliveries([self.official.address], 3)
        stopped = threading.Event()
        signedIn: list[float] = []

        def signIn() -> None:
            while not stopped.is_set():
                with self.appliance.smtp("submissions") as connection:
                    began = time.monotonic()
                    connection.login(self.official.address, self.official.password)
                    signedIn.append(time.monotonic() - began)
        threads = [threading.Thread(target=signIn) for _ in range(people)]
        for thread in threads:
            thread.start()
        try:
            began = time.monotonic()
            meanwhile = self.appliance.timedDeliveries([self.official.address], 6)
            took = time.monotonic() - began
        finally:
            stopped.set()
            for thread in threads:
                thread.join()
        print(f"deliveries: {len(usual) / 3:.0f} a second, median {statistics.median(usual) * 1e3:.1f} ms; with {people} people signing in all "
              f"the time ({len(signedIn) / took:.1f} a second, {statistics.median(signedIn) * 1e3:.0f} ms each): {len(meanwhile) / took:.0f} a second, "
              f"median {statistics.median(meanwhile) * 1e3:.1f} ms, longest {max(meanwhile) * 1e3:.0f} ms", file=sys.stderr)
        self.assertGreater(len(signedIn), 10)
        self.assertGreater(statistics.median(signedIn), 0.05, "each is an Argon2id")
        # The machine may be busy with other tests: what matters is that none waits for a queue of passwords.
        self.assertLess(statistics.median(meanwhile), 0.25)
        self.assertLess(max(meanwhile), min(5.0, people * statistics.median(signedIn)))
        with self.assertRaises(smtplib.SMTPAuthenticationError), self.appliance.smtp("submissions") as connection:
            connection.login(self.official.address, "wrong")


if __name__ == "__main__":
    record.main("system_sign_in_load")
