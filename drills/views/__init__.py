from .actions import SeeAction, ShowDocument, ShowEvidence
from .public import ListDrills
from .rating import RateDrill, RateSection, SeeMyTasks

__all__ = [
    "ListDrills",
    "RateDrill",
    "RateSection",
    "SeeAction",
    "SeeMyTasks",
    "ShowDocument",
    "ShowEvidence",
]
