"""Runs a unittest file as one ctest test, and leaves a record of its single cases for tools/dev test to count."""
import json
import os
import sys
import unittest
from pathlib import Path

# What ctest takes for "skipped"; see SKIP_RETURN_CODE in tests/CMakeLists.txt.
allSkipped = 77


class CountingResult(unittest.TextTestResult):
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.succeeded = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.succeeded += 1


def main(name: str) -> None:
    """`name` is the test's name in ctest. Ends the program."""
    program = unittest.main(module="__main__", exit=False, verbosity=2,
                            testRunner=unittest.TextTestRunner(verbosity=2, resultclass=CountingResult))
    result = program.result
    failed = sorted({str(test).split(" ")[0] for test, _ in result.failures + result.errors}
                    | {str(test) for test in result.unexpectedSuccesses})
    skipped = [f"{str(test).split(' ')[0]}: {reason}" for test, reason in result.skipped]
    if "TRAM_RESULTS" in os.environ:
        counts = {"passed": result.succeeded, "skipped": skipped, "failed": failed}
        (Path(os.environ["TRAM_RESULTS"]) / f"{name}.json").write_text(json.dumps(counts))
    if failed:
        sys.exit(1)
    sys.exit(allSkipped if result.succeeded == 0 else 0)
