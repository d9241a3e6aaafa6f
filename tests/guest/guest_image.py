"""The guest's disks: this very root as a read-only file system, the built programs above it, and an initial RAM disk.

Nothing is fetched: kernel, tools and libraries are those of the root that the tests run in, the programs those of the build. The
first file system is kept in the cache as long as the root's packages are the same; the second is made anew each time.
"""
import hashlib
import lzma
import os
import shutil
import subprocess
import sys
from pathlib import Path

project = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(project / "tools" / "run"))

from certificates import makeCertificates  # noqa: E402
from network_management import snmpdConfiguration  # noqa: E402

domain = "guest.example"
snmpUser = ("tram", "authentication secret", "privacy secret")
# What the guest does not need of a root that compiles, fuzzes and emulates.
left = ["usr/include", "usr/lib/llvm*", "usr/lib/debug", "usr/lib/git-core", "usr/libexec/gcc", "usr/lib/gcc", "usr/lib32", "usr/src",
        "usr/lib/x86_64-linux-gnu/*.a", "usr/lib/x86_64-linux-gnu/libLLVM*", "usr/lib/x86_64-linux-gnu/libclang*", "usr/lib/valgrind",
        "usr/lib/x86_64-linux-gnu/valgrind", "usr/libexec/valgrind", "usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/qemu",
        "usr/share/seabios", "usr/bin/qemu-*", "usr/bin/clang*", "usr/bin/prometheus", "usr/bin/promtool", "usr/bin/perf*", "usr/bin/gdb",
        "usr/lib/dovecot", "usr/lib/postfix", "usr/lib/firmware", "usr/lib/modules/*/kernel/sound", "usr/lib/modules/*/kernel/drivers/gpu",
        "usr/lib/modules/*/kernel/drivers/media", "usr/lib/modules/*/kernel/drivers/net/wireless",
        # Units of the root's own packages do not start by themselves, and nothing of the machine's identity goes along.
        "etc/systemd/system", "etc/systemd/network", "etc/fstab", "etc/hostname", "etc/machine-id", "etc/init.d", "etc/rc?.d", "etc/nut",
        "etc/snmp", "etc/mdadm", "etc/ssh", "etc/resolv.conf"]
# Of the initial RAM disk: what mounts the two file systems.
modules = ["virtio_pci", "virtio_blk", "crc32c_generic", "erofs", "overlay"]
enabled = ["systemd-networkd.service", "mail-volume.service", "nut-driver-enumerator.service", "nut-server.service", "nut-monitor.service", "snmpd.service",
           "var-lib-tram.mount", r"var-lib-tram\x2dhal.mount", "mail-folders.service"]


def run(*command: str | Path, **options) -> subprocess.CompletedProcess:
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done


def missing() -> str:
    """Why there can be no guest here; empty where there can."""
    programs = ["qemu-system-x86_64", "mkfs.erofs", "busybox", "cpio", "mdadm", "ipmi_sim", "upsd"]
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    lacking = [program for program in programs if not shutil.which(program, path=path)]
    if lacking:
        return "not installed: " + ", ".join(lacking)
    return "" if kernels() else "no kernel in /boot with its modules"


def kernels() -> list[str]:
    versions = [file.name.removeprefix("vmlinuz-") for file in Path("/boot").glob("vmlinuz-*")]
    return sorted(version for version in versions if Path("/usr/lib/modules", version, "modules.dep").exists())


def kernel() -> Path:
    return Path("/boot", "vmlinuz-" + kernels()[-1])


def moduleFiles() -> list[Path]:
    """In the order in which they are loaded."""
    folder = Path("/usr/lib/modules", kernels()[-1])
    needs: dict[str, tuple[str, list[str]]] = {}
    for line in (folder / "modules.dep").read_text().splitlines():
        file, _, rest = line.partition(":")
        needs[Path(file).name.split(".")[0]] = (file, rest.split())
    builtIn = {Path(line).stem for line in (folder / "modules.builtin").read_text().split()}
    files: list[str] = []
    for name in modules:
        if name in builtIn:
            continue
        file, others = needs[name]
        for each in [*reversed(others), file]:
            if each not in files:
                files.append(each)
    return [folder / file for file in files]


def makeInitialDisk(folder: Path) -> Path:
    stage = folder / "initial"
    for name in ("bin", "dev", "proc", "sys", "lower", "upper", "root", "modules"):
        (stage / name).mkdir(parents=True)
    shutil.copy(shutil.which("busybox"), stage / "bin" / "busybox")
    names = []
    for file in moduleFiles():
        name = file.name.removesuffix(".xz")
        content = file.read_bytes()
        (stage / "modules" / name).write_bytes(lzma.decompress(content) if file.suffix == ".xz" else content)
        names.append(name)
    (stage / "modules" / "order").write_text("".join(name + "\n" for name in names))
    shutil.copy(project / "tests" / "guest" / "files" / "init", stage / "init")
    (stage / "init").chmod(0o755)
    disk = folder / "initial.cpio"
    listing = "\n".join(str(path.relative_to(stage)) for path in sorted(stage.rglob("*"))) + "\n"
    disk.write_bytes(run("cpio", "--quiet", "-o", "-H", "newc", cwd=stage, input=listing.encode()).stdout)
    return disk


def rootDisk(cache: Path) -> Path:
    """As the packages are; kept."""
    told = Path("/var/lib/dpkg/status").read_bytes() + "\n".join(left).encode()
    disk = cache / f"root-{hashlib.sha256(told).hexdigest()[:16]}.erofs"
    if disk.exists():
        return disk
    cache.mkdir(parents=True, exist_ok=True)
    for old in cache.glob("root-*.erofs*"):
        old.unlink()
    fresh = cache / f"{disk.name}.{os.getpid()}"
    folders = [name for name in ("usr", "etc", "bin", "sbin", "lib", "lib64") if Path("/", name).exists()]
    tar = subprocess.Popen(["tar", "-C", "/", "--create", "--numeric-owner", *[f"--exclude={path}" for path in left], *folders],
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        run("mkfs.erofs", "-zlz4", "-T0", "--quiet", "--tar=f", fresh, stdin=tar.stdout)
    finally:
        tar.stdout.close()
        tar.wait()
    fresh.rename(disk)
    return disk


def writeSnmp(stage: Path) -> None:
    """As the image fills in the template, and the one user."""
    user, authentication, privacy = snmpUser
    text = snmpdConfiguration(ADDRESS="udp:161", USER=user, AGENTX="unix:/run/agentx/master",
                              AGENTX_PERMS="0660 0755 Debian-snmp tram-agentx", LOCATION="a guest", CONTACT="postmaster")
    text += f'\ncreateUser {user} SHA-256 "{authentication}" AES "{privacy}"\n'
    (stage / "etc" / "snmp" / "snmpd.conf").write_text(text)


def programsDisk(folder: Path, build: Path) -> Path:
    """The installed programs and units, and what the site, the technician and the test put on top of them."""
    stage = folder / "programs"
    run("cmake", "--install", build, "--prefix", "/usr", "--strip", env={**os.environ, "DESTDIR": str(stage)})
    files = project / "tests" / "guest" / "files"
    for file in files.rglob("*"):
        if file.is_file() and file.name != "init":
            target = stage / file.relative_to(files)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    (stage / "etc" / "snmp").mkdir()
    certificates = folder / "certificates"
    makeCertificates(certificates, f"mail.{domain}", domain)
    for name in ("ca.crt", "server.crt", "server.key"):
        shutil.copy(certificates / name, stage / "etc" / "tram" / name)
    (stage / "etc" / "tram" / "server.key").chmod(0o644)  # everybody in the guest is the appliance
    writeSnmp(stage)
    own = stage / "usr" / "lib" / "systemd" / "system"
    units = {path.name for path in own.iterdir()}
    wanted = stage / "etc" / "systemd" / "system" / "multi-user.target.wants"
    wanted.mkdir(parents=True)
    for unit in sorted({unit for unit in units if unit.startswith("tram-")} | set(enabled)):
        (wanted / unit).symlink_to(f"/usr/lib/systemd/system/{unit}")
    # Its work is tram-hal's, and without an address for letters it fails.
    (stage / "etc" / "systemd" / "system" / "mdmonitor.service").symlink_to("/dev/null")
    disk = folder / "programs.erofs"
    run("mkfs.erofs", "-zlz4", "-T0", "--all-root", "--quiet", disk, stage)
    return disk
