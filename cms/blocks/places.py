"""Blocks of places: where something is, and what stands there."""

from urllib.parse import quote

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

_GCJ = "&output=html&coord_type=gcj02"


class MapPointValue(blocks.StructValue):
    """A point, and the addresses by which map apps open it."""

    @property
    def links(self) -> list[tuple[str, str]]:
        """Names and addresses of maps that show the point; nothing is fetched before a click."""
        name = quote(self["name"])
        x, y = self["longitude"], self["latitude"]
        return [
            (gettext("Amap"), f"https://uri.amap.com/marker?position={x},{y}&name={name}"),
            (
                gettext("Tencent Maps"),
                f"https://apis.map.qq.com/uri/v1/marker?marker=coord:{y},{x};title:{name};addr:{name}",
            ),
            (
                gettext("Baidu Maps"),
                f"https://api.map.baidu.com/marker?location={y},{x}&title={name}&content={name}{_GCJ}",
            ),
        ]


class MapPointBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Place"), max_length=40)
    address = blocks.CharBlock(label=_("Address"), max_length=80)
    way = blocks.CharBlock(
        label=_("How to get there"),
        max_length=120,
        required=False,
        help_text=_("Bus line and stop, which gate, where to park."),
    )
    longitude = blocks.DecimalBlock(
        label=_("Longitude"),
        decimal_places=6,
        validators=[MinValueValidator(73), MaxValueValidator(136)],
        help_text=_("As map apps in China show it (GCJ-02), such as 116.397000."),
    )
    latitude = blocks.DecimalBlock(
        label=_("Latitude"),
        decimal_places=6,
        validators=[MinValueValidator(3), MaxValueValidator(54)],
    )

    class Meta:
        icon = "site"
        label = _("Place on a map")
        description = _("A place with address and way; opens in the map app of the phone.")
        template = "cms/blocks/map_point.html"
        value_class = MapPointValue
        preview_value = {
            "name": "安全体验馆",
            "address": "平安大道 1 号",
            "way": "公交 3 路“平安广场”站，向东 200 米",
            "longitude": "116.397000",
            "latitude": "39.908000",
        }


class FacilityListBlock(blocks.StructBlock):
    community = blocks.PageChooserBlock(label=_("Community"), page_type="cms.CommunityPage")
    title = blocks.CharBlock(
        label=_("Title"), max_length=40, required=False, help_text=_("Empty: the community's name.")
    )

    class Meta:
        icon = "list-ul"
        label = _("Facilities of a community")
        description = _("What stands in one community: boards, panels, screens; always current.")
        template = "cms/blocks/facility_list.html"
