from .articles import ArticlePage, NewsIndexPage
from .calendars import CalendarPage
from .campaigns import CampaignIndexPage, CampaignPage
from .communities import CommunityIndexPage, CommunityPage, Facility
from .home import HomePage
from .pictures import Picture, PictureRendition
from .searches import MissedSearch
from .standing import StandardPage

__all__ = [
    "ArticlePage",
    "CalendarPage",
    "CampaignIndexPage",
    "CampaignPage",
    "CommunityIndexPage",
    "CommunityPage",
    "Facility",
    "HomePage",
    "MissedSearch",
    "NewsIndexPage",
    "Picture",
    "PictureRendition",
    "StandardPage",
]
