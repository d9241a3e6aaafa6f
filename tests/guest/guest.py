"""A box of QEMU's: real disks, arrays, controller and watchdog under a real kernel, with the appliance as its units run it.

    with Guest() as guest:
        guest.run("tram hal status")
        guest.monitor("device_del", id="disk4")

Two ways lead in beside the appliance's own doors: an agent that runs commands, and QEMU's monitor.
"""
import http.client
import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import guest_image
from appliance import Started, build, eventually, freePort
from controller import Controller

GiB = 1 << 30
# Bay by bay of files/etc/tram/board.json: how the disk is attached, and its serial number.
disks = {1: "NVME0001", 2: "SATA0002", 3: "SATA0003", 4: "SCSI0004", 5: "SCSI0005", 6: "SCSI0006"}
# What the host reaches, by the guest's network and port.
doors = {"smtp.internet": ("internet", 25), "submission": ("management", 587), "imap": ("management", 143), "health": ("management", 9925)}
networks = {"tsl": ("10.64.1", "01", 7), "internet": ("203.0.113", "02", 8), "management": ("192.0.2", "03", 9)}


class Line:
    """JSON values, one to a line, over a Unix socket that QEMU listens at."""

    def __init__(self, path: Path):
        self.socket = socket.socket(socket.AF_UNIX)
        eventually(f"QEMU listens at {path.name}", lambda: self.connect(path), 30)
        self.reader = self.socket.makefile("rb")

    def connect(self, path: Path) -> bool:
        try:
            self.socket.connect(str(path))
        except OSError:
            return False
        return True

    def send(self, value: dict) -> None:
        self.socket.sendall(json.dumps(value).encode() + b"\n")

    def close(self) -> None:
        self.socket.close()


class Guest(Started):
    def __init__(self) -> None:
        # Sockets' names are short.
        self.folder = Path(tempfile.mkdtemp(prefix="tram-guest-", dir="/tmp"))
        self.controller = Controller(self.folder)
        self.ports = {name: freePort() for name in doors}
        self.process: subprocess.Popen | None = None
        self.events: list[tuple[float, dict]] = []
        self.replies: queue.Queue = queue.Queue()
        self.answers: queue.Queue = queue.Queue()
        self.asked = 0
        self.boots = 0

    # ---- the machine

    def disk(self, bay: int) -> Path:
        return self.folder / f"disk{bay}.img"

    def makeDisk(self, bay: int, octets: int = GiB) -> Path:
        with open(self.disk(bay), "wb") as file:
            file.truncate(octets)
        return self.disk(bay)

    def command(self) -> list[str]:
        cache = Path(os.environ.get("TRAM_CACHE", build)) / "guest"
        root = guest_image.rootDisk(cache)
        programs = guest_image.programsDisk(self.folder, build)
        command = ["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-machine", "q35", "-accel",
                   "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "1536", "-rtc", "base=utc", "-action", "watchdog=reset",
                   "-kernel", str(guest_image.kernel()), "-initrd", str(guest_image.makeInitialDisk(self.folder)),
                   "-append", "console=ttyS0 quiet panic=3 no_timer_check mitigations=off nokaslr audit=0 systemd.show_status=0 "
                              "systemd.unit=agent.target",
                   "-chardev", f"file,id=console,path={self.folder}/console.log,append=on", "-serial", "chardev:console",
                   "-qmp", f"unix:{self.folder}/qmp,server=on,wait=off"]

        def drive(name: str, path: Path, readOnly: bool = False) -> None:
            command.extend(["-drive", f"if=none,id={name},format=raw,file={path},cache=unsafe" + (",readonly=on" if readOnly else "")])
        drive("root", root, True)
        drive("programs", programs, True)
        command += ["-device", "virtio-blk-pci,drive=root,addr=2", "-device", "virtio-blk-pci,drive=programs,addr=3"]
        command += ["-device", "virtio-serial-pci,addr=4", "-chardev", f"socket,id=agent,path={self.folder}/agent,server=on,wait=off",
                    "-device", "virtserialport,chardev=agent,name=agent", "-device", "virtio-scsi-pci,id=sas,addr=5"]
        for bay, serial in disks.items():
            drive(f"disk{bay}", self.makeDisk(bay))
            command += ["-device", self.deviceOf(bay, serial)]
        for zone, (network, last, place) in networks.items():
            forwards = "".join(f",hostfwd=tcp:127.0.0.1:{self.ports[name]}-{network}.2:{port}"
                               for name, (of, port) in doors.items() if of == zone)
            command += ["-netdev", f"user,id={zone},restrict=on,net={network}.0/24,host={network}.1,dns={network}.3{forwards}",
                        "-device", f"e1000e,netdev={zone},mac=52:54:00:00:00:{last},addr={place},romfile="]
        command += ["-device", "i6300esb,addr=0xa", "-chardev",
                    f"socket,id=controller,host=127.0.0.1,port={self.controller.port},reconnect-ms=1000",
                    "-device", "ipmi-bmc-extern,id=bmc,chardev=controller", "-device", "isa-ipmi-kcs,bmc=bmc"]
        return command

    @staticmethod
    def deviceOf(bay: int, serial: str) -> str:
        if bay == 1:
            return f"nvme,id=disk{bay},drive=disk{bay},serial={serial},addr=6"
        if bay in (2, 3):
            return f"ide-hd,id=disk{bay},drive=disk{bay},serial={serial},bus=ide.{bay - 2}"
        return f"scsi-hd,id=disk{bay},drive=disk{bay},serial={serial},bus=sas.0,scsi-id={bay - 3},lun=0"

    def start(self) -> None:
        self.controller.start()
        self.said = open(self.folder / "qemu.log", "wb")
        self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=self.said, stderr=self.said)
        self.qmp, self.agent = Line(self.folder / "qmp"), Line(self.folder / "agent")
        threading.Thread(target=self.readMonitor, daemon=True).start()
        threading.Thread(target=self.readAgent, daemon=True).start()
        self.monitor("qmp_capabilities")
        self.waitForBoot(1)

    def waitForBoot(self, number: int, within: float = 240) -> None:
        def booted() -> bool:
            if self.process.poll() is not None:
                raise AssertionError(f"QEMU ended with {self.process.returncode}")
            if "Kernel panic" in self.console():
                raise AssertionError("its kernel panicked")
            return self.boots >= number
        try:
            eventually(f"the guest came up for the {number}. time", booted, within)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.logs()}") from None

    def close(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.said.close()
        self.controller.stop()
        if "TRAM_KEEP" in os.environ:
            print(f"kept: {self.folder}", file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def console(self) -> str:
        path = self.folder / "console.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def logs(self) -> str:
        return "\n".join(f"--- {name}\n{(self.folder / name).read_text(errors='replace')[-6000:]}" for name in ("qemu.log", "console.log")
                         if (self.folder / name).exists())

    # ---- QEMU's monitor and the agent

    def readMonitor(self) -> None:
        for line in self.qmp.reader:
            value = json.loads(line)
            if "event" in value:
                self.events.append((time.monotonic(), value))
            elif "QMP" not in value:
                self.replies.put(value)

    def readAgent(self) -> None:
        for line in self.agent.reader:
            try:
                value = json.loads(line)
            except ValueError:
                continue  # half a line of an agent that a reset ended
            if value.get("ready"):
                self.boots += 1
            else:
                self.answers.put(value)

    def monitor(self, command: str, **arguments: object) -> object:
        self.qmp.send({"execute": command, "arguments": {name.replace("_", "-"): value for name, value in arguments.items()}})
        reply = self.replies.get(timeout=30)
        if "error" in reply:
            raise AssertionError(f"{command}: {reply['error']}")
        return reply["return"]

    def human(self, command: str) -> str:
        return self.monitor("human-monitor-command", command_line=command)

    def event(self, name: str) -> dict | None:
        return next((event for _, event in self.events if event["event"] == name), None)

    def ask(self, command: str, given: str = "", within: float = 120) -> tuple[int, str]:
        self.asked += 1
        self.agent.send({"id": self.asked, "run": command, "given": given, "within": within})
        deadline = time.monotonic() + within + 30
        while True:
            answer = self.answers.get(timeout=max(deadline - time.monotonic(), 0.1))
            if answer["id"] == self.asked:
                return answer["status"], answer["output"]

    def run(self, command: str, given: str = "", within: float = 120) -> str:
        """Its output, both streams; AssertionError where it fails."""
        status, output = self.ask(command, given, within)
        if status != 0:
            raise AssertionError(f"in the guest: {command}: status {status}\n{output}")
        return output

    # ---- what a monitoring system sees

    def get(self, path: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.ports["health"], timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().read()
        finally:
            connection.close()

    def status(self) -> dict:
        try:
            return json.loads(self.get("/health/status.json"))
        except (OSError, ValueError, http.client.HTTPException):
            return {"alarms": [], "overall": "away"}

    def alarm(self, code: str, component: str) -> dict | None:
        return next((alarm for alarm in self.status()["alarms"] if alarm["code"] == code and alarm["component"] == component), None)
