"""The rules of one event's door, as typed and versioned values."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from portal.events.enums import MissingOut


@dataclass(frozen=True, slots=True)
class DoorPolicy:
    """How a door opens, closes and counts. Minutes throughout; the defaults are the house's.

    Args:
        version: of the meaning of these values; kept with every derived attendance.
        opens_before: minutes before the start at which check-in opens.
        closes_after: minutes after the end at which it closes.
        late_after: minutes after the start from which an arrival is late.
        out_before_end: departures are taken from this many minutes before the end.
        edge: arrivals and departures this close to a block's edge count as the edge.
        threshold_percent: below this share of the planned minutes nothing is credited.
        missing_out: how presence ends without a departure.
        walk_ins: whether somebody who is not registered may check in.
    """

    version: int = 1
    opens_before: int = 30
    closes_after: int = 30
    late_after: int = 10
    out_before_end: int = 30
    edge: int = 10
    threshold_percent: int = 80
    missing_out: str = MissingOut.UNTIL_LAST_EVIDENCE.value
    walk_ins: bool = True

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """Read stored values; unknown keys of other versions are left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in values.items() if key in known})

    @property
    def asks_departures(self) -> bool:
        """Whether people scan again when they leave; else whoever came stays until the end."""
        return self.missing_out != MissingOut.ASSUME_END

    def to_values(self) -> dict[str, Any]:
        """Return what is stored in the event's row."""
        return asdict(self)
