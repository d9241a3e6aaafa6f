"""The guest's management controller: OpenIPMI's ipmi_sim with sensors whose values are files."""
import subprocess
import time
from pathlib import Path

from appliance import freePort

temperature, fan = 0x01, 0x04
celsius, turnsPerMinute = 1, 18


def record(number: int, kind: int, unit: int, factor: int, name: str, events: int, thresholds: tuple[int, ...]) -> str:
    """A full sensor record, of `factor` times the raw reading. [IPMI 2.0 43.1]"""
    masks = [events & 0xFF, events >> 8] * 2 + [0x3F, 0x00]
    text = name.encode()
    body = [0x20, 0, number, 7, number, 0x67, 0x68, kind, 0x01, *masks, 0x00, unit, 0, 0, factor, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0,
            *thresholds, 1, 1, 0, 0, 0, 0xC0 | len(text), *text]
    return " ".join(f"0x{octet:02x}" for octet in [0, 0, 0x51, 0x01, len(body), *body])


class Controller:
    def __init__(self, folder: Path):
        self.folder = folder / "controller"
        self.folder.mkdir()
        (self.folder / "state" / "tram").mkdir(parents=True)
        self.port = freePort()
        self.process: subprocess.Popen | None = None
        self.set("inlet", 24)
        self.set("fan", 60)

    def set(self, sensor: str, raw: int) -> None:
        """A temperature in degrees, a fan in fifties of turns a minute."""
        fresh = self.folder / (sensor + ".new")
        fresh.write_text(f"{raw}\n")
        fresh.rename(self.folder / sensor)

    def start(self) -> None:
        (self.folder / "lan.conf").write_text(f'name "tram"\nset_working_mc 0x20\n  serial 15 127.0.0.1 {self.port} codec VM\n  startnow false\n')
        none = (0, 0, 0)
        inlet = record(1, temperature, celsius, 1, "Inlet Temp", 0x0A80, (60, 50, 40, *none))
        turning = record(2, fan, turnsPerMinute, 50, "FAN1", 0x0015, (*none, 6, 10, 14))
        (self.folder / "tram.emu").write_text(f'''mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
sel_enable 0x20 1000 0x0a
sensor_add 0x20 0 0 35 0x6f event-only
sensor_set_event_support 0x20 0 0 enable scanning per-state 000000000001111 000000000000000 000000000001111 000000000000000
sensor_add 0x20 0 1 {temperature} 0x01 poll 1000 file "{self.folder}/inlet"
sensor_set_threshold 0x20 0 1 settable 111000 60 50 40 0 0 0
sensor_set_event_support 0x20 0 1 enable scanning per-state 000111111000000 000111111000000 000111111000000 000111111000000
sensor_add 0x20 0 2 {fan} 0x01 poll 1000 file "{self.folder}/fan"
sensor_set_threshold 0x20 0 2 settable 000111 0 0 0 14 10 6
sensor_set_event_support 0x20 0 2 enable scanning per-state 000000000111111 000000000111111 000000000111111 000000000111111
main_sdr_add 0x20 {inlet}
main_sdr_add 0x20 {turning}
mc_enable 0x20
''')
        self.said = open(self.folder / "log", "wb")
        self.process = subprocess.Popen(["ipmi_sim", "-c", self.folder / "lan.conf", "-f", self.folder / "tram.emu",
                                         "-s", self.folder / "state", "-n"], stdin=subprocess.DEVNULL, stdout=self.said, stderr=self.said)
        deadline = time.monotonic() + 20
        while True:
            # A connection would be taken for the guest's.
            if f"0100007F:{self.port:04X} 00000000:0000 0A" in Path("/proc/net/tcp").read_text():
                return
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("ipmi_sim: " + (self.folder / "log").read_text(errors="replace"))
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.said.close()
