"""Identifiers that are the same on every machine."""

from uuid import UUID, uuid5

from portal.events.models.events import CODE_ALPHABET, CODE_LENGTH

_NAMESPACE = UUID("5d0f1a52-6f0e-4a53-9d0b-5a2b1c1a2025")


def steady_uuid(*parts: object) -> UUID:
    """Return the identifier that belongs to these values, and always the same one."""
    return uuid5(_NAMESPACE, "|".join(map(str, parts)))


def steady_code(*parts: object) -> str:
    """Return an event's public code that belongs to these values."""
    number = steady_uuid("event", *parts).int
    return "".join(CODE_ALPHABET[number >> 5 * place & 31] for place in range(CODE_LENGTH))
