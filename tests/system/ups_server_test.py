"""NUT's own upsd and its driver dummy-ups as the UPS: tram-hal reads it over its protocol, and says what it says."""
import http.client
import json
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

import record
from appliance import Appliance, eventually, freePort

driver, server = Path("/usr/lib/nut/dummy-ups"), Path("/usr/lib/nut/upsd")  # /usr/sbin has a script that wants /etc/nut
calm = {
    "device.mfr": "Tram", "device.model": "Rack 3000", "device.serial": "REAL0001", "ups.mfr": "Tram", "ups.model": "Rack 3000",
    "ups.serial": "REAL0001", "ups.status": "OL", "ups.load": "35", "battery.charge": "100", "battery.charge.low": "20", "battery.runtime": "2400",
    "battery.runtime.low": "180",
}


@unittest.skipUnless(driver.exists() and server.exists(), "NUT is not installed")
class UpsServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="tram-nut-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.port = freePort()
        cls.processes: dict[str, subprocess.Popen] = {}
        (cls.folder / "nut.conf").write_text("MODE=standalone\n")
        (cls.folder / "ups.conf").write_text(f"[rack]\n  driver = dummy-ups\n  port = {cls.folder}/rack.dev\n  mode = dummy-once\n  desc = \"of the rack\"\n")
        (cls.folder / "upsd.conf").write_text(f"LISTEN 127.0.0.1 {cls.port}\nMAXAGE 5\n")
        (cls.folder / "upsd.users").write_text("")
        (cls.folder / "upsd.users").chmod(0o600)
        (cls.folder / "upsd.conf").chmod(0o600)
        cls.says()
        cls.start("driver", driver, "-F", "-a", "rack", "-u", "root")
        cls.start("upsd", server, "-F", "-u", "root")
        cls.addClassCleanup(lambda: [cls.end(name) for name in list(cls.processes)])
        cls.appliance = Appliance(settings={"hal.upsd": f"127.0.0.1:{cls.port}", "hal.ups": "rack", "hal.pace.ups": "1000"}, demonstration=False)
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()

    def setUp(self):
        self.says()
        eventually("all is well", lambda: self.status()["overall"] == "ok" and self.unit())

    @classmethod
    def start(cls, name: str, *command: object) -> None:
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "NUT_CONFPATH": str(cls.folder), "NUT_STATEPATH": str(cls.folder),
                       "NUT_ALTPIDPATH": str(cls.folder), "NUT_QUIET_INIT_SSL": "true"}
        with open(cls.folder / f"{name}.log", "ab") as log:
            cls.processes[name] = subprocess.Popen([str(word) for word in command], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    @classmethod
    def end(cls, name: str, by: int = signal.SIGTERM) -> None:
        process = cls.processes.pop(name)
        process.send_signal(by)
        process.wait()

    @classmethod
    def says(cls, **changed: str) -> None:
        """What the driver reads; names have _ for a dot."""
        values = calm | {name.replace("_", "."): value for name, value in changed.items()}
        fresh = cls.folder / "rack.dev.new"
        fresh.write_text("".join(f"{name}: {value}\n" for name, value in values.items()))
        fresh.replace(cls.folder / "rack.dev")

    @classmethod
    def status(cls) -> dict:
        connection = http.client.HTTPConnection(*cls.appliance.endpoint("health"), timeout=20)
        try:
            connection.request("GET", "/health/status.json")
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    def alarm(self, code: str) -> dict | None:
        return next((alarm for alarm in self.status()["alarms"] if (alarm["code"], alarm["component"]) == (code, "ups:rack")), None)

    def told(self, code: str) -> dict:
        return eventually(f"{code} is told", lambda: self.alarm(code))

    def over(self, code: str) -> None:
        eventually(f"{code} is over", lambda: not self.alarm(code), 90)

    def unit(self) -> dict | None:
        parts = json.loads(self.appliance.tram("--json", "hal", "status", check=False).stdout)["components"]
        return next((part for part in parts if part["id"] == "ups:rack" and part["serial"] == "REAL0001"), None)

    def testTheUnitIsKnown(self):
        unit = self.unit()
        self.assertEqual((unit["model"], unit["health"]), ("Rack 3000", "ok"))
        self.assertEqual((unit["figures"]["load_percent"], unit["figures"]["runtime_seconds"]), (35, 2400))

    def testMainsThatGoAndABatteryThatMustBeReplaced(self):
        self.says(ups_status="OB DISCHRG", battery_runtime="1800", battery_charge="90")
        alarm = self.told("ups.on-battery")
        self.assertRegex(alarm["what"]["vi"], "rack")
        self.says(ups_status="OL CHRG RB")
        self.over("ups.on-battery")
        self.told("ups.replace-battery")
        self.says()
        self.over("ups.replace-battery")

    def testAnOverloadAndABypass(self):
        self.says(ups_status="OL OVER BYPASS", ups_load="108")
        self.told("ups.overload")
        self.told("ups.bypass")
        self.says()
        self.over("ups.overload")
        self.over("ups.bypass")

    def testADriverThatDiesIsALossOfTheUnit(self):
        self.end("driver", signal.SIGKILL)
        self.assertRegex(self.told("ups.lost")["what"]["en"], re.compile("stale|not.connected", re.IGNORECASE))
        self.start("driver", driver, "-F", "-a", "rack", "-u", "root")
        self.over("ups.lost")

    def testAServerThatDiesIsALossOfTheUnit(self):
        self.end("upsd", signal.SIGKILL)
        self.told("ups.lost")
        (self.folder / "upsd.pid").unlink(missing_ok=True)
        self.start("upsd", server, "-F", "-u", "root")
        self.over("ups.lost")


if __name__ == "__main__":
    record.main("system_ups_server")
