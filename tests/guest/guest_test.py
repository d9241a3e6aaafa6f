"""The appliance on a real kernel with real disks: what breaks is told by bay and serial, mends, and loses no letter."""
import imaplib
import re
import smtplib
import ssl
import struct
import subprocess
import sys
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
# As the house promises them; the emulated processor is allowed what the real one is not.
toldWithin, backWithin, slow = 10, 15, 3


class Box(unittest.TestCase):
    """In the order of their names: the last one switches the box off."""
    accepted: list[str] = []

    @classmethod
    def setUpClass(cls):
        why = guest_image.missing()
        if why:
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
        run("systemctl start mail-volume.service && mkfs.ext4 -q -L tram-mail /dev/mapper/mail")
        run("systemctl start --no-block multi-user.target")
        eventually("the box serves", lambda: cls.guest.ask("systemctl is-active tram-smtp tram-access tram-office")[0] == 0, 180)
        tram = "tram --dir /var/lib/tram "
        run(tram + "agency create 'Sở Nội vụ' --kind department --label sonoivu --decision 957/QĐ-UBND --dated 22/5/2013")
        run(tram + "official create 'Nguyễn Văn Hùng' --agency 'Sở Nội vụ' --title 'Chuyên viên'")
        first = run(tram + f"password reset {address}").strip().splitlines()[-1]
        run(tram + f"password change {address}", given=f"{first}\n{password}\n")
        eventually("all is well", lambda: cls.guest.status()["overall"] == "ok", 120)

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

    # ---- what it is

    def test1TheBoxIsKnown(self):
        told = self.guest.run("tram --dir /var/lib/tram --json hal status")
        parts = {part["id"]: part for part in guest_json(told)["components"]}
        for bay, serial in disks.items():
            self.assertEqual(parts[f"disk:{bay}"]["serial"], serial)
        self.assertIn("array:mail", parts)
        self.assertEqual(parts["ups:ups-a"]["serial"], "UPS0000001")
        self.assertEqual(parts["temperature:inlet-temp"]["figures"]["celsius"], 24)
        self.assertEqual(parts["fan:fan1"]["figures"]["rpm"], 3000)
        self.assertEqual(parts["watchdog"]["words"]["state"], "active")
        self.assertEqual({part["words"]["zone"] for part in parts.values() if part["kind"] == "link"}, {"tsl", "internet", "management"})
        for service in ("tram-store", "tram-smtp", "tram-relay", "tram-access", "tram-office", "tram-scan", "tram-hal", "tram-alert",
                        "tram-snmp", "tram-watchdog"):
            self.assertEqual(self.guest.run(f"systemctl is-active {service}").strip(), "active", service)
        self.deliver()
        self.assertEqual(self.inbox(), self.accepted)


def guest_json(text: str) -> dict:
    import json
    return json.loads(text[text.index("{"):])


if __name__ == "__main__":
    record.main("guest_box")
