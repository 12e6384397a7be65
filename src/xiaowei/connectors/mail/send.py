"""Home of sending letters by e-mail, each under a Message-ID that stays the same."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP

from xiaowei.connectors.mail.parse import Server
from xiaowei.domain.errors import BadInput, SourceDown
from xiaowei.domain.messages import Letter

PATIENCE_SECONDS = 20


class MailChannel:
    """Hands letters to an SMTP server, one connection per letter."""

    name = "mail"
    needs_address = True

    def __init__(self, server: Server) -> None:
        self.server = server

    def send(self, letter: Letter) -> None:
        """Send one letter.

        :raises SourceDown: `mail_down`
        :raises BadInput: `letter_refused`
        """
        try:
            with self._connected() as link:
                link.send_message(letter_as_mail(letter, self.server.sender))
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refused:
            raise BadInput("letter_refused", why=_why(refused)) from refused
        except (OSError, smtplib.SMTPException) as down:
            raise SourceDown("mail_down", host=self.server.host, why=_why(down)) from down

    def _connected(self) -> smtplib.SMTP:
        server = self.server
        where = (server.host, server.port)
        safe = ssl.create_default_context()
        link: smtplib.SMTP
        if server.scheme == "smtps":
            link = smtplib.SMTP_SSL(*where, timeout=PATIENCE_SECONDS, context=safe)
        else:
            link = smtplib.SMTP(*where, timeout=PATIENCE_SECONDS)
        if server.scheme == "smtp+starttls":
            link.starttls(context=safe)
        if server.user:
            link.login(server.user, server.password)
        return link


def letter_as_mail(letter: Letter, sender: str) -> EmailMessage:
    """Return a letter as a mail; the same letter has the same Message-ID whenever it is sent."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, letter.to
    mail["Subject"] = " ".join(letter.subject.split())
    digest = hashlib.sha256(letter.key.encode()).hexdigest()[:40]
    mail["Message-ID"] = f"<{digest}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.body)
    return mail


def _why(error: Exception) -> str:
    """Return the kind of an error and its number; what a server says may name people."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()
