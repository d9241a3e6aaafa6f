"""What it costs to know the machine: the processor time of tram-hal and of the tools that it asks, at a box's own paces."""
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

import record
from appliance import Appliance, eventually
from processes import processorSeconds

# Milliseconds, as on a box; a run for developers looks oftener.
paces = {"smart": 600_000, "controller": 30_000, "gateways": 10_000, "rest": 60_000}
measured = 60.0
most = 0.01  # of a core


class InventoryCost(unittest.TestCase):
    def testTheWholeInventoryTakesLessThanAHundredthOfACore(self):
        with Appliance(settings={f"hal.pace.{name}": str(pace) for name, pace in paces.items()}, demonstration=False) as appliance:
            eventually("all parts are known", lambda: appliance.tram("hal", "status", check=False).returncode == 0)
            pid = appliance.readRecord()["pids"]["tram-hal"]
            before, began = processorSeconds([pid]), time.monotonic()
            time.sleep(measured)
            share = (processorSeconds([pid]) - before) / (time.monotonic() - began)
            print(f"the whole inventory: {100 * share:.2f} % of a core")
            self.assertLess(share, most)


if __name__ == "__main__":
    record.main("system_inventory_cost")
