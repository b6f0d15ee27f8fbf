from .articles import ArticlePage, NewsIndexPage
from .calendars import CalendarPage
from .campaigns import CampaignIndexPage, CampaignPage
from .communities import (
    CommunityIndexPage,
    CommunityLeaflet,
    CommunityPage,
    CommunityPhoto,
    FacilityWords,
)
from .facilities import Facility, FacilityDefect, FacilityInspection, FacilityScans
from .home import HomePage
from .opinions import OpinionCount
from .pictures import Picture, PictureRendition
from .reviews import Review, ReviewEntry, ReviewRule, ReviewTask
from .standing import StandardPage
from .wording import WordingTerm

__all__ = [
    "ArticlePage",
    "CalendarPage",
    "CampaignIndexPage",
    "CampaignPage",
    "CommunityIndexPage",
    "CommunityLeaflet",
    "CommunityPage",
    "CommunityPhoto",
    "Facility",
    "FacilityDefect",
    "FacilityInspection",
    "FacilityScans",
    "FacilityWords",
    "HomePage",
    "NewsIndexPage",
    "OpinionCount",
    "Picture",
    "PictureRendition",
    "Review",
    "ReviewEntry",
    "ReviewRule",
    "ReviewTask",
    "StandardPage",
    "WordingTerm",
]
