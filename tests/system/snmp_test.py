"""The box in SNMP, as a monitoring system sees it: net-snmp's own tools walk every table and receive every kind of word."""
import os
import re
import shutil
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

import record
from appliance import Appliance, eventually, project

enterprise = "1.3.6.1.4.1.32473"
modules = project / "hal" / "snmp" / "mibs"
# The modules that ours imports; tools/dev test gets them by npm.
imported = Path(os.environ.get("TRAM_CACHE", "/nowhere")) / "mibs"
needsImported = unittest.skipUnless((imported / "SNMPv2-SMI").exists(), "the modules that TRAM-MIB imports are not here")
tools = all(shutil.which(name, path="/usr/sbin:/usr/bin") for name in ("snmpd", "snmpwalk", "snmptrapd"))


def freeUdpPort() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@unittest.skipUnless(tools, "snmpd, snmpwalk and snmptrapd are not installed")
class Snmp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.receiverPort = freeUdpPort()
        cls.appliance = Appliance(settings={"snmp.receivers": f"127.0.0.1:{cls.receiverPort}"})
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.access = cls.appliance.record["snmp"]
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.startReceiver()
        eventually("the tables are there", lambda: "TRAM-SIM-0001" in cls.walk(enterprise))

    @classmethod
    def startReceiver(cls):
        """snmptrapd, which acknowledges informs, with a file of what it received."""
        (cls.folder / "persistent").mkdir()
        (cls.folder / "snmptrapd.conf").write_text(
            f'createUser {cls.access["user"]} SHA-256 "{cls.access["auth_password"]}" AES "{cls.access["priv_password"]}"\n'
            f'authUser log {cls.access["user"]} priv\n')
        cls.received = cls.folder / "received"
        environment = {"PATH": "/usr/sbin:/usr/bin", "SNMP_PERSISTENT_DIR": str(cls.folder / "persistent"),
                       "SNMPCONFPATH": str(cls.folder / "persistent"), "MIBS": ""}
        process = subprocess.Popen(["snmptrapd", "-f", "-Lf", cls.received, "-On", "-c", cls.folder / "snmptrapd.conf",
                                    "-p", cls.folder / "pid", f"udp:127.0.0.1:{cls.receiverPort}"], env=environment)
        cls.addClassCleanup(process.wait)
        cls.addClassCleanup(process.terminate)

    @classmethod
    def run_(cls, tool: str, *arguments: str, level: str = "authPriv") -> subprocess.CompletedProcess:
        access = cls.access
        command = [tool, "-v3", "-l", level, "-u", access["user"], "-a", access["auth_protocol"], "-A", access["auth_password"]]
        if level == "authPriv":
            command += ["-x", access["priv_protocol"], "-X", access["priv_password"]]
        return subprocess.run([*command, "-On", "-t", "5", "-r", "2", access["endpoint"], *arguments], capture_output=True, text=True,
                              env={"PATH": "/usr/sbin:/usr/bin", "MIBS": "", "HOME": str(cls.folder) if hasattr(cls, "folder") else "/"})

    @classmethod
    def walk(cls, root: str) -> str:
        return cls.run_("snmpwalk", root).stdout

    def sim(self, *words: str) -> None:
        self.appliance.tram("hal", "sim", *words)

    def told(self) -> str:
        return self.received.read_text(errors="replace") if self.received.exists() else ""

    def testEveryTableOfOursIsWalkedInOrder(self):
        lines = self.walk(enterprise).splitlines()
        oids = [tuple(map(int, re.match(r"\.([\d.]+) = ", line)[1].split("."))) for line in lines if re.match(r"\.[\d.]+ = ", line)]
        self.assertGreater(len(oids), 500)
        self.assertEqual(oids, sorted(set(oids)), "in order, each once")
        text = "\n".join(lines)
        for word in ("WX10A1AA", "raid10", "tram-smtp", "UPS ups-a", "tsl-1"):
            self.assertIn(word, text)

    @needsImported
    def testEveryTableHasItsRowsByTheNamesOfTheModule(self):
        tables = re.findall(r"^(tram\w+)Table OBJECT-TYPE", (modules / "TRAM-MIB.txt").read_text(), re.MULTILINE)
        self.assertGreaterEqual(len(tables), 17)
        self.sim("psu", "1", "lost")
        self.sim("pull-disk", "7")
        eventually("alarms are in the table", lambda: "disk.missing" in self.walk(enterprise))
        self.sim("insert-disk", "7", "blank", "--serial", "NEW00007")
        eventually("the disk is known", lambda: "NEW00007" in self.walk(enterprise))
        for table in tables:
            walked = self.run_("snmpwalk", "-M", f"{imported}:{modules}", "-m", "+TRAM-MIB", "-OS", f"TRAM-MIB::{table}Table").stdout
            self.assertRegex(walked, rf"^TRAM-MIB::{table}\w+\.", table)
        self.sim("psu", "1", "ok")

    def testStandardModulesAreOursAlone(self):
        for root, word in (("1.3.6.1.2.1.27", "tram-smtp"), ("1.3.6.1.2.1.28", ""), ("1.3.6.1.2.1.33", "Eaton"),
                           ("1.3.6.1.2.1.47", "WX10A1AA"), ("1.3.6.1.2.1.99", ""), ("1.3.6.1.2.1.131", "")):
            walked = self.walk(root)
            self.assertRegex(walked, rf"^\.{re.escape(root)}\.", root)
            self.assertIn(word, walked, root)
        self.assertNotIn("sendmail", self.walk("1.3.6.1.2.1.27"))

    def testAFaultIsToldAndTakenBack(self):
        self.sim("psu", "2", "lost")
        eventually("the alarm is in the table", lambda: "power-supply.input-lost" in self.walk(enterprise))
        eventually("it was told", lambda: "power-supply.input-lost" in self.told() and f"{enterprise}.1.2." in self.told())
        self.sim("psu", "2", "ok")
        eventually("it was taken back", lambda: f"{enterprise}.1.3." in self.told())
        eventually("the table is empty again", lambda: "power-supply.input-lost" not in self.walk(enterprise))

    def testNothingIsReadWithoutEncryption(self):
        self.assertIn("authorizationError", self.run_("snmpget", f"{enterprise}.1.1.1.0", level="authNoPriv").stderr
                      + self.run_("snmpget", f"{enterprise}.1.1.1.0", level="authNoPriv").stdout)
        community = subprocess.run(["snmpget", "-v2c", "-c", "public", "-t", "1", "-r", "0", self.access["endpoint"], "1.3.6.1.2.1.1.1.0"],
                                   capture_output=True, text=True)
        self.assertIn("Timeout", community.stderr)

    def testSnmpdMayBeStartedAnew(self):
        self.appliance.kill("snmpd")
        eventually("the tables are back", lambda: "TRAM-SIM-0001" in self.walk(enterprise))

    @needsImported
    @unittest.skipUnless(shutil.which("smilint"), "smilint is not installed")
    def testTheModuleIsWithoutFault(self):
        shutil.copy(modules / "TRAM-MIB.txt", self.folder / "TRAM-MIB")
        faulty = (modules / "TRAM-MIB.txt").read_text().replace("Gauge32", "Gauge31")
        (self.folder / "FAULTY-MIB").write_text(faulty)
        configuration = self.folder / "smi.conf"
        configuration.write_text(f"path {imported}\n")
        def lint(name: str) -> str:
            run = subprocess.run(["smilint", "-c", configuration, "-l", "6", "-s", self.folder / name], capture_output=True, text=True)
            return run.stdout + run.stderr
        self.assertEqual(lint("TRAM-MIB"), "")
        # Its exit status is 0 whatever it finds.
        self.assertIn("Gauge31", lint("FAULTY-MIB"))


if __name__ == "__main__":
    record.main("system_snmp")
