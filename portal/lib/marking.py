"""Words in one language on a page in another: marked, so that a screen reader reads them."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.lib import phrases


def as_name(text: object) -> SafeString | str:
    """Return what somebody wrote; Chinese is marked as Chinese on a page in another language.

    Titles, places and units are written once, in Chinese. A screen reader that is not told so
    spells them out or leaves them out.
    """
    return marked(str(text or ""), str(text or ""))


def marked(text: str, shown: str) -> SafeString | str:
    """Return a text in the form it is shown in, marked as Chinese where that has to be said."""
    if get_language() == "zh-hans" or not phrases.is_chinese(text):
        return shown
    return format_html('<span lang="zh-Hans">{}</span>', shown)
