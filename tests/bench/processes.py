"""What the kernel knows about a server's processes: their tree, their processor time, their memory, their disk."""
import os
import subprocess
import time
from pathlib import Path

ticks = os.sysconf("SC_CLK_TCK")


def fields(pid: int) -> list[str] | None:
    """Of /proc/PID/stat from the third on (the name before may hold anything); None where the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError):
        return None


def tree(roots: list[int]) -> list[int]:
    """The processes and all below them."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (stat := fields(int(entry))):
            children.setdefault(int(stat[1]), []).append(int(entry))
    found, waiting = [], list(roots)
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def processorSeconds(roots: list[int]) -> float:
    """User and system time of the tree, of children that have ended and been waited for as well."""
    used = 0
    for pid in tree(roots):
        if stat := fields(pid):
            used += sum(int(value) for value in stat[11:15])
    return used / ticks


def proportionalSetSize(roots: list[int]) -> int:
    """Octets of memory of the tree; what is shared is divided among those who share it."""
    kibibytes = 0
    for pid in tree(roots):
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    kibibytes += int(line.split()[1])
        except (OSError, ValueError):
            continue
    return kibibytes * 1024


def startedAt(pid: int) -> float:
    """On the clock of `sinceBoot`, to a tick (10 ms)."""
    stat = fields(pid)
    if stat is None:
        raise ProcessLookupError(pid)
    return int(stat[19]) / ticks


def sinceBoot() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def diskUse(folder: Path) -> int:
    """Octets of disk below the folder, a file with several links counted once."""
    return int(subprocess.run(["du", "-s", "--block-size=1", folder], capture_output=True, text=True, check=True).stdout.split()[0])


def forgetCaches() -> None:
    """Makes the next reads come from the disk. Needs root."""
    os.sync()
    Path("/proc/sys/vm/drop_caches").write_text("3\n")
