"""The supervisor against stand-ins for the processes: order, readiness, restarts, run.json, a clean stop."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "system"))
import record

runFolder = Path(__file__).resolve().parent
patience = 30.0
processes = ("tram-sim", "tram-store", "tram-hal", "tram-alert", "tram-snmp", "tram-scan", "tram-smtp", "tram-relay", "tram-access", "tram-office")

standIn = """#!/usr/bin/env python3
import os, pathlib, signal, socket, sys, time
folder = pathlib.Path(sys.argv[sys.argv.index("--dir") + 1])
name = pathlib.Path(sys.argv[0]).name
def note(what):
    with open(folder / "events", "a") as events:
        events.write(f"{name} {what}\\n")
def stop(*_):
    note("stopped")
    os._exit(0)
signal.signal(signal.SIGTERM, stop)
note("started")
if name not in ("tram-sim", "tram-store") and "tram-store ready" not in (folder / "events").read_text():
    note("too early")
if (folder / "never-ready").exists():
    sys.exit(3)
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
    note("ready")
    notify.sendto(b"READY=1\\nSTATUS=here", os.environ["NOTIFY_SOCKET"])
while True:
    time.sleep(60)
"""


class Supervised(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "run"
        self.folder.mkdir()
        self.binaries = Path(folder.name) / "bin"
        self.binaries.mkdir()
        for name in (*processes, "tram"):
            (self.binaries / name).write_text(standIn)
            (self.binaries / name).chmod(0o755)
        self.run_ = None

    def start(self, *arguments):
        self.run_ = subprocess.Popen([sys.executable, "-B", runFolder, "--dir", self.folder, "--bin", self.binaries, "--no-demo",
                                      *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(self.run_.stdout.close)
        self.addCleanup(lambda: self.run_.poll() is None and (self.run_.terminate(), self.run_.wait()))

    def until(self, condition):
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            value = condition()
            if value:
                return value
            time.sleep(0.01)
        self.fail("waited in vain; the run said:\n" + self.end())

    def record(self):
        try:
            return json.loads((self.folder / "run.json").read_text())
        except FileNotFoundError:
            return None

    def end(self):
        self.run_.terminate()
        output, _ = self.run_.communicate(timeout=patience)
        return output

    def events(self):
        return (self.folder / "events").read_text().splitlines()

    def testStartsStoreFirstAndStopsItLast(self):
        self.start()
        record = self.until(self.record)
        self.assertEqual(set(record["pids"]) - {"snmpd"}, set(processes))
        self.assertEqual(set(record["endpoints"]),
                         {"smtp.tsl", "smtp.internet", "submission", "submissions", "imap", "imaps", "health"})
        self.assertEqual(len(set(record["endpoints"].values())), 7)
        self.assertTrue(Path(record["ca"]).is_file())
        for pid in (record["pids"][name] for name in processes):
            self.assertIn(f"--dir\0{self.folder}", Path(f"/proc/{pid}/cmdline").read_text())
        self.run_.send_signal(signal.SIGINT)
        self.assertEqual(self.run_.wait(patience), 0)
        self.assertEqual(self.events()[-1], "tram-store stopped")
        self.assertEqual(sum(event.endswith("stopped") for event in self.events()), len(processes) - 1, "the chassis has a folder of its own")
        self.assertNotIn("too early", " ".join(self.events()))
        self.assertIsNone(self.record())

    def testAKilledProcessIsBackWithinASecond(self):
        self.start()
        self.until(self.record)
        for name in ("tram-store", "tram-access"):
            old = self.record()["pids"]
            killed = time.monotonic()
            os.kill(old[name], signal.SIGKILL)
            self.until(lambda: self.record()["pids"].get(name, old[name]) != old[name])
            self.assertLess(time.monotonic() - killed, 1.0)
            others = {other: pid for other, pid in old.items() if other != name}
            self.assertEqual({other: self.record()["pids"][other] for other in others}, others)
        self.assertEqual(self.run_.poll(), None)

    def testSaysWhatDoesNotGetReady(self):
        (self.folder / "never-ready").touch()
        self.start()
        output, _ = self.run_.communicate(timeout=patience)
        self.assertEqual(self.run_.returncode, 1)
        self.assertIn("not ready: tram-store", output)

    def testAFolderIsOneRunsAtATime(self):
        self.start()
        self.until(self.record)
        second = subprocess.run([sys.executable, "-B", runFolder, "--dir", self.folder, "--bin", self.binaries, "--no-demo"],
                                capture_output=True, text=True, timeout=patience)
        self.assertNotEqual(second.returncode, 0)
        self.assertIn("another run has", second.stderr)
        self.assertIsNotNone(self.record())

    def testProcessesEndWithTheSupervisor(self):
        self.start()
        pids = self.until(self.record)["pids"].values()
        self.run_.kill()
        self.run_.wait()
        self.until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))

    def testConfigurationHoldsRoutesAndFurtherLines(self):
        self.start("--route", "elsewhere.example=127.0.0.1:2525", "--set", "dns.servers=127.0.0.1:5353")
        record = self.until(self.record)
        lines = (self.folder / "tram.conf").read_text().splitlines()
        self.assertIn("route.elsewhere.example = 127.0.0.1:2525", lines)
        self.assertIn("dns.servers = 127.0.0.1:5353", lines)
        self.assertIn(f"imaps.listen = {record['endpoints']['imaps']}", lines)

    def testPortsAndCertificatesStay(self):
        self.start()
        first = self.until(self.record)
        ca = Path(first["ca"]).read_bytes()
        self.end()
        self.start()
        second = self.until(self.record)
        self.assertEqual(first["endpoints"], second["endpoints"])
        self.assertEqual(Path(second["ca"]).read_bytes(), ca)


if __name__ == "__main__":
    record.main("tools_run")
