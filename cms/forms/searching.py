"""What a reader looks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.domain.queries.finding import Wish
from cms.enums import ResultKind
from cms.search import words


class SearchForm(forms.Form):
    """What a reader looks for, and the filters; what is no choice is left out."""

    q = forms.CharField(label=_("Search this site"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=ResultKind.choices)
    topic = forms.SlugField(label=_("Topic"), required=False)
    community = forms.IntegerField(label=_("Community"), required=False, min_value=1)

    def clean_q(self) -> str:
        """Return the words with one blank between them, as many as are looked for."""
        return " ".join(self.cleaned_data["q"].split())[: words.LONGEST_QUERY].strip()

    def wish(self, *, language: str) -> Wish:
        """Return what was asked for."""
        self.is_valid()
        given = self.cleaned_data
        return Wish(
            text=given.get("q") or "",
            language=language,
            kind=given.get("kind") or "",
            topic=given.get("topic") or "",
            community=given.get("community"),
        )
