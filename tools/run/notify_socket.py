"""The receiving end of systemd's notify protocol: who is ready, told apart by process id."""
import os
import socket
import struct
from pathlib import Path

largestMessage = 4096


class NotifySocket:
    def __init__(self, path: Path):
        self.path = path
        path.unlink(missing_ok=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.socket.bind(str(path))

    def fileno(self) -> int:
        return self.socket.fileno()

    def receive(self) -> list[tuple[int, dict[str, str]]]:
        """All that waits: (process id as the kernel vouches for it, the message's fields)."""
        messages = []
        while True:
            try:
                data, control, _, _ = self.socket.recvmsg(largestMessage, socket.CMSG_SPACE(struct.calcsize("3i")))
            except BlockingIOError:
                return messages
            pid = 0
            for level, kind, value in control:
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
                    pid = struct.unpack("3i", value)[0]
            fields = dict(line.split("=", 1) for line in data.decode(errors="replace").splitlines() if "=" in line)
            messages.append((pid, fields))

    def close(self) -> None:
        self.socket.close()
        if os.path.exists(self.path):
            os.unlink(self.path)
