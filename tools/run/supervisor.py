"""Starts the processes of a run, restarts each that dies, and stops them all in order.

What the others stand on comes first and goes last. A process that dies is started again at once; one that keeps dying within
its first second is started once every `pause`, so that it is always back within a second. One thread; processes are
watched through their pidfds.
"""
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from notify_socket import NotifySocket

pause = 0.5
readyWithin = 60.0
stopWithin = 15.0
setParentDeathSignal = 1  # PR_SET_PDEATHSIG
libc = ctypes.CDLL(None, use_errno=True)


def dieWithParent() -> None:
    """Between fork and exec: own session, and an end when the supervisor is killed."""
    os.setsid()
    libc.prctl(setParentDeathSignal, signal.SIGTERM)


@dataclass
class Program:
    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    pidfd: int = -1
    startedAt: float = 0.0
    startAgainAt: float | None = None
    ready: bool = False
    starts: int = 0


class Supervisor:
    def __init__(self, folder: Path, commands: dict[str, list[str]], foundation: int, silent: set[str],
                 changed: Callable[[], None], environment: dict[str, str]):
        """`commands` in the order of start, the first `foundation` of which the others stand on; those in `silent` do not say
        when they are ready; `changed` is called whenever a process id is new."""
        self.folder = folder
        self.programs = [Program(name, command) for name, command in commands.items()]
        self.foundation = foundation
        self.silent = silent
        self.changed = changed
        self.selector = selectors.DefaultSelector()
        self.notify = NotifySocket(folder / "sockets" / "notify.sock")
        self.environment = {**os.environ, **environment, "NOTIFY_SOCKET": str(self.notify.path)}
        self.selector.register(self.notify, selectors.EVENT_READ, None)
        self.stopping = False
        self.wakeReader, self.wakeWriter = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self.selector.register(self.wakeReader, selectors.EVENT_READ, None)
        signal.set_wakeup_fd(self.wakeWriter, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: setattr(self, "stopping", True))

    def pids(self) -> dict[str, int]:
        return {program.name: program.process.pid for program in self.programs if program.process is not None}

    def start(self, program: Program) -> None:
        with open(self.folder / "log" / f"{program.name}.log", "ab") as log:
            program.process = subprocess.Popen(program.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                               cwd=self.folder, env=self.environment, preexec_fn=dieWithParent)
        program.pidfd = os.pidfd_open(program.process.pid)
        program.startedAt = time.monotonic()
        program.startAgainAt = None
        program.ready = program.name in self.silent
        program.starts += 1
        self.selector.register(program.pidfd, selectors.EVENT_READ, program)
        self.changed()

    def reap(self, program: Program) -> None:
        self.selector.unregister(program.pidfd)
        os.close(program.pidfd)
        status = program.process.wait()
        now = time.monotonic()
        lived = now - program.startedAt
        program.process = None
        program.ready = False
        if self.stopping:
            return
        how = f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
        print(f"{program.name} ended with {how} after {lived:.1f} s; starting it again"
              + ("" if lived >= 1.0 else f" (see {self.folder}/log/{program.name}.log)"), file=sys.stderr, flush=True)
        program.startAgainAt = now if lived >= 1.0 else now + pause

    def turn(self, until: float) -> None:
        """Waits for one round of events, no longer than to `until`, and deals with them."""
        due = [program.startAgainAt for program in self.programs if program.startAgainAt is not None]
        wait = max(0.0, min([until, *due]) - time.monotonic())
        for key, _ in self.selector.select(wait):
            if isinstance(key.data, Program):
                self.reap(key.data)
            elif key.fileobj is self.notify:
                self.readNotifications()
            else:
                os.read(self.wakeReader, 512)
        for program in self.programs:
            if not self.stopping and program.startAgainAt is not None and program.startAgainAt <= time.monotonic():
                self.start(program)

    def readNotifications(self) -> None:
        for pid, fields in self.notify.receive():
            for program in self.programs:
                if program.process is not None and program.process.pid == pid and fields.get("READY") == "1":
                    program.ready = True

    def startAll(self) -> None:
        """Starts the foundation, then the others; returns when all have said that they are ready.

        TimeoutError where one does not get ready; InterruptedError where a signal came first.
        """
        for group in (self.programs[:self.foundation], self.programs[self.foundation:]):
            for program in group:
                self.start(program)
            deadline = time.monotonic() + readyWithin
            while not all(program.ready for program in group):
                if self.stopping:
                    raise InterruptedError
                late = [program.name for program in group if not program.ready]
                if time.monotonic() >= deadline or any(program.starts > 5 for program in group):
                    raise TimeoutError(f"not ready: {', '.join(late)}; see {self.folder}/log")
                self.turn(deadline)

    def watch(self) -> None:
        """Until a signal asks for the end."""
        while not self.stopping:
            self.turn(time.monotonic() + 3600.0)

    def stopAll(self) -> None:
        """SIGTERM to all but the foundation, then to it; SIGKILL to what does not go."""
        self.stopping = True
        for group in (self.programs[self.foundation:], self.programs[:self.foundation]):
            alive = [program for program in group if program.process is not None]
            for program in alive:
                program.process.send_signal(signal.SIGTERM)
            deadline = time.monotonic() + stopWithin
            while any(program.process is not None for program in alive):
                if time.monotonic() >= deadline:
                    for program in alive:
                        if program.process is not None:
                            print(f"{program.name} did not stop within {stopWithin:.0f} s; killed", file=sys.stderr)
                            program.process.kill()
                    deadline = time.monotonic() + stopWithin
                self.turn(deadline)
        self.notify.close()
