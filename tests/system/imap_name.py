"""Names of mailboxes as IMAP4rev1 writes them."""
import base64


def imapName(name: str) -> str:
    """Modified UTF-7. [RFC3501 5.1.3]"""
    text, run = "", ""
    for sign in name + "\0":
        if ord(sign) > 126:
            run += sign
            continue
        if run:
            text += "&" + base64.b64encode(run.encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"
            run = ""
        text += "&-" if sign == "&" else sign if sign != "\0" else ""
    return text
