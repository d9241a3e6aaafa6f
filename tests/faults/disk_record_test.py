"""The model of the disk: what is safe after which calls."""
import random
import unittest

import record
from disk_record import Disk, Entry, dataSyncDone, flushBegun, flushDone, sector, truncate, write


def put(offset, data, file="f"):
    return Entry(write, file, offset, data, 0)


def call(kind, offset=0, file="f"):
    return Entry(kind, file, offset, b"", 0)


def after(*entries):
    disk = Disk({"f": bytearray(b"........")})
    for entry in entries:
        disk.take(entry)
    return disk


def outcomes(disk, file="f"):
    return {bytes(disk.afterPowerCut(random.Random(number))[file]) for number in range(300)}


class Model(unittest.TestCase):
    def testAWriteAloneMayBeThereOrNot(self):
        self.assertEqual(outcomes(after(put(0, b"A"))), {b"........", b"A......."})

    def testAFlushedWriteIsThere(self):
        self.assertEqual(outcomes(after(put(0, b"A"), call(flushBegun), call(flushDone))), {b"A......."})

    def testAFlushThatHasNotEndedPromisesNothing(self):
        self.assertEqual(outcomes(after(put(0, b"A"), call(flushBegun))), {b"........", b"A......."})

    def testAFlushCoversNothingThatBeganAfterIt(self):
        disk = after(put(0, b"A"), call(flushBegun), put(1, b"B"), call(flushDone))
        self.assertEqual(outcomes(disk), {b"A.......", b"AB......"})

    def testADataSyncWriteIsThereBeforeEarlierOnes(self):
        disk = after(put(0, b"A"), put(1, b"B"), call(dataSyncDone))
        self.assertEqual(outcomes(disk), {b".B......", b"AB......"})

    def testUnsafeWritesComeInAnyOrder(self):
        self.assertEqual(outcomes(after(put(0, b"A"), put(1, b"B"))),
                         {b"........", b"A.......", b".B......", b"AB......"})

    def testAFlushOfAnotherFileDoesNotCount(self):
        disk = after(put(0, b"A"), call(flushBegun, file="g"), call(flushDone, file="g"))
        self.assertEqual(outcomes(disk), {b"........", b"A......."})

    def testAWriteMayBeTornAtASector(self):
        sizes = {len(content.rstrip(b".")) for content in outcomes(after(put(0, b"A" * 3 * sector)))}
        self.assertEqual(sizes, {0, sector, 2 * sector, 3 * sector})

    def testTruncationWaitsForAFlushToo(self):
        self.assertEqual(outcomes(after(call(truncate, 4))), {b"........", b"...."})


if __name__ == "__main__":
    record.main("tools_disk_record")
