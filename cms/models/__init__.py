from .articles import ArticlePage, NewsIndexPage
from .calendars import CalendarPage
from .campaigns import CampaignIndexPage, CampaignPage
from .communities import CommunityIndexPage, CommunityPage, Facility
from .films import VideoIndexPage, VideoPage
from .home import HomePage
from .messages import FeedbackPage, Message
from .pictures import Picture, PictureRendition
from .recordings import AudioAsset, VideoAsset
from .resources import ResourceFile, ResourceIndexPage, ResourcePage
from .reviews import Review, ReviewEntry, ReviewRule, ReviewTask
from .standing import StandardPage
from .topics import TopicIndexPage, TopicPage

__all__ = [
    "ArticlePage",
    "AudioAsset",
    "CalendarPage",
    "CampaignIndexPage",
    "CampaignPage",
    "CommunityIndexPage",
    "CommunityPage",
    "Facility",
    "FeedbackPage",
    "HomePage",
    "Message",
    "NewsIndexPage",
    "Picture",
    "PictureRendition",
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
]
