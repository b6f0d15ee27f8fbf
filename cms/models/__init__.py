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
from .films import VideoIndexPage, VideoPage
from .home import HomePage
from .inspection import InspectionFinding, InspectionRun
from .messages import FeedbackPage, Message
from .opinions import OpinionCount
from .pictures import Picture, PictureRendition
from .reach import PageReach, ReachBeat
from .recordings import AudioAsset, VideoAsset
from .resources import ResourceFile, ResourceIndexPage, ResourcePage
from .reviews import Review, ReviewEntry, ReviewRule, ReviewTask
from .searches import MissedSearch
from .standing import StandardPage
from .topics import TopicIndexPage, TopicPage
from .wording import WordingTerm

__all__ = [
    "ArticlePage",
    "AudioAsset",
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
    "FeedbackPage",
    "HomePage",
    "InspectionFinding",
    "InspectionRun",
    "Message",
    "MissedSearch",
    "NewsIndexPage",
    "OpinionCount",
    "PageReach",
    "Picture",
    "PictureRendition",
    "ReachBeat",
    "ResourceFile",
    "ResourceIndexPage",
    "ResourcePage",
    "Review",
    "ReviewEntry",
    "ReviewRule",
    "ReviewTask",
    "StandardPage",
    "TopicIndexPage",
    "TopicPage",
    "VideoAsset",
    "VideoIndexPage",
    "VideoPage",
    "WordingTerm",
]
