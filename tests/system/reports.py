"""Reading of delivery status notifications as RFC 3464 has them."""
import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage

from appliance import Account, Appliance


def reportsAbout(appliance: Appliance, account: Account, mark: str) -> list[bytes]:
    """The notifications in the account's INBOX that are about the letter with this mark."""
    with appliance.imap(account) as mailbox:
        contents = [mailbox.fetch(uid) for uid in mailbox.uids("HEADER", "Content-Type", "multipart/report")]
    return [content for content in contents if mark.encode() in content]


@dataclass
class Report:
    message: EmailMessage
    perMessage: dict[str, str]
    recipients: list[dict[str, str]]
    returned: EmailMessage | None  # the original, or its header section
    returnedWhole: bool


def readReport(content: bytes) -> Report:
    """ValueError where it is no delivery status notification of RFC 3464."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    if message.get_content_type() != "multipart/report" or message.get_param("report-type") != "delivery-status":
        raise ValueError(f"{message.get_content_type()}; report-type={message.get_param('report-type')}")
    parts = list(message.iter_parts())
    if len(parts) not in (2, 3) or parts[1].get_content_type() not in ("message/delivery-status", "message/global-delivery-status"):
        raise ValueError([part.get_content_type() for part in parts])
    groups = [{name.lower(): str(value) for name, value in group.items()} for group in parts[1].get_payload()]
    groups = [group for group in groups if group]
    if len(groups) < 2:
        raise ValueError(f"{len(groups)} groups of fields")
    returned, whole = None, False
    if len(parts) == 3:
        kind = parts[2].get_content_type()
        whole = kind in ("message/rfc822", "message/global")
        if whole:
            returned = parts[2].get_payload()[0]
        else:
            returned = email.message_from_bytes(parts[2].get_payload(decode=True), policy=email.policy.default)
    return Report(message, groups[0], groups[1:], returned, whole)
