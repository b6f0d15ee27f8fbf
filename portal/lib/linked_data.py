"""Facts about a page that machines read (JSON-LD with the words of schema.org)."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe

# As Django's `json_script`: nothing in it can end the element or begin another.
_ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def script(facts: dict[str, Any]) -> SafeString:
    """Return the element that holds facts; a block of data, which no browser runs.

    Args:
        facts: without `@context`; moments and days as such. What is empty is left out.
    """
    whole = {"@context": "https://schema.org", **without_gaps(facts)}
    text = json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False)
    return mark_safe(f'<script type="application/ld+json">{text.translate(_ESCAPED)}</script>')


def without_gaps(facts: Any) -> Any:
    """Return facts without those that say nothing."""
    if isinstance(facts, dict):
        kept = {key: without_gaps(value) for key, value in facts.items()}
        return {key: value for key, value in kept.items() if value not in (None, "", [], {})}
    if isinstance(facts, list):
        return [without_gaps(one) for one in facts]
    return facts


def breadcrumbs(steps: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the way from the home page down to a page.

    Args:
        steps: label and whole address, the home page first.
    """
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": label, "item": address}
            for number, (label, address) in enumerate(steps, start=1)
        ],
    }
