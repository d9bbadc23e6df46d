"""The names of our cookies, and how they are set."""

from academy_app.core.settings import settings

# LibreChat's; its page writes it, we only read it.
LANGUAGE = "lang"

# The longest that browsers keep a cookie. How long a sign-in lasts is the row's to say.
MAX_AGE = 400 * 24 * 3600


def session_cookie() -> str:
    """The cookie that holds a browser's session; HttpOnly, its value opaque."""
    return _name("academy_session")


def device_cookie() -> str:
    """The cookie of a browser in which a member has signed in before."""
    return _name("academy_device")


def _name(name: str) -> str:
    # Browsers take a `__Host-` cookie only when it is Secure, has Path=/ and no Domain: no
    # neighbouring subdomain can plant one.
    return f"__Host-{name}" if settings().is_https else name
