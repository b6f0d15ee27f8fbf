"""Keys derived from the server's secrets, and what they protect: phone and identity numbers."""

import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@lru_cache(maxsize=512)
def _derived(secret: str, purpose: str, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose.encode()).derive(
        secret.encode()
    )


def signing_key(purpose: str, length: int = 32) -> bytes:
    """Return the key for one purpose, derived from SECRET_KEY (HKDF-SHA256, RFC 5869).

    Args:
        purpose: names the use, such as ``door:<event code>``; other purpose, other key.
        length: bytes wanted.
    """
    return _derived(settings.SECRET_KEY, purpose, length)


def personal_key(purpose: str, length: int = 32) -> bytes:
    """Return the key for one use of personal data, derived from PERSONAL_DATA_KEY."""
    return _derived(settings.PERSONAL_DATA_KEY, purpose, length)


def fingerprint(value: str, purpose: str) -> str:
    """Return the keyed digest of a value: 64 hexadecimal characters, equal for equal values.

    A plain hash of a phone number can be undone by trying all numbers; this needs the key.
    """
    return hmac.digest(personal_key(purpose), value.encode(), "sha256").hex()


def seal(value: str) -> str:
    """Encrypt a short text with PERSONAL_DATA_KEY; "" stays ""."""
    if not value:
        return ""
    return _fernet().encrypt(value.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt what `seal` made; raises cryptography.fernet.InvalidToken for anything else."""
    if not sealed:
        return ""
    return _fernet().decrypt(sealed.encode()).decode()


def seal_file(content: bytes) -> bytes:
    """Encrypt a file that has to wait on a disk, with PERSONAL_DATA_KEY."""
    return _fernet().encrypt(content)


def unseal_file(sealed: bytes) -> bytes:
    """Decrypt what `seal_file` made; raises cryptography.fernet.InvalidToken for anything else."""
    return _fernet().decrypt(sealed)


def _fernet() -> Fernet:
    return Fernet(urlsafe_b64encode(personal_key("seal")))
