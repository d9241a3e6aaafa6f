"""Runs what the test asks for, one command after the other: a line of JSON each way over a virtio port."""
import json
import os
import signal
import subprocess


def answer(question: dict) -> dict:
    process = subprocess.Popen(["/bin/sh", "-c", question["run"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               start_new_session=True)
    try:
        output, _ = process.communicate(question.get("given", "").encode(), timeout=question["within"])
        return {"status": process.returncode, "output": output.decode(errors="replace")}
    except subprocess.TimeoutExpired:
        # Its children too; one that hangs in the kernel is left behind.
        os.killpg(process.pid, signal.SIGKILL)
        return {"status": -1, "output": "it took too long"}


with open("/dev/virtio-ports/agent", "r+b", buffering=0) as port:
    port.write(json.dumps({"ready": True}).encode() + b"\n")
    rest = b""
    while True:
        chunk = port.read(65536)
        if not chunk:
            continue
        rest += chunk
        while b"\n" in rest:
            line, _, rest = rest.partition(b"\n")
            asked = json.loads(line)
            port.write(json.dumps({"id": asked["id"], **answer(asked)}).encode() + b"\n")
