"""The appliance on a real kernel with real disks: what breaks is told by bay and serial, mends, and loses no letter."""
import imaplib
import json
import re
import smtplib
import ssl
import struct
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "system"))

import guest_image
import record
from appliance import build, eventually
from guest import Guest, disks
from letters import letter

password = "chim se dau mai ngoi reu"
address = f"hungnv@{guest_image.domain}"
# Seconds, as the house promises them.
toldWithin, backWithin = 10, 15
services = ("tram-store", "tram-smtp", "tram-relay", "tram-access", "tram-office", "tram-scan", "tram-hal", "tram-alert", "tram-snmp",
            "tram-watchdog")
alarmTable = ".1.3.6.1.4.1.32473.1.1.11"


class Box(unittest.TestCase):
    """In the order of their names: the last one switches the box off."""
    accepted: list[str] = []

    @classmethod
    def setUpClass(cls):
        if why := guest_image.missing():
            raise unittest.SkipTest(why)
        cls.guest = Guest()
        cls.addClassCleanup(cls.guest.close)
        cls.guest.start()
        try:
            cls.make()
        except BaseException:
            print(cls.guest.logs(), file=sys.stderr)
            print(cls.guest.ask("systemctl --failed --no-pager; journalctl -b --no-pager -n 120")[1], file=sys.stderr)
            raise

    @classmethod
    def make(cls) -> None:
        """As commissioning does: the arrays, the volume, the first mailbox."""
        run = cls.guest.run
        run("modprobe -a raid1 dm_mod")
        run("mdadm --create /dev/md/mail --run --homehost=any --name=mail --level=1 --raid-devices=2 --assume-clean --spare-devices=1 "
            "--metadata=1.2 --bitmap=internal $(for s in SCSI0004 SCSI0005 SCSI0006; do lsblk -dno PATH,SERIAL | grep $s | cut -d' ' -f1; done)")
        run("mdadm --create /dev/md/system --run --homehost=any --name=system --level=1 --raid-devices=2 --assume-clean --metadata=1.2 "
            "$(for s in SATA0002 SATA0003; do lsblk -dno PATH,SERIAL | grep $s | cut -d' ' -f1; done)")
        run("mkfs.ext4 -q $(lsblk -dno PATH,SERIAL | grep NVME0001 | cut -d' ' -f1)")
        run("systemctl start mail-volume.service && mkfs.ext4 -q -L tram-mail /dev/mapper/mail")
        run("systemctl start --no-block multi-user.target")
        eventually("the box serves", lambda: cls.guest.ask("systemctl is-active tram-smtp tram-access tram-office")[0] == 0, 180)
        tram = "tram --dir /var/lib/tram "
        run(tram + "agency create 'Sở Nội vụ' --kind department --label sonoivu --decision 957/QĐ-UBND --dated 22/5/2013")
        run(tram + "official create 'Nguyễn Văn Hùng' --agency 'Sở Nội vụ' --title 'Chuyên viên'")
        first = run(tram + f"password reset {address}").strip().splitlines()[-1]
        run(tram + f"password change {address}", given=f"{first}\n{password}\n")
        eventually("every part has been looked at", lambda: not cls.notSeen(), 120)
        eventually("all is well", lambda: cls.guest.status()["overall"] == "ok", 120)

    @classmethod
    def notSeen(cls) -> list[str]:
        """What the box has and tram-hal has not yet told of."""
        parts = cls.parts()
        wanted = [*(f"disk:{bay}" for bay in disks), "array:mail", "ups:ups-a", "temperature:inlet-temp", "fan:fan1", "watchdog", "clock"]
        zones = {part["words"].get("zone") for part in parts.values() if part["kind"] == "link"}
        named = [f"disk:{bay}" for bay in disks] + ["ups:ups-a"]
        return [name for name in wanted if parts.get(name, {}).get("health") != "ok" or (name in named and not parts[name]["serial"])] + sorted({"tsl", "internet", "management"} - zones)

    @classmethod
    def hal(cls) -> dict:
        # Its status is 1 while anything is the matter.
        return json.loads(cls.guest.ask("tram --dir /var/lib/tram --json hal status")[1])

    @classmethod
    def parts(cls) -> dict[str, dict]:
        return {part["id"]: part for part in cls.hal()["components"]}

    def setUp(self):
        self.began = time.monotonic()

    def tearDown(self):
        print(f"{self.id().split('.')[-1]}: {time.monotonic() - self.began:.0f} s", file=sys.stderr)

    # ---- its doors

    def deliver(self) -> str:
        mark, content = letter(to=address)
        with smtplib.SMTP("127.0.0.1", self.guest.ports["smtp.internet"], local_hostname="client.example", timeout=60) as connection:
            connection.sendmail("someone@elsewhere.example", [address], content)
        self.accepted.append(mark)
        return mark

    def inbox(self) -> list[str]:
        tls = ssl.create_default_context(cafile=self.guest.folder / "certificates" / "ca.crt")
        connection = imaplib.IMAP4("127.0.0.1", self.guest.ports["imap"], timeout=60)
        try:
            connection.starttls(tls)
            connection.login(address, password)
            connection.select("INBOX", readonly=True)
            _, answers = connection.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (X-Mark)])")
            return re.findall(r"X-Mark: (\w+)", " ".join(part[1].decode() for part in answers if isinstance(part, tuple)))
        finally:
            connection.logout()

    def told(self, code: str, component: str, within: float) -> dict:
        return eventually(f"{code} of {component} is told", lambda: self.guest.alarm(code, component), within)

    def over(self, code: str, component: str, within: float = 120) -> None:
        eventually(f"{code} of {component} is over", lambda: not self.guest.alarm(code, component), within)

    def text(self, code: str, component: str) -> str:
        """What a technician would read, in both languages."""
        alarm = self.guest.alarm(code, component)
        return " ".join([alarm["what"]["vi"], alarm["what"]["en"], alarm["todo"]["vi"], alarm["todo"]["en"]])

    def snmp(self) -> str:
        """The alarm table, as snmpd gives it inside (QEMU's restricted networks pass no UDP in)."""
        user, authentication, privacy = guest_image.snmpUser
        return self.guest.run(f"MIBS= snmpbulkwalk -v3 -l authPriv -u {user} -a SHA-256 -A '{authentication}' -x AES -X '{privacy}' -t 10 -Oqa "
                              f"192.0.2.2 {alarmTable}")

    # ---- what it is, and what may happen to it

    def test1TheBoxIsKnown(self):
        parts = self.parts()
        for bay, serial in disks.items():
            self.assertEqual(parts[f"disk:{bay}"]["serial"], serial)
        self.assertEqual(parts["disk:6"]["words"]["role"], "spare")
        self.assertEqual(parts["array:mail"]["words"]["level"], "raid1")
        self.assertEqual(parts["ups:ups-a"]["serial"], "UPS0000001")
        self.assertEqual(parts["temperature:inlet-temp"]["figures"]["temperature_celsius"], 24)
        self.assertEqual(parts["fan:fan1"]["figures"]["speed_rpm"], 3000)
        self.assertEqual(parts["watchdog"]["words"]["state"], "active")
        self.assertIn("clock", parts)
        self.assertEqual({part["words"]["zone"] for part in parts.values() if part["kind"] == "link"}, {"tsl", "internet", "management"})
        for service in services:
            self.assertEqual(self.guest.run(f"systemctl is-active {service}").strip(), "active", service)
        self.deliver()
        self.assertEqual(self.inbox(), self.accepted)

    def test2ADiskThatIsPulledIsNamedItsSpareTakesOverAndTheNextOneIsTaken(self):
        missing = b'tram_condition_active{code="disk.missing",component="disk:4",severity="critical"} 1'
        began = time.monotonic()
        self.guest.monitor("device_del", id="disk4")
        self.told("disk.missing", "disk:4", toldWithin)
        self.told("array.degraded", "array:mail", toldWithin)
        eventually("SNMP tells it", lambda: "SCSI0004" in self.snmp(), toldWithin)
        eventually("metrics tell it", lambda: missing in self.guest.get("/metrics"), toldWithin)
        took = time.monotonic() - began
        print(f"a pulled disk and the degraded array were told after {took:.1f} s, in SNMP and metrics too", file=sys.stderr)
        self.assertLess(took, toldWithin)
        text = self.text("disk.missing", "disk:4")
        for words in ("khay 4", "bay 4", "SCSI0004"):
            self.assertIn(words, text)
        self.deliver()
        self.over("array.degraded", "array:mail")
        self.assertIn("[2/2] [UU]", self.guest.run("cat /proc/mdstat"))
        self.guest.makeDisk(4)
        self.guest.human(f"drive_add 0 if=none,id=disk4again,format=raw,file={self.guest.disk(4)},cache=unsafe")
        self.guest.monitor("device_add", driver="scsi-hd", id="disk4again", drive="disk4again", serial="SCSI0014", bus="sas.0", scsi_id=1, lun=0)
        self.over("disk.missing", "disk:4")
        self.over("array.no-spare", "array:mail")
        replacement = ("disk:4", "SCSI0004", "SCSI0014")
        eventually("it is known which disk came for which",
                   lambda: replacement in [(one["component"], one["before"], one["after"]) for one in self.hal()["replacements"]], 30)

    def test3WhatDisksAndTheControllerSay(self):
        self.guest.monitor("qom-set", path="/machine/peripheral/disk1", property="smart_critical_warning", value=4)
        self.guest.controller.set("inlet", 45)
        self.guest.controller.set("fan", 4)
        self.told("disk.failing", "disk:1", 60)
        self.assertIn("NVME0001", self.text("disk.failing", "disk:1"))
        self.told("temperature.high", "temperature:inlet-temp", 60)
        self.told("fan.failed", "fan:fan1", 60)
        self.guest.monitor("qom-set", path="/machine/peripheral/disk1", property="smart_critical_warning", value=0)
        self.guest.controller.set("inlet", 24)
        self.guest.controller.set("fan", 60)
        eventually("all is well again", lambda: self.guest.status()["overall"] == "ok", 120)

    def test4AStoreThatStandsStillIsStartedAnew(self):
        store = self.mainProcess("tram-store")
        self.guest.run(f"kill -STOP {store}")
        began = time.monotonic()
        eventually("another store serves", lambda: self.isActive("tram-store") and self.mainProcess("tram-store") != store, 60)
        took = time.monotonic() - began
        print(f"a store that stood still was back after {took:.1f} s", file=sys.stderr)
        self.assertLess(took, backWithin)
        self.deliver()
        self.assertEqual(sorted(self.inbox()), sorted(self.accepted))

    def test5AStoreThatHangsInTheKernelEndsInAReset(self):
        boots = self.guest.boots
        self.guest.run("dmsetup suspend --noflush --nolockfs mail")
        began = time.monotonic()
        # Nobody answers for this letter; whoever sends it keeps it.
        threading.Thread(target=self.deliverInVain, daemon=True).start()
        eventually("monitoring hears that the store hangs", lambda: any(self.guest.alarm(code, "process:tram-store")
                                                                        for code in ("process.stuck", "process.down")), 60)
        print(f"that the store hangs was told after {time.monotonic() - began:.0f} s", file=sys.stderr)
        eventually("the watchdog bites", lambda: self.guest.event("WATCHDOG"), 180)
        print(f"the watchdog reset the box after {time.monotonic() - began:.0f} s", file=sys.stderr)
        self.guest.waitForBoot(boots + 1)
        eventually("the box serves again", lambda: all(self.isActive(service) for service in services), 180)
        self.assertTrue(set(self.accepted) <= set(self.inbox()))
        self.told("watchdog.reset", "watchdog", 60)

    def test6AnEmptyBatteryEndsInAnOrderlyStop(self):
        self.battery("OB", 1200)
        self.told("ups.on-battery", "ups:ups-a", 60)
        self.deliver()
        self.battery("OB LB", 60)
        began = time.monotonic()
        eventually("the box is off", lambda: self.guest.event("SHUTDOWN") and self.guest.process.poll() is not None, 180)
        print(f"the box was off {time.monotonic() - began:.0f} s after the battery was low", file=sys.stderr)
        self.assertEqual(self.guest.event("SHUTDOWN")["data"]["reason"], "guest-shutdown")
        self.checkStore()
        self.checkThatTheStopWasMeasured()

    # ----

    def battery(self, status: str, runtime: int) -> None:
        self.guest.run(f"sed -i 's/^ups.status:.*/ups.status: {status}/;s/^battery.runtime:.*/battery.runtime: {runtime}/' /etc/nut/ups-a.dev")

    def mainProcess(self, unit: str) -> str:
        return self.guest.run(f"systemctl show -p MainPID --value {unit}").strip()

    def isActive(self, unit: str) -> bool:
        return self.guest.ask(f"systemctl is-active {unit}")[1].strip() == "active"

    def deliverInVain(self) -> None:
        _, content = letter(to=address)
        try:
            with smtplib.SMTP("127.0.0.1", self.guest.ports["smtp.internet"], local_hostname="client.example", timeout=200) as connection:
                connection.sendmail("someone@elsewhere.example", [address], content)
        except (OSError, smtplib.SMTPException):
            pass

    def checkThatTheStopWasMeasured(self) -> None:
        """By two files on the system's disk: the next start takes from them how long a stop takes."""
        image = self.guest.disk(1)
        check = subprocess.run(["e2fsck", "-fn", image], capture_output=True, text=True)
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
        times = []
        for name in ("stop-begun", "stop-ended"):
            told = subprocess.run(["debugfs", "-R", f"stat /{name}", image], capture_output=True, text=True).stdout
            times.append(int(re.search(r"mtime: 0x([0-9a-f]+)", told)[1], 16))
        print(f"all of ours had stopped {times[1] - times[0]} s after the stop began", file=sys.stderr)
        self.assertTrue(0 <= times[1] - times[0] <= 30, times)

    def checkStore(self) -> None:
        """The mail volume as the box left it, of one member's image: a clean file system and a store that checks."""
        image = self.guest.disk(5).read_bytes()[4096:4096 + 256]
        magic, = struct.unpack_from("<I", image)
        self.assertEqual(magic, 0xA92B4EFC, "a superblock of md 1.2")
        offset = struct.unpack_from("<Q", image, 128)[0] * 512
        volume = f"{self.guest.disk(5)}?offset={offset}"
        check = subprocess.run(["e2fsck", "-fn", volume], capture_output=True, text=True)
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
        self.assertNotIn("recovering journal", check.stdout + check.stderr)
        folder = self.guest.folder / "left"
        folder.mkdir()
        subprocess.run(["debugfs", "-R", f"rdump /store {folder}", volume], check=True, capture_output=True)
        (folder / "tram.conf").write_text(f"domain = {guest_image.domain}\n")
        run = subprocess.run([build / "bin" / "tram", "--dir", folder, "store", "check", "--offline"], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)


if __name__ == "__main__":
    record.main("guest_box")
