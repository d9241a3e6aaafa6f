"""A process that runs out of file descriptors serves whom it has, and everyone again afterwards."""
import contextlib
import os
import resource
import socket
import unittest

import record
from appliance import Appliance, eventually
from letters import letter


class Descriptors(unittest.TestCase):
    def testExhaustionCostsOnlyNewConnections(self):
        with Appliance() as appliance, contextlib.ExitStack() as stack:
            official = appliance.account("official")
            mailbox = stack.enter_context(appliance.imap(official))
            smtp = stack.enter_context(appliance.smtp())
            pids = appliance.readRecord()["pids"]
            before = {}
            for process in ("tram-smtp", "tram-access"):
                used = len(os.listdir(f"/proc/{pids[process]}/fd"))
                before[process] = resource.prlimit(pids[process], resource.RLIMIT_NOFILE)
                resource.prlimit(pids[process], resource.RLIMIT_NOFILE, (used + 20, before[process][1]))
            crowd = []
            for name in ("smtp.tsl", "imap") * 100:
                client = stack.enter_context(socket.socket())
                client.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    client.connect(appliance.endpoint(name))
                crowd.append(client)
            mark, content = letter()
            smtp.sendmail("someone@elsewhere.example", [official.address], content, mail_options=["BODY=8BITMIME"])
            self.assertEqual(len(mailbox.withMark(mark)), 1)
            for client in crowd:
                client.close()
            for process, limits in before.items():
                resource.prlimit(pids[process], resource.RLIMIT_NOFILE, limits)

            def serves():
                try:
                    appliance.deliver(letter()[1], [official.address])
                    return True
                except OSError:
                    return False
            eventually("new connections are served again", serves, 15.0)
            self.assertEqual(appliance.readRecord()["pids"], pids, "a process died")


if __name__ == "__main__":
    record.main("faults_limits")
