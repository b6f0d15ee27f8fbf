"""A long list of boxes to tick, with a line to find one by name or pinyin initials."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.lib.pinyin import initials


class FilteredChoices(forms.CheckboxSelectMultiple):
    """Boxes to tick; from nine on, a script puts a search line above them.

    Without the script they are all shown. A box that is ticked never hides.
    """

    class Media:
        js = ("portal/choices.js",)

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> Any:
        """Give each box the initials by which it is found."""
        option = super().create_option(name, value, label, *args, **kwargs)
        option["attrs"]["data-letters"] = initials(str(label))
        return option

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Draw the boxes in a frame that tells the script its words."""
        boxes = super().render(name, value, attrs, renderer)
        return format_html(
            '<div class="office-choices" data-find="{}" data-none="{}">{}</div>',
            _("Find by name or initials"),
            _("None fits. Type less."),
            boxes,
        )
