"""snmpd beside tram-snmp, for a run: its folder, its user, its command line (hal/snmp/README.md)."""
import secrets
import shutil
from pathlib import Path

from settings import Settings, project

user = "tram"


def snmpd() -> str | None:
    """Where it is not installed the run goes without."""
    return shutil.which("snmpd", path="/usr/sbin:/usr/bin")


def keptSecret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(18))
    return path.read_text()


def snmpdConfiguration(**words: str) -> str:
    """The image's snmpd.conf with its @WORDS@ filled in."""
    text = (project / "hal" / "snmp" / "snmpd.conf").read_text()
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    return text


class NetworkManagement:
    def __init__(self, settings: Settings):
        self.folder = settings.folder / "snmp"
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.persistent = self.folder / "persistent"
        self.persistent.mkdir(mode=0o700, exist_ok=True)
        self.agentX = settings.folder / "sockets" / "agentx"
        self.endpoint = settings.addresses["snmp"]
        self.authentication = keptSecret(self.folder / "auth.secret")
        self.privacy = keptSecret(self.folder / "priv.secret")

    def prepare(self) -> None:
        (self.folder / "snmpd.conf").write_text(snmpdConfiguration(
            ADDRESS=f"udp:{self.endpoint}", USER=user, AGENTX=f"unix:{self.agentX}", AGENTX_PERMS="0660 0755", LOCATION="tools/dev run",
            CONTACT="postmaster"))
        users = self.persistent / "snmpd.conf"
        if not users.exists():
            users.touch(mode=0o600)
            users.write_text(f'createUser {user} SHA-256 "{self.authentication}" AES "{self.privacy}"\n')
        receivers = self.folder / "receivers.secrets"
        receivers.touch(mode=0o600)
        receivers.write_text(f"auth {self.authentication}\npriv {self.privacy}\n")

    def command(self, program: str) -> list[str]:
        return ["env", f"SNMPCONFPATH={self.persistent}", f"SNMP_PERSISTENT_DIR={self.persistent}", "MIBS=", program, "-f",
                "-Lf", str(self.folder / "snmpd.log"), "-c", str(self.folder / "snmpd.conf"), "-p", str(self.folder / "snmpd.pid"),
                "-I", "-smux,mteTrigger,mteTriggerConf,mta_sendmail"]

    def record(self) -> dict[str, str]:
        return {"endpoint": self.endpoint, "user": user, "auth_protocol": "SHA-256", "auth_password": self.authentication,
                "priv_protocol": "AES", "priv_password": self.privacy}
