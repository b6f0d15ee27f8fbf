"""What stands at the head and foot of the public pages, in one language."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.people.models import DistrictSetting


@dataclass(frozen=True, slots=True)
class Masthead:
    """The district, its portal and the office that runs it; empty where nothing is known."""

    district: str
    portal: str
    office: str
    address: str = ""
    phone: str = ""
    icp_number: str = ""
    police_number: str = ""
    site_code: str = ""
    language: str = "zh-hans"

    @property
    def name(self) -> str:
        """The district and its portal in one, as search engines and shared links say it."""
        return f"{self.district}{' ' if self.language == 'en' else ''}{self.portal}"

    @property
    def police_code(self) -> str:
        """The digits of the public security filing, as its register asks for them."""
        return "".join(re.findall(r"\d", self.police_number))


def unnamed(language: str) -> Masthead:
    """Return what stands there before anybody has filled it in. Asks no database."""
    with override(language):
        return Masthead(
            district=_("Ping'an New District"),
            portal=_("Safety Culture Portal"),
            office=_("Office of the District Work Safety Committee"),
            language=language,
        )


def of_site(language: str) -> Masthead:
    """Return the names of the default site in a language, from one row.

    What is missing in English is shown in Chinese: a name of another district would be wrong.
    """
    plain = unnamed(language)
    row = DistrictSetting.objects.filter(site__is_default_site=True).first()
    if row is None or not row.name_zh:
        return plain

    def worded(field: str) -> str:
        chinese: str = getattr(row, f"{field}_zh")
        return (getattr(row, f"{field}_en") if language == "en" else chinese) or chinese

    return Masthead(
        district=worded("name"),
        portal=worded("portal") or plain.portal,
        office=worded("office"),
        address=worded("address"),
        phone=row.phone,
        icp_number=row.icp_number,
        police_number=row.police_number,
        site_code=row.site_code,
        language=language,
    )
