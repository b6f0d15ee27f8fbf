"""The one StreamBlock that articles, campaigns and standing pages are written in."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.data import LiveFiguresBlock, TableBlock, TimelineBlock
from cms.blocks.events import EventListBlock
from cms.blocks.learning import ProcedureBlock, QuizBlock
from cms.blocks.links import DocumentBlock, RelatedBlock
from cms.blocks.media import (
    AudioBlock,
    BeforeAfterBlock,
    GalleryBlock,
    PictureBlock,
    PosterBlock,
    VideoBlock,
)
from cms.blocks.places import FacilityListBlock, MapPointBlock
from cms.blocks.text import (
    TEXT_FEATURES,
    CalloutBlock,
    FiguresBlock,
    HeadingBlock,
    HotlineBlock,
    KeyPointsBlock,
    ParagraphBlock,
    QuestionBlock,
    QuoteBlock,
    StepsBlock,
)

# Groups in which an editor finds a block; in the order in which a text grows.
TEXT, TO_LEARN, TO_SEE, TO_GO_ON = (
    _("Words"),
    _("To learn"),
    _("Pictures, films, sounds"),
    _("Facts and ways on"),
)


class StoryBlock(blocks.StreamBlock):
    heading = HeadingBlock(group=TEXT)
    paragraph = ParagraphBlock(features=TEXT_FEATURES, group=TEXT)
    callout = CalloutBlock(group=TEXT)
    quote = QuoteBlock(group=TEXT)
    key_points = KeyPointsBlock(group=TO_LEARN)
    steps = StepsBlock(group=TO_LEARN)
    procedure = ProcedureBlock(group=TO_LEARN)
    question = QuestionBlock(group=TO_LEARN)
    quiz = QuizBlock(group=TO_LEARN)
    hotline = HotlineBlock(group=TO_LEARN)
    picture = PictureBlock(group=TO_SEE)
    gallery = GalleryBlock(group=TO_SEE)
    before_after = BeforeAfterBlock(group=TO_SEE)
    video = VideoBlock(group=TO_SEE)
    audio = AudioBlock(group=TO_SEE)
    poster = PosterBlock(group=TO_SEE)
    figures = FiguresBlock(group=TO_GO_ON)
    live_figures = LiveFiguresBlock(group=TO_GO_ON)
    timeline = TimelineBlock(group=TO_GO_ON)
    table = TableBlock(group=TO_GO_ON)
    document = DocumentBlock(group=TO_GO_ON)
    event_list = EventListBlock(group=TO_GO_ON)
    facility_list = FacilityListBlock(group=TO_GO_ON)
    map_point = MapPointBlock(group=TO_GO_ON)
    related = RelatedBlock(group=TO_GO_ON)
