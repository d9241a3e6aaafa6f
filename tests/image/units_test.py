"""The installed tree as systemd sees it: units that hold, sandboxes that are tight, users and folders that parse."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import record

build = Path(os.environ["TRAM_BUILD"])
confined = ["tram-store", "tram-scan", "tram-smtp", "tram-relay", "tram-access", "tram-office", "tram-alert", "tram-snmp"]
# Commands devices, as the superuser, with the few capabilities that this takes.
privileged = ["tram-hal", "tram-watchdog"]
services = [*confined, *privileged]
# systemd-analyze counts exposure in tenths: 1.5 of 10.
mostExposure = 15


def mayGiveAway(folder: Path) -> bool:
    probe = folder / "probe"
    probe.touch()
    try:
        os.chown(probe, 1, 1)
    except OSError:
        return False
    finally:
        probe.unlink()
    return True


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.root = Path(folder.name)
        install = subprocess.run(["cmake", "--install", build, "--prefix", "/usr"], env={**os.environ, "DESTDIR": folder.name},
                                 capture_output=True, text=True)
        if install.returncode != 0:
            raise RuntimeError(install.stderr)
        cls.units = cls.root / "usr/lib/systemd/system"
        # The system's own, which the image has.
        shutil.copy("/usr/bin/touch", cls.root / "usr/bin")

    def run_(self, *command):
        return subprocess.run(command, capture_output=True, text=True)

    def testUnitsVerify(self):
        run = self.run_("systemd-analyze", "verify", f"--root={self.root}", "--man=no", "--recursive-errors=no",
                        *sorted(self.units.glob("tram-*")))
        self.assertEqual((run.returncode, run.stderr.strip()), (0, ""))

    def testABrokenUnitWouldNotVerify(self):
        broken = self.units / "tram-broken.service"
        broken.write_text("[Service]\nExecStart=/usr/bin/no-such-program\nPrivteTmp=yes\n")
        try:
            run = self.run_("systemd-analyze", "verify", f"--root={self.root}", "--man=no", "--recursive-errors=no", broken)
        finally:
            broken.unlink()
        self.assertNotEqual(run.returncode, 0)

    def testSandboxesAreTight(self):
        for service in confined:
            with self.subTest(service=service):
                run = self.run_("systemd-analyze", "security", "--offline=true", f"--root={self.root}",
                                f"--threshold={mostExposure}", "--no-pager", f"{service}.service")
                self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
                self.assertRegex(run.stdout, r"Overall exposure level for \S+: [01]\.\d")

    def testEveryProcessHasUnitProgramAndUser(self):
        users = (self.root / "usr/lib/sysusers.d/tram.conf").read_text()
        for service in services:
            with self.subTest(service=service):
                unit = (self.units / f"{service}.service").read_text()
                program = re.search(r"^ExecStart=(\S+)", unit, re.MULTILINE)[1]
                self.assertTrue(os.access(self.root / program.lstrip("/"), os.X_OK), program)
                user = re.search(r"^User=(.+)", unit, re.MULTILINE)[1]
                if user != "root":
                    self.assertRegex(users, rf"(?m)^u {user} ")
                for line in ("Type=notify", "Restart=on-failure"):
                    self.assertIn(line, unit)
                self.assertRegex(unit, r"(?m)^WatchdogSec=\d+s$")

    def testTheEndOfAStopComesAfterAllOfThem(self):
        unit = (self.units / "tram-stopped.service").read_text()
        before = set(re.findall(r"tram-\w+\.service", " ".join(re.findall(r"^Before=(.+)", unit, re.MULTILINE))))
        # Whose end nobody waits for: it feeds the device until the last moment.
        self.assertEqual(before, {f"{service}.service" for service in services if service != "tram-watchdog"})
        run = self.run_("systemd-analyze", "security", "--offline=true", f"--root={self.root}", f"--threshold={mostExposure}", "--no-pager",
                        "tram-stopped.service")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def testEverySocketBelongsToAService(self):
        sockets = sorted(self.units.glob("*.socket"))
        self.assertGreaterEqual(len(sockets), 7)
        names = set()
        for path in sockets:
            text = path.read_text()
            service = self.units / re.search(r"^Service=(\S+)", text, re.MULTILINE)[1]
            self.assertTrue(service.exists(), path)
            self.assertIn(path.name, service.read_text())
            names.add(re.search(r"^FileDescriptorName=(\S+)", text, re.MULTILINE)[1])
        self.assertEqual(len(names), len(sockets))

    def testUsersAndFoldersParse(self):
        users = self.run_("systemd-sysusers", "--dry-run", f"--root={self.root}")
        self.assertEqual(users.returncode, 0, users.stderr)
        for service in confined:
            self.assertIn(service, users.stdout + users.stderr)
        if not mayGiveAway(self.root):
            self.skipTest("files cannot be given to other users here (a user namespace of one user)")
        # systemd-tmpfiles resolves the users, so they are made in the tree first.
        made = self.run_("systemd-sysusers", f"--root={self.root}")
        self.assertEqual(made.returncode, 0, made.stderr)
        folders = self.run_("systemd-tmpfiles", "--create", f"--root={self.root}", self.root / "usr/lib/tmpfiles.d/tram.conf")
        self.assertEqual(folders.returncode, 0, folders.stderr)
        self.assertEqual((self.root / "var/lib/tram/store").stat().st_mode & 0o7777, 0o2750)
        self.assertEqual((self.root / "var/lib/tram/spool").stat().st_mode & 0o7777, 0o700)


if __name__ == "__main__":
    record.main("image_units")
