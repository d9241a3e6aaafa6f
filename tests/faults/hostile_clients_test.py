"""Clients that misbehave cost only themselves: slow ones, mute ones, many ones, garbage. Others are served meanwhile."""
import contextlib
import os
import random
import resource
import socket
import threading
import time
import unittest

import record
from appliance import Appliance, eventually
from letters import letter

connections = 5_000
seed = int(os.environ.get("TRAM_SEED") or random.SystemRandom().getrandbits(32))
# What a client may wait for a letter to be taken while others misbehave.
served = 5.0


class HostileClients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 3 * connections + 2_000), hard))
        cls.appliance = Appliance()
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.official = cls.appliance.account("official")
        names = list(cls.appliance.record["endpoints"])
        cls.doors = [cls.appliance.endpoint(name) for name in names]
        # Not under TLS, and no limit for a client of a trusted network.
        cls.greets = [name in ("smtp.tsl", "imap") for name in names]

    def setUp(self):
        self.before = self.appliance.readRecord()["pids"]

    def tearDown(self):
        self.assertEqual(self.appliance.readRecord()["pids"], self.before, "a process died")

    def assertServes(self):
        began = time.monotonic()
        mark, content = letter()
        self.appliance.deliver(content, [self.official.address])
        with self.appliance.imap(self.official) as mailbox:
            self.assertEqual(len(mailbox.withMark(mark)), 1)
        self.assertLess(time.monotonic() - began, served)

    def testOneOctetASecond(self):
        stop = threading.Event()

        def drip(door):
            with contextlib.suppress(OSError), socket.create_connection(door) as client:
                for octet in b"EHLO client.example\r\nMAIL FROM:<a@b.example>\r\n" * 10:
                    client.sendall(bytes([octet]))
                    if stop.wait(1.0):
                        return
        threads = [threading.Thread(target=drip, args=(door,)) for door in self.doors for _ in range(20)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(5):
                self.assertServes()
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def testOneThatNeverReads(self):
        with contextlib.ExitStack() as stack:
            for _ in range(20):
                for name in ("smtp.tsl", "imap"):
                    client = stack.enter_context(socket.socket())
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                    client.connect(self.appliance.endpoint(name))
                    client.setblocking(False)
                    with contextlib.suppress(OSError):
                        for _ in range(200):
                            client.send(b"NOOP\r\n" * 500 if name == "smtp.tsl" else b"a NOOP\r\n" * 500)
            self.assertServes()

    def testManyConnections(self):
        with contextlib.ExitStack() as stack:
            crowd = []
            for index in range(connections):
                client = stack.enter_context(socket.socket())
                client.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    client.connect(self.doors[index % len(self.doors)])
                crowd.append(client)
            silent = {index for index in range(connections) if self.greets[index % len(self.doors)]}

            def greeted():
                for index in list(silent):
                    with contextlib.suppress(BlockingIOError):
                        self.assertIn(crowd[index].recv(4096)[:4], (b"220 ", b"* OK"))
                        silent.discard(index)
                return not silent
            eventually("every client is greeted", greeted, 30.0)
            for _ in range(3):
                self.assertServes()
        self.assertServes()

    def testGarbage(self):
        chance = random.Random(seed)
        print(f"seed {seed}")
        pieces = [b"EHLO x\r\n", b"MAIL FROM:<a@b.example>\r\n", b"RCPT TO:<" + self.official.address.encode() + b">\r\n", b"DATA\r\n",
                  b".\r\n", b"BDAT 99999999999999999999\r\n", b"BDAT 5 LAST\r\n", b"STARTTLS\r\n", b"AUTH PLAIN =\r\n", b"a1 LOGIN {99999999}\r\n",
                  b"a LIST \"\" *\r\n", b"a FETCH 1:* (", b"\0" * 50, b"\xff" * 50, b"A" * 70_000, b"\r\n", b"\n", b"a ID (", b"(" * 5_000,
                  b"a LOGIN {5+}\r\nabcde {99999999999+}\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"]
        for _ in range(2_000 if os.environ.get("TRAM_LONG") else 200):
            with contextlib.suppress(OSError), socket.create_connection(chance.choice(self.doors), 5) as client:
                client.settimeout(0.02)
                for _ in range(chance.randint(1, 8)):
                    client.sendall(chance.choice(pieces) if chance.random() < 0.8 else chance.randbytes(chance.randint(1, 2_000)))
                client.recv(65536)
        self.assertServes()

    def testConnectionsThatBreakOffInTheMiddle(self):
        before = self.countMessages()
        for cut in range(1, 40):
            with contextlib.suppress(OSError), socket.create_connection(self.appliance.endpoint("smtp.tsl"), 5) as client:
                client.recv(512)
                script = (b"EHLO x.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<" + self.official.address.encode() + b">\r\nDATA\r\n"
                          b"Subject: cut\r\n\r\n" + b"line\r\n" * 20)
                client.sendall(script[:len(script) * cut // 40])
        eventually("service goes on", lambda: self.assertServes() is None)
        self.assertEqual(self.countMessages(), before + 1)

    def countMessages(self):
        with self.appliance.imap(self.official) as mailbox:
            return len(mailbox.uids())


if __name__ == "__main__":
    record.main("faults_hostile_clients")
