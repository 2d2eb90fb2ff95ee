"""What doctor asks the mail server: whether it lets us in. Nothing is sent."""

from bot.bootstrap.findings import Finding
from bot.bootstrap.parts import mailer
from bot.config import Settings
from bot.domain.errors import SystemTrouble
from bot.engine.clock import SystemClock

_FIX = "Check SMTP_HOST, SMTP_PORT, SMTP_TLS, SMTP_USER and SMTP_PASSWORD"


async def examine_mail(settings: Settings) -> Finding:
    """Without a server all is well too: e-mail to guests is an extra."""
    server = mailer(settings, SystemClock())
    if server is None:
        return Finding("mail server", "none, so guests are sent nothing by e-mail")
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        await server.look()
    except SystemTrouble as trouble:
        return Finding("mail server", f"{where} does not let us in ({type(trouble).__name__})", _FIX)
    return Finding("mail server", f"{where}, from {settings.smtp_from}")
