"""A certificate authority of the run's own and a server certificate under it (ECDSA P-256), kept between runs."""
import subprocess
from pathlib import Path

daysValid = 3650


def openssl(*arguments: str | Path) -> None:
    run = subprocess.run(["openssl", *arguments], capture_output=True, text=True)
    if run.returncode != 0:
        raise RuntimeError(f"openssl {arguments[0]}: {run.stderr.strip()}")


def makeCertificates(folder: Path, hostname: str, domain: str) -> None:
    names = f"DNS:{hostname},DNS:{domain},DNS:localhost,IP:127.0.0.1,IP:::1"
    stamp = folder / "names"
    if stamp.exists() and stamp.read_text() == names:
        return
    folder.mkdir(parents=True, exist_ok=True)
    ca, caKey, server, serverKey = (folder / name for name in ("ca.crt", "ca.key", "server.crt", "server.key"))
    for key in (caKey, serverKey):
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key)
        key.chmod(0o600)
    openssl("req", "-new", "-x509", "-key", caKey, "-out", ca, "-days", str(daysValid), "-subj", f"/O=Tram/CN=Tram run CA {domain}",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    request = folder / "server.csr"
    openssl("req", "-new", "-key", serverKey, "-out", request, "-subj", f"/CN={hostname}")
    extensions = folder / "server.ext"
    extensions.write_text(f"subjectAltName={names}\nbasicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\n"
                          "extendedKeyUsage=serverAuth,clientAuth\n")
    openssl("x509", "-req", "-in", request, "-CA", ca, "-CAkey", caKey, "-CAcreateserial", "-out", server,
            "-days", str(daysValid), "-extfile", extensions)
    request.unlink()
    extensions.unlink()
    stamp.write_text(names)
