"""Runs what the test asks for, one command after the other: a line of JSON each way over a virtio port."""
import json
import subprocess

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
            question = json.loads(line)
            try:
                done = subprocess.run(["/bin/sh", "-c", question["run"]], input=question.get("given", "").encode(),
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=question["within"])
                answer = {"status": done.returncode, "output": done.stdout.decode(errors="replace")}
            except subprocess.TimeoutExpired as late:
                answer = {"status": -1, "output": (late.output or b"").decode(errors="replace")}
            port.write(json.dumps({"id": question["id"], **answer}).encode() + b"\n")
