"""The box's health as a technician and a monitoring system see it: the simulated chassis breaks, is told of, and mends."""
import http.client
import json
import os
import signal
import subprocess
import time
import unittest

import record
from appliance import Appliance, eventually
from letters import letter


class Health(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.appliance = Appliance()
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        eventually("all is well", lambda: cls.status()["overall"] == "ok")

    def tearDown(self):
        self.sim("reset")
        try:
            eventually("all is well again", lambda: self.status()["overall"] == "ok")
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.status()['alarms']}") from None

    @classmethod
    def get(cls, path: str, method: str = "GET", headers: dict | None = None) -> tuple[int, dict, bytes]:
        connection = http.client.HTTPConnection(*cls.appliance.endpoint("health"), timeout=20)
        try:
            connection.request(method, path, headers=headers or {})
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        finally:
            connection.close()

    @classmethod
    def status(cls) -> dict:
        return json.loads(cls.get("/health/status.json")[2])

    def sim(self, *words: str) -> str:
        return self.appliance.tram("hal", "sim", *words).stdout

    def alarm(self, code: str, component: str) -> dict | None:
        found = [alarm for alarm in self.status()["alarms"] if alarm["code"] == code and alarm["component"] == component]
        return found[0] if found else None

    def testAFailingDiskIsNamedByBayAndSerialWithinTenSeconds(self):
        serial = json.loads(self.appliance.tram("--json", "hal", "status", check=False).stdout)
        [serial] = [part["serial"] for part in serial["components"] if part["id"] == "disk:3"]
        self.sim("rebuild-time", "8")
        self.sim("fail-disk", "3")
        failed = eventually("the disk is told", lambda: self.alarm("disk.failed", "disk:3"), 10)
        self.assertEqual((failed["severity"], failed["serial"]), ("critical", serial))
        self.assertIn("khay 3", failed["what"]["vi"])
        self.assertIn(serial, failed["todo"]["en"])
        self.assertIn(b'tram_condition_active{code="disk.failed",component="disk:3",severity="critical"} 1', self.get("/metrics")[2])
        told = self.appliance.tram("--lang", "vi", "hal", "alarms", check=False).stdout
        self.assertIn(f"Rút đĩa ở khay 3, đối chiếu số sê-ri {serial}", told)
        eventually("the spare takes over", lambda: self.alarm("array.rebuilding", "array:mail"), 20)
        eventually("it is rebuilt", lambda: not self.alarm("array.degraded", "array:mail"))
        self.sim("pull-disk", "3")
        self.sim("insert-disk", "3", "blank", "--serial", "NEW-0001")
        eventually("the new disk is the spare", lambda: self.status()["overall"] == "ok")
        replaced = json.loads(self.appliance.tram("--json", "hal", "status", check=False).stdout)["replacements"]
        self.assertIn(("disk:3", serial, "NEW-0001"), [(one["component"], one["before"], one["after"]) for one in replaced])

    def testMainsThatGoAndComeBack(self):
        self.sim("ups", "both", "on-battery", "--runtime", "1800")
        eventually("the units are on battery", lambda: self.alarm("ups.on-battery", "ups:ups-a") and self.alarm("ups.on-battery", "ups:ups-b"))
        eventually("what can wait stops", lambda: "systemctl stop --no-block tram-index.service" in self.sim("journal"))
        self.sim("ups", "both", "on-line")
        eventually("they are back", lambda: self.status()["overall"] == "ok", 120)

    def testLiveAndReadyAreWhatALoadBalancerAsks(self):
        self.assertEqual(self.get("/health/live")[0], 200)
        status, headers, body = self.get("/health/ready?verbose")
        self.assertEqual(status, 200, body)
        self.assertIn("[+]store ok", body.decode())
        self.assertEqual(headers["Cache-Control"], "no-store")
        status, headers, _ = self.get("/health/status.json")
        self.assertEqual((status, headers["Content-Type"].split(";")[0]), (200, "application/health+json"))
        self.assertEqual(self.get("/nowhere")[0], 404)
        status, headers, _ = self.get("/metrics", "POST")
        self.assertEqual(status, 405)
        self.assertIn("GET", headers["Allow"])

    def testNotReadyWhileTheStoreIsAway(self):
        store = self.appliance.pid("tram-store")
        os.kill(store, signal.SIGSTOP)
        try:
            eventually("it is not ready", lambda: self.get("/health/ready")[0] == 503, 20)
            self.assertEqual(self.get("/health/live")[0], 200)
        finally:
            os.kill(store, signal.SIGCONT)
        eventually("it is ready again", lambda: self.get("/health/ready")[0] == 200)

    def testTheHardwareLayerMayDieWithoutEffectOnMail(self):
        self.sim("psu", "2", "lost")
        alarm = eventually("the supply is told", lambda: self.alarm("power-supply.input-lost", "power-supply:2"))
        before = json.loads(self.appliance.tram("--json", "hal", "events").stdout)
        self.appliance.kill("tram-hal")
        official = self.appliance.account("official")
        mark, content = letter(to=official.address)
        self.appliance.deliver(content, [official.address])
        eventually("the alarm stands", lambda: self.alarm("power-supply.input-lost", "power-supply:2"))
        after = json.loads(self.appliance.tram("--json", "hal", "events").stdout)
        self.assertEqual(after[:len(before)], before)
        self.assertEqual([event for event in after[len(before):] if event["condition"] == "power-supply.input-lost"], [], "it is told once")
        self.assertEqual(self.alarm("power-supply.input-lost", "power-supply:2")["since"], alarm["since"])
        self.assertEqual(self.get("/health/ready")[0], 200)

    def testMetricsAreAsPrometheusWantsThem(self):
        official = self.appliance.account("official")
        _, content = letter(to=official.address)
        self.appliance.deliver(content, [official.address])
        metrics = eventually("the letter is counted", lambda: (text := self.get("/metrics")[2].decode()) and
                             'tram_smtp_received_messages_total{process="tram-smtp",zone="tsl"}' in text and text)
        check = subprocess.run(["promtool", "check", "metrics"], input=metrics, capture_output=True, text=True)
        self.assertEqual((check.returncode, check.stdout, check.stderr), (0, "", ""))
        self.assertNotIn(official.address, metrics)

    def testAnswersWithinFiveMilliseconds(self):
        connection = http.client.HTTPConnection(*self.appliance.endpoint("health"), timeout=20)
        for path in ("/health/live", "/health/ready", "/health/status.json"):
            times = []
            for _ in range(200):
                begin = time.perf_counter()
                connection.request("GET", path)
                connection.getresponse().read()
                times.append(time.perf_counter() - begin)
            median = sorted(times)[len(times) // 2]
            print(f"{path}: median {median * 1e3:.2f} ms")
            self.assertLess(median, 0.005)
        connection.close()

    def testOperatorsCommands(self):
        self.appliance.tram("hal", "identify", "disk:4")
        eventually("the lamp is lit", lambda: "ledctl --listed-only locate=" in self.sim("journal"))
        self.assertEqual(self.appliance.tram("hal", "identify", "disk:9", check=False).returncode, 1)
        self.sim("insert-disk", "8", "foreign")
        alarm = eventually("the disk is told", lambda: self.alarm("disk.foreign", "disk:8"))
        self.assertIn("tram hal adopt disk:8", alarm["todo"]["en"])
        shown = json.loads(self.appliance.tram("--json", "hal", "status", check=False).stdout)
        [number] = [one["id"] for one in shown["alarms"] if one["condition"] == "disk.foreign"]
        self.appliance.tram("hal", "acknowledge", str(number), "--who", "hungnv")
        shown = json.loads(self.appliance.tram("--json", "hal", "status", check=False).stdout)
        self.assertEqual([one["acknowledged_by"] for one in shown["alarms"] if one["id"] == number], ["hungnv"])
        self.appliance.tram("hal", "adopt", "disk:8")
        eventually("the disk is a spare", lambda: not self.alarm("disk.foreign", "disk:8"))
        # It will not come back: that, too, is for an operator to say.
        self.sim("pull-disk", "8")
        eventually("it is missed", lambda: self.alarm("disk.missing", "disk:8"))
        self.appliance.tram("hal", "forget", "disk:8")
        eventually("it is missed no more", lambda: not self.alarm("disk.missing", "disk:8"))


if __name__ == "__main__":
    record.main("system_health")
