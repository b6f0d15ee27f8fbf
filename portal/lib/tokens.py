"""Short signed texts for addresses and forms: who may read them, for what, until when."""

import hashlib
import hmac
import re
import secrets
from base64 import b32encode
from datetime import datetime

from django.utils.translation import gettext as _

from portal.lib.refusals import Refusal
from portal.lib.sealing import signing_key

VERSION = 1
MAC_BYTES = 16
EXPIRY_BYTES = 5
HEAD_BYTES = 1 + EXPIRY_BYTES
# A token that is longer was not made here: this is about a kilobyte of text.
LONGEST = 2048

_ALPHABET = re.compile(r"[A-Z2-7]+", re.ASCII)
# The digits of base 32 as `int` reads them.
_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV")


class TokenInvalid(Refusal):
    """Not ours, edited, cut off, or made for another purpose."""

    code = "token_invalid"


class TokenExpired(Refusal):
    """Ours, and too old."""

    code = "token_expired"


def sign(*, purpose: str, value: str, expires_at: datetime | None = None) -> str:
    """Return a token that carries a text, readable by anybody and made only here.

    Args:
        purpose: names the use; a token of one purpose is worthless for another.
        value: what it says, up to about a kilobyte.
        expires_at: the first moment at which it is no longer read, timezone-aware; None: never.

    Returns:
        Capital letters and the digits 2–7 only (RFC 4648, base 32 without padding), so that
        it fits a QR code's alphanumeric mode and needs no escaping in an address.
    """
    seconds = 0 if expires_at is None else int(expires_at.timestamp())
    body = bytes([VERSION]) + seconds.to_bytes(EXPIRY_BYTES, "big") + value.encode()
    return _spell(body + _mac(purpose, body))


def read(*, purpose: str, token: str, at: datetime) -> str:
    """Return the text of a token that was made here for this purpose and is still good.

    One token has one spelling: padding, small letters and stray bits are refused. The mark is
    compared in constant time, and before anything in the token is believed.

    Args:
        purpose: the use the token must have been made for.
        token: as it came in.
        at: the moment of reading, timezone-aware.

    Raises:
        TokenInvalid: when it was not made here for this purpose, whatever the reason.
        TokenExpired: when it was, and its time is over.
    """
    raw = _unspell(token)
    body, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(purpose, body)):
        raise TokenInvalid(_invalid())
    seconds = int.from_bytes(body[1:HEAD_BYTES], "big")
    if seconds and at.timestamp() >= seconds:
        raise TokenExpired(_("This link has expired. Open the page again to get a new one."))
    return body[HEAD_BYTES:].decode()


def new_secret() -> str:
    """Return a random secret for an address: 160 bits, 32 capital letters and digits 2–7."""
    return _spell(secrets.token_bytes(20))


def digest(secret: str) -> str:
    """Return the form in which a random secret is kept and looked up: 64 hexadecimal digits.

    A plain SHA-256 is enough for 160 random bits: there is nothing to guess.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def _invalid() -> str:
    return _("This link is not complete or not valid. Open it again from where you got it.")


def _mac(purpose: str, body: bytes) -> bytes:
    key = signing_key(f"token:{purpose}")
    return hmac.digest(key, body, "sha256")[:MAC_BYTES]


def _spell(raw: bytes) -> str:
    return b32encode(raw).decode().rstrip("=")


def _unspell(token: str) -> bytes:
    if len(token) > LONGEST or not _ALPHABET.fullmatch(token):
        raise TokenInvalid(_invalid())
    # The last letter carries unused bits, fewer than a letter has: they are nought as `_spell`
    # writes them. (`base64.b32decode` is a loop in Python, ten times slower.)
    size, unused = divmod(5 * len(token), 8)
    bits = int(token.translate(_DIGITS), 32)
    if size < HEAD_BYTES + MAC_BYTES or unused >= 5 or bits & ((1 << unused) - 1):
        raise TokenInvalid(_invalid())
    return (bits >> unused).to_bytes(size, "big")
