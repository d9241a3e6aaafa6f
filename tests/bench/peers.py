"""The peers: Postfix, LMTP and Dovecot of the Debian 13 root, each instance in a folder of its own.

Both are multi-user programs and need root to start. They keep the durability they come with: Postfix flushes the queue
file before 250, Dovecot's mail_fsync is `optimized` unless told otherwise. What is changed from their defaults is what
the bench cannot do without: folders, ports, a static user table, sign-in by any address with one password, and
imap-login serving many TLS connections in one process (its `high performance` mode, which is the faster one).
"""
import imaplib
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import time
from pathlib import Path

from processes import diskUse, processorSeconds, proportionalSetSize

password = "ban-do-do-thu"
mailUser = 5000
postfixMaster = "/usr/lib/postfix/sbin/master"

dovecotConfiguration = """\
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = {folder}/run
state_dir = {folder}/state
instance_name = {name}
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl_server_cert_file = {folder}/server.crt
ssl_server_key_file = {folder}/server.key
mail_driver = {driver}
mail_home = {folder}/mail/%{{user | username}}
mail_path = ~/mail
mail_uid = {user}
mail_gid = {user}
first_valid_uid = {user}
mail_max_userip_connections = 2000
mail_fsync = {fsync}
namespace inbox {{
  inbox = yes
}}
passdb static {{
  passdb_static_password = {password}
}}
userdb static {{
  userdb_static_allow_all_users = yes
  fields {{
    uid = {user}
    gid = {user}
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
  restart_request_count = unlimited
  process_min_avail = {processors}
}}
service lmtp {{
  unix_listener lmtp {{
    mode = 0666
  }}
}}
service imap {{
  unix_listener imap-master {{
    user = dovecot
  }}
}}
service imap-hibernate {{
  unix_listener imap-hibernate {{
    mode = 0666
  }}
}}
{further}
"""

postfixConfiguration = """\
compatibility_level = 3.10
queue_directory = {folder}/queue
data_directory = {folder}/postfix-data
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
myhostname = mail.bench.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = bench.example
virtual_mailbox_maps = static:here
virtual_transport = lmtp:unix:{folder}/run/lmtp
alias_maps =
alias_database =
message_size_limit = 50331648
smtputf8_enable = yes
"""

postfixServices = """\
127.0.0.1:{smtp} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def whyNot() -> str | None:
    """Why the peers cannot run here; None where they can."""
    # Root of a user namespace with one user in it cannot become the peers' users, nor drop the kernel's caches.
    users = sum(int(line.split()[2]) for line in Path("/proc/self/uid_map").read_text().splitlines())
    if os.geteuid() != 0 or users < mailUser:
        return "the peers need root to start"
    for program in ("/usr/sbin/dovecot", postfixMaster, "/usr/sbin/smtp-sink"):
        if not os.access(program, os.X_OK):
            return f"there is no {program}"
    return None


def versions() -> dict[str, str]:
    def said(*command: str) -> str:
        return subprocess.run(command, capture_output=True, text=True).stdout.split("\n")[0].strip()
    return {"Postfix": said("dpkg-query", "-W", "-f", "${Version}", "postfix"), "Dovecot": said("/usr/sbin/dovecot", "--version")}


def freePort() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def awaitGreeting(address: tuple[str, int], what: str, within: float = 30.0) -> None:
    deadline = time.monotonic() + within
    while True:
        try:
            with socket.create_connection(address, timeout=within) as connection:
                if connection.recv(1):
                    return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} does not greet at {address}")
        time.sleep(0.002)


def untrusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Peer:
    """Postfix in front of Dovecot, both with data below one folder."""

    def __init__(self, name: str, folder: Path, driver: str = "mdbox", fsync: str = "optimized", further: str = "",
                 withPostfix: bool = True):
        self.name = name
        self.folder = folder
        self.withPostfix = withPostfix
        self.running: list[subprocess.Popen] = []
        self.smtpPort, self.imapsPort = freePort(), freePort()
        for part in ("mail", "run", "state", "queue", "postfix-data", "postfix"):
            (folder / part).mkdir(parents=True)
        os.chown(folder / "mail", mailUser, mailUser)
        postfixUser = pwd.getpwnam("postfix").pw_uid
        os.chown(folder / "postfix-data", postfixUser, 0)
        makeCertificate(folder)
        (folder / "dovecot.conf").write_text(dovecotConfiguration.format(
            folder=folder, name=name, driver=driver, fsync=fsync, further=further, user=mailUser, password=password,
            imaps=self.imapsPort, processors=os.cpu_count()))
        (folder / "postfix" / "main.cf").write_text(postfixConfiguration.format(folder=folder))
        (folder / "postfix" / "master.cf").write_text(postfixServices.format(smtp=self.smtpPort))

    # ---- its life

    def start(self) -> None:
        self.startDovecot()
        if self.withPostfix:
            self.startPostfix()

    def startDovecot(self) -> None:
        log = open(self.folder / "start.log", "ab")
        self.running.append(subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", self.folder / "dovecot.conf"], stdout=log, stderr=log))
        deadline = time.monotonic() + 30
        while not self.signIn("u0"):
            if time.monotonic() > deadline or self.running[-1].poll() is not None:
                raise RuntimeError("Dovecot did not start:\n" + self.logs())
            time.sleep(0.05)

    def startPostfix(self) -> None:
        log = open(self.folder / "start.log", "ab")
        subprocess.run(["/usr/sbin/postfix", "-c", self.folder / "postfix", "check"], stdout=log, stderr=log, check=True)
        # -s: stays in the foreground without being a session's leader, as `postfix start-fg` has it.
        self.running.append(subprocess.Popen([postfixMaster, "-c", self.folder / "postfix", "-s"], stdout=log, stderr=log))
        try:
            awaitGreeting(("127.0.0.1", self.smtpPort), "Postfix")
        except TimeoutError:
            raise RuntimeError("Postfix did not start:\n" + self.logs()) from None

    def startSeconds(self) -> float:
        """From the start of its processes to the first greeting of both; of one that is stopped."""
        began = time.monotonic()
        log = open(self.folder / "start.log", "ab")
        self.running.append(subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", self.folder / "dovecot.conf"], stdout=log, stderr=log))
        self.running.append(subprocess.Popen([postfixMaster, "-c", self.folder / "postfix", "-s"], stdout=log, stderr=log))
        awaitGreeting(("127.0.0.1", self.smtpPort), "Postfix")
        while not self.greetsUnderTls():
            if time.monotonic() > began + 30:
                raise TimeoutError("Dovecot does not greet\n" + self.logs())
            time.sleep(0.002)
        return time.monotonic() - began

    def greetsUnderTls(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.imapsPort), timeout=20) as connection:
                with untrusting().wrap_socket(connection) as encrypted:
                    return bool(encrypted.recv(1))
        except OSError:
            return False

    def signIn(self, user: str) -> bool:
        try:
            with imaplib.IMAP4_SSL("127.0.0.1", self.imapsPort, ssl_context=untrusting(), timeout=20) as session:
                session.login(f"{user}@bench.example", password)
                return True
        except (OSError, imaplib.IMAP4.error):
            return False

    def stop(self) -> None:
        for process in reversed(self.running):
            process.send_signal(signal.SIGTERM)
        for process in self.running:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running.clear()

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def logs(self) -> str:
        files = [self.folder / name for name in ("start.log", "dovecot.log", "postfix.log")]
        return "\n".join(f"--- {file}\n{file.read_text(errors='replace')[-3000:]}" for file in files if file.exists())

    # ---- what is measured

    @property
    def smtp(self) -> str:
        return f"127.0.0.1:{self.smtpPort}"

    @property
    def imaps(self) -> str:
        return f"127.0.0.1:{self.imapsPort}"

    def accounts(self, count: int) -> list[tuple[str, str]]:
        return [(f"u{number}@bench.example", password) for number in range(count)]

    def roots(self) -> list[int]:
        return [process.pid for process in self.running]

    def processorSeconds(self) -> float:
        return processorSeconds(self.roots())

    def memory(self) -> int:
        return proportionalSetSize(self.roots())

    def diskUse(self) -> int:
        return diskUse(self.folder / "mail")

    def settle(self) -> None:
        """Until nothing waits in Postfix's queue."""
        if not self.withPostfix:
            return
        deadline = time.monotonic() + 900
        while any(map(self.hasFiles, ("maildrop", "incoming", "active", "deferred"))):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.name}: mail is left in the queue")
            time.sleep(0.01)

    def hasFiles(self, part: str) -> bool:
        return any(names for _, _, names in os.walk(self.folder / "queue" / part))


class Sink:
    """Postfix's smtp-sink, which stores nothing: the wall that the driver itself is."""

    name = "smtp-sink"

    def __init__(self) -> None:
        self.port = freePort()
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(["/usr/sbin/smtp-sink", "-u", "postfix", f"127.0.0.1:{self.port}", "4096"])
        awaitGreeting(("127.0.0.1", self.port), "smtp-sink")

    def close(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait()

    @property
    def smtp(self) -> str:
        return f"127.0.0.1:{self.port}"


def makeCertificate(folder: Path) -> None:
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
                    "-subj", "/CN=mail.bench.example", "-keyout", folder / "server.key", "-out", folder / "server.crt"],
                   check=True, capture_output=True)
