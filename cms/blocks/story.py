"""The one StreamBlock that articles, campaigns and standing pages are written in."""

from wagtail import blocks

from cms.blocks.events import EventListBlock
from cms.blocks.media import PictureBlock
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


class StoryBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    paragraph = ParagraphBlock(features=TEXT_FEATURES)
    key_points = KeyPointsBlock()
    steps = StepsBlock()
    picture = PictureBlock()
    callout = CalloutBlock()
    hotline = HotlineBlock()
    question = QuestionBlock()
    quote = QuoteBlock()
    figures = FiguresBlock()
    event_list = EventListBlock()
