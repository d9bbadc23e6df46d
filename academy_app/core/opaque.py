"""Random values handed out once; the database keeps only their SHA-256.

They carry 256 bits of chance, so that a plain hash is enough: nothing can be guessed from it.
"""

import hashlib
import hmac
import secrets

from academy_app.core.settings import settings


def new_token(prefix: str = "") -> str:
    """256 random bits as 43 characters fit for an address, after `prefix`."""
    return prefix + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a token: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def sign(purpose: str, value: str) -> str:
    """A signature of `value` that holds for this `purpose` and this deployment only."""
    message = f"{purpose}\0{value}".encode("utf-8", "replace")
    return hmac.new(settings().secret_key.encode(), message, hashlib.sha256).hexdigest()


def is_signed(purpose: str, value: str, signature: str) -> bool:
    expected = sign(purpose, value).encode()
    return hmac.compare_digest(expected, signature.encode("utf-8", "replace"))
