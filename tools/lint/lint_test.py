"""Each check must find what it is there to find: bad trees fail, good ones pass."""
import os
import tempfile
import unittest
from pathlib import Path

import include_directions
import outside_paths
import shape


class Tree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return Path(name)


class IncludeDirections(Tree):
    good = [
        ("firmware/mime/a.cpp", '#include "text/fold.hpp"'),
        ("firmware/mime/a.cpp", "#include <vector>"),
        ("firmware/proto/smtp/a.cpp", '#include "proto/sasl/plain.hpp"'),
        ("firmware/store/a.cpp", "#include <lmdb.h>"),
        ("firmware/store/a.cpp", '#include "province/roles.hpp"'),
        ("firmware/net/a.cpp", "#include <boost/asio.hpp>"),
        ("firmware/net/a.cpp", "#include <mbedtls/ssl.h>"),
        ("firmware/roles/smtp/a.cpp", '#include "store/channel.hpp"'),
        ("firmware/roles/smtp/a.cpp", '#include "roles/smtp/b.hpp"'),
        ("firmware/roles/smtp/a.cpp", '#include "roles/process/process.hpp"'),
        ("firmware/cli/a.cpp", '#include "store/check.hpp"'),
        ("firmware/mime/a_test.cpp", "#include <fstream>"),
        ("firmware/mime/a.cpp", "// std::chrono::system_clock::now() would not do here"),
        ("hal/access/a.cpp", "#include <linux/nvme_ioctl.h>"),
    ]
    bad = [
        ("firmware/base/a.hpp", '#include "text/fold.hpp"'),
        ("firmware/text/a.cpp", '#include "mime/part.hpp"'),
        ("firmware/mime/a.cpp", '#include "store/tables.hpp"'),
        ("firmware/mime/a.cpp", "#include <sys/socket.h>"),
        ("firmware/mime/a.cpp", "#include <unistd.h>"),
        ("firmware/mime/a.cpp", "#include <thread>"),
        ("firmware/mime/a.cpp", "#  include <fstream>"),
        ("firmware/proto/smtp/a.cpp", '#include "proto/imap/token.hpp"'),
        ("firmware/proto/imap/a.cpp", "#include <boost/asio/awaitable.hpp>"),
        ("firmware/proto/imap/a.cpp", "auto t = std::chrono::system_clock::now();"),
        ("firmware/mime/a.cpp", "std::random_device seed;"),
        ("firmware/net/a.cpp", "#include <lmdb.h>"),
        ("firmware/net/a.cpp", '#include "store/tables.hpp"'),
        ("firmware/store/a.cpp", '#include "net/server.hpp"'),
        ("firmware/store/a.cpp", "#include <boost/asio/io_context.hpp>"),
        ("firmware/store/a.cpp", "#include <mbedtls/sha256.h>"),
        ("firmware/roles/smtp/a.cpp", "#include <lmdb.h>"),
        ("firmware/roles/smtp/a.cpp", '#include "roles/relay/deliver.hpp"'),
        ("firmware/cli/a.cpp", '#include "roles/smtp/session.hpp"'),
        ("firmware/roles/process/a.cpp", '#include "roles/smtp/session.hpp"'),
        ("firmware/net/a.cpp", '#include "roles/process/process.hpp"'),
        ("firmware/net/a.cpp", "#include <linux/nvme_ioctl.h>"),
        ("firmware/roles/access/a.cpp", "#include <sys/ioctl.h>"),
        ("firmware/province/a.cpp", "#include <unicode/unistr.h>"),
        ("firmware/mime/a.cpp", '#include "fold.hpp"'),
        ("firmware/drawer/a.cpp", "#include <vector>"),
    ]

    def findings(self, name, line):
        path = self.write(name, f"// A file.\n{line}\n")
        return include_directions.check(self.root, [path])

    def testGoodIncludesPass(self):
        for name, line in self.good:
            with self.subTest(name=name, line=line):
                self.assertEqual(self.findings(name, line), [])

    def testBadIncludesFail(self):
        for name, line in self.bad:
            with self.subTest(name=name, line=line):
                self.assertEqual(len(self.findings(name, line)), 1)

    def testEveryPureRoomKnowsOnlyPureRooms(self):
        for room, allowed in include_directions.mayInclude.items():
            if include_directions.within(room, include_directions.pureRooms):
                for other in allowed:
                    self.assertTrue(include_directions.within(other, include_directions.pureRooms), f"{room}: {other}")


class OutsidePaths(Tree):
    def findings(self, name, text):
        return outside_paths.check(self.root, [self.write(name, text)])

    def testOutsideIsFound(self):
        up = "../"
        for name, text in [
            ("README.md", f"see {up}shared/notes.md"),
            ("README.md", f"see {up}elsewhere/notes.md"),
            ("tests/a.py", f"open('{up}{up}elsewhere')"),
            ("tests/a.py", "folder = '/" + "work/main'"),
            ("tools/get", "curl https://deb.debian" + ".org/debian"),
            ("tools/get", "npm config set registry https://registry.npmjs" + ".org/"),
        ]:
            with self.subTest(text=text):
                self.assertNotEqual(self.findings(name, text), [])

    def testInsidePasses(self):
        up = "../"
        for name, text in [
            ("firmware/README.md", f"see {up}tests/README.md"),
            ("tools/verbs/build", f'cd "$(dirname "$0")/{up}.."'),
            ("README.md", "see https://www.debian" + ".org/"),
            (".ci/run", f"--samples {up}shared/data/mail"),
        ]:
            with self.subTest(text=text):
                self.assertEqual(self.findings(name, text), [])


class Shape(Tree):
    def testLongFilesAreFound(self):
        self.write("firmware/mime/a.cpp", "\n" * 501)
        self.write("firmware/mime/b.cpp", "\n" * 500)
        self.write("tools/verbs/long", "#!/usr/bin/env python3\n" + "\n" * 500)
        self.assertEqual(len(shape.checkSizes(self.root)), 2)

    def testDrawersAreFound(self):
        self.write("firmware/utils/a.cpp", "")
        self.write("firmware/mime/helpers.hpp", "")
        self.write("firmware/mime/part.hpp", "")
        self.assertEqual(len(shape.checkNames(self.root)), 2)

    def testMissingReadmesAreFound(self):
        self.write("README.md", "")
        self.write("firmware/README.md", "")
        self.write("firmware/mime/a.cpp", "")
        self.write("firmware/mime/corpus/part/a.eml", "")
        self.assertEqual(shape.checkReadmes(self.root), ["firmware/mime/: has no README.md"])


if __name__ == "__main__":
    os.chdir(Path(__file__).parent)
    unittest.main()
