"""Units of a roster: from what an office wrote to the row of the tree."""

from collections import Counter, defaultdict
from difflib import SequenceMatcher

from portal.lib.names import unit_key
from portal.people.models import Organisation

_CANDIDATES = 12
_ALIKE = 0.5


class Units:
    """The open organisations at and below one, looked up by name, other name and likeness."""

    def __init__(self, top: Organisation) -> None:
        self.top = top
        self.by_id: dict[int, Organisation] = {}
        self._by_key: defaultdict[str, list[Organisation]] = defaultdict(list)
        self._keys_by_pair: defaultdict[str, set[str]] = defaultdict(set)
        self._suggested: dict[str, str] = {}
        for one in Organisation.objects.below(top).filter(closed_date__isnull=True):
            self.by_id[one.pk] = one
            for key in one.keys:
                self._by_key[key].append(one)
                for pair in _pairs(key):
                    self._keys_by_pair[pair].add(key)

    @property
    def is_single(self) -> bool:
        """Whether there is no choice: nothing stands below the chosen organisation."""
        return len(self.by_id) == 1

    def named(self, text: str) -> list[Organisation]:
        """Return the organisations of that name; of several, the one written exactly so."""
        found = self._by_key.get(unit_key(text), [])
        exact = [one for one in found if one.name == text]
        return exact if len(exact) == 1 else found

    def suggestion(self, text: str) -> str:
        """Return the name that looks most like the text, "" when none does."""
        key = unit_key(text)
        if key not in self._suggested:
            self._suggested[key] = self._most_alike(key)
        return self._suggested[key]

    def _most_alike(self, key: str) -> str:
        # Comparing with every name would take minutes for a wrong column; names that share
        # pairs of characters are few.
        shared = Counter(
            known for pair in _pairs(key) for known in self._keys_by_pair.get(pair, ())
        )
        likeness = {
            known: SequenceMatcher(None, key, known).ratio()
            for known, _count in shared.most_common(_CANDIDATES)
        }
        best = max(likeness, key=lambda known: likeness[known], default="")
        return self._by_key[best][0].name if likeness.get(best, 0) >= _ALIKE else ""


def _pairs(key: str) -> set[str]:
    return {key[at : at + 2] for at in range(len(key) - 1)}
