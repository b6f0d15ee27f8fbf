from .articles import ArticlePage, NewsIndexPage
from .calendars import CalendarPage
from .campaigns import CampaignIndexPage, CampaignPage
from .communities import CommunityIndexPage, CommunityPage, Facility
from .home import HomePage
from .inspection import InspectionFinding, InspectionRun
from .pictures import Picture, PictureRendition
from .reach import PageReach, ReachBeat
from .reviews import Review, ReviewEntry, ReviewRule, ReviewTask
from .searches import MissedSearch
from .standing import StandardPage
from .wording import WordingTerm

__all__ = [
    "ArticlePage",
    "CalendarPage",
    "CampaignIndexPage",
    "CampaignPage",
    "CommunityIndexPage",
    "CommunityPage",
    "Facility",
    "HomePage",
    "InspectionFinding",
    "InspectionRun",
    "MissedSearch",
    "NewsIndexPage",
    "PageReach",
    "Picture",
    "PictureRendition",
    "ReachBeat",
    "Review",
    "ReviewEntry",
    "ReviewRule",
    "ReviewTask",
    "StandardPage",
    "WordingTerm",
]
