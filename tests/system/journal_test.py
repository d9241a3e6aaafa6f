#!/usr/bin/env python3
"""The journal of a running appliance: sealed into signed files, moved out of the database, still told by trace."""
import json
import shutil
import unittest
from pathlib import Path

import record
from appliance import Appliance, eventually


class Journal(unittest.TestCase):
    def testSealedFilesTellWhatTheDatabaseHad(self):
        settings = {"journal.segment": "20000", "journal.kept_for": "0", "journal.interval": "1"}
        with Appliance(settings=settings) as appliance:
            reader = appliance.account("official")
            for number in range(60):
                appliance.deliver(f"Message-ID: <letter-{number}@x.example>\r\nSubject: {number}\r\n\r\nbody\r\n".encode(),
                                  to=[reader.address])

            def statistics() -> dict:
                return json.loads(appliance.tram("--json", "store", "stat").stdout)

            eventually("segments are sealed and their records moved out", lambda: (
                (now := statistics())["journal.segments"] >= 2
                and now["table.journal.rows"] < now["journal.position"] / 2))
            for number in (0, 30, 59):
                steps = json.loads(appliance.tram("--json", "trace", f"<letter-{number}@x.example>").stdout)
                self.assertEqual(len(steps), 1, steps)
                self.assertIn(f"letter-{number}@x.example", steps[0]["text"])
            self.assertEqual(appliance.tram("trace", "<letter-0@x.example>", "--since", "2999-01-01", check=False).returncode, 1)

            checked = appliance.tram("store", "check")
            self.assertEqual(checked.returncode, 0, checked.stdout)
            store = Path(appliance.record["data"])
            store = store if (store / "data.mdb").exists() else store / "store"
            files = sorted((store / "journal").glob("*.tramjournal"))
            self.assertGreaterEqual(len(files), 2)
            self.assertEqual(appliance.tram("verify", *files).returncode, 0)

            # Somebody edits the past.
            kept = appliance.folder / "kept"
            shutil.copy(files[0], kept)
            damaged = bytearray(files[0].read_bytes())
            damaged[len(damaged) // 2] ^= 1
            files[0].write_bytes(damaged)
            self.assertEqual(appliance.tram("verify", files[0], check=False).returncode, 1)
            checked = appliance.tram("store", "check", check=False)
            self.assertEqual(checked.returncode, 1)
            self.assertIn("segment 1 to", checked.stdout)
            shutil.copy(kept, files[0])
            self.assertEqual(appliance.tram("store", "check").returncode, 0)

            # Started again it goes on from where it was, with the same key.
            appliance.stop()
            published = (store / "signing.pub").read_text()
            self.assertEqual(appliance.tram("store", "check", "--offline").returncode, 0)
            appliance.start()
            self.assertEqual((store / "signing.pub").read_text(), published)
            appliance.deliver(b"Message-ID: <after@x.example>\r\n\r\nbody\r\n", to=[reader.address])
            with appliance.imap(reader) as mailbox:
                self.assertEqual(len(mailbox.uids("SUBJECT", "59")), 1)
            appliance.checkStore()


if __name__ == "__main__":
    record.main("system_journal")
