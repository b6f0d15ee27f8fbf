"""Whole addresses, as other sites, feeds and search engines need them."""

from urllib.parse import urljoin, urlsplit

from django.conf import settings

# How the languages of pages are called in HTML and in sitemaps (BCP 47).
LANGUAGE_TAGS = {"zh-hans": "zh-Hans", "en": "en"}


def absolute(path: str) -> str:
    """Return an address with scheme and host; one that has them already stays as it is.

    Args:
        path: as `reverse` gives it, with the prefix the portal lives under.
    """
    return urljoin(f"{settings.PORTAL_BASE_URL}/", path)


def domain() -> str:
    """Return the host people know the portal by, without scheme and port."""
    return urlsplit(settings.PORTAL_BASE_URL).hostname or ""


def language_tag(code: str) -> str:
    """Return the language tag for one of the portal's language codes."""
    return LANGUAGE_TAGS.get(code, code)


def alternates(addresses: dict[str, str]) -> list[tuple[str, str]]:
    """Return tag and whole address of one page in each of its languages, for `hreflang`.

    The first language is also that of a reader of any other (`x-default`). A page in a single
    language has no alternates.

    Args:
        addresses: by language code.
    """
    if len(addresses) < 2:
        return []
    found = [
        (language_tag(code), absolute(addresses[code]))
        for code, _name in settings.LANGUAGES
        if code in addresses
    ]
    first = addresses.get(settings.LANGUAGE_CODE)
    return [*found, ("x-default", absolute(first))] if first else found
