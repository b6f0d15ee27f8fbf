"""Whose portal it is: the names and numbers at the head and foot of every public page."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from portal.lib.lines import LineField

ICP_NUMBER = RegexValidator(
    r"^\w{1,3}ICP备\d{4,10}号(-\d{1,3})?$",
    _("Copy the number from the filing, such as 京ICP备00000000号-1."),
)
POLICE_NUMBER = RegexValidator(
    r"^\w{1,3}公网安备 ?\d{11,14}号$",
    _("Copy the number from the filing, such as 京公网安备 00000000000000号."),
)
# Ten characters: six digits of the place and four of the site, or "bm" and eight digits for a
# ministry's.
SITE_CODE = RegexValidator(
    r"^([0-9]{10}|bm[0-9]{8})$",
    _("Copy the ten characters from the register of government sites, such as 0000000000."),
)


@register_setting(icon="site")
class DistrictSetting(BaseSiteSetting):
    """What the public pages say of the district and of the office that runs the portal."""

    name_zh = LineField(_("district, in Chinese"), max_length=40, blank=True)
    name_en = LineField(_("district, in English"), max_length=60, blank=True)
    portal_zh = LineField(
        _("name of the portal, in Chinese"),
        max_length=40,
        blank=True,
        help_text=_("Empty: Safety Culture Portal."),
    )
    portal_en = LineField(_("name of the portal, in English"), max_length=60, blank=True)
    office_zh = LineField(_("office that runs it, in Chinese"), max_length=60, blank=True)
    office_en = LineField(_("office that runs it, in English"), max_length=100, blank=True)
    phone = LineField(pgettext_lazy("of an office", "telephone"), max_length=40, blank=True)
    address_zh = LineField(_("address, in Chinese"), max_length=100, blank=True)
    address_en = LineField(_("address, in English"), max_length=160, blank=True)
    icp_number = models.CharField(
        _("ICP filing number"),
        max_length=40,
        blank=True,
        validators=[ICP_NUMBER],
        help_text=_("Stands at the foot of every page and leads to the ministry's register."),
    )
    police_number = models.CharField(
        _("public security filing number"),
        max_length=40,
        blank=True,
        validators=[POLICE_NUMBER],
        help_text=_("Stands beside it and leads to the register of the public security bodies."),
    )
    site_code = models.CharField(
        _("government site code"),
        max_length=10,
        blank=True,
        validators=[SITE_CODE],
        help_text=_("Of this site or of the one it belongs to; stands at the foot of every page."),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("name_zh"), FieldPanel("name_en")]),
                FieldRowPanel([FieldPanel("portal_zh"), FieldPanel("portal_en")]),
            ],
            heading=_("At the head of every page"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("office_zh"), FieldPanel("office_en")]),
                FieldRowPanel([FieldPanel("address_zh"), FieldPanel("address_en")]),
                FieldPanel("phone"),
            ],
            heading=_("The office, at the foot of every page"),
        ),
        MultiFieldPanel(
            [FieldPanel("icp_number"), FieldPanel("police_number"), FieldPanel("site_code")],
            heading=_("Filing"),
        ),
    ]

    class Meta:
        verbose_name = _("District and office")
