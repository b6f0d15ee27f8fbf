"""Finding organisations and persons by what people type."""

from django.db.models import Q, QuerySet

from portal.lib.names import is_mobile, name_key, tidy_phone, unit_key
from portal.lib.pinyin import initials
from portal.lib.sealing import fingerprint
from portal.people.models import Organisation, Person


def organisations_like(text: str, *, among: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Return organisations whose name, other names or pinyin initials contain the text."""
    text = text.strip()
    if not text:
        return among
    key = unit_key(text)
    fitting = Q(name__icontains=text) | Q(aliases__icontains=text)
    if key:
        fitting |= Q(name_key__contains=key)
    if text.isascii() and text.isalnum():
        letters = text.lower()
        fitting |= Q(
            pk__in=[
                pk
                for pk, name in among.order_by().values_list("pk", "name")
                if letters in initials(name)
            ]
        )
    return among.filter(fitting)


def persons_like(text: str, *, among: QuerySet[Person]) -> QuerySet[Person]:
    """Return persons by part of the name or its pinyin, digits of the phone, or unit."""
    text = text.strip()
    if not text:
        return among
    digits = tidy_phone(text)
    if is_mobile(digits):
        return among.filter(phone_digest=fingerprint(digits, "phone"))
    if text.isdigit() and len(digits) == 4:
        return among.filter(phone_last4=digits)
    return among.filter(
        named_like(text) | Q(organisation__name__icontains=text) | Q(unit_text__icontains=text)
    )


def named_like(text: str, *, path: str = "") -> Q:
    """Return the condition that a name contains the text, or its pinyin begins with it.

    Args:
        text: as typed: 王小明, wxm, wangxiao, Wang Xiao.
        path: lookup from a row to its person, such as ``person__``.
    """
    fitting = Q(**{f"{path}name_key__contains": name_key(text)})
    letters = "".join(text.split()).lower()
    if letters.isascii() and letters.isalpha():
        fitting |= Q(**{f"{path}name_sounds__contains": f" {letters}"})
    return fitting
