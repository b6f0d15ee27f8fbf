from .pages import CommunityIndexPage, CommunityPage
from .rows import CommunityLeaflet, CommunityPhoto, FacilityWords

__all__ = [
    "CommunityIndexPage",
    "CommunityLeaflet",
    "CommunityPage",
    "CommunityPhoto",
    "FacilityWords",
]
