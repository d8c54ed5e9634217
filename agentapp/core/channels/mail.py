"""A letter as an e-mail (RFC 5322), that no machine answers (RFC 3834)."""

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from agentapp.core.channels.channel import Letter, Refused
from agentapp.core.clock import now


def compose(letter: Letter, sender: str) -> EmailMessage:
    """The e-mail from `sender`; its Message-ID is the same at every try. Raises Refused for an impossible address."""
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = sender
        mail["To"] = Address(addr_spec=letter.email or "")
    except (ValueError, LookupError, MessageError) as error:
        raise Refused from error
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Date"] = now()
    mail["Message-ID"] = f"<{letter.id.hex}@{_domain(sender)}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = letter.language
    mail.set_content(letter.text)
    return mail


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2].strip("> ")
