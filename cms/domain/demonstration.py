"""The pages of the demonstration: articles, communities, campaigns and a home page."""

import tomllib
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from cms.domain import demonstration_equipment as equipment
from cms.domain import messages, site
from cms.domain.site import LANGUAGES
from cms.enums import MessageState
from cms.models import (
    ArticlePage,
    CampaignIndexPage,
    CampaignPage,
    CommunityIndexPage,
    CommunityPage,
    FeedbackPage,
    HomePage,
    Message,
    NewsIndexPage,
    ResourceIndexPage,
    ResourcePage,
    TopicIndexPage,
    TopicPage,
    VideoAsset,
    VideoIndexPage,
    VideoPage,
)
from portal.events.domain.queries import agenda
from portal.events.models import Campaign, Event, Topic
from portal.lib.periods import business_date
from portal.people.models import DistrictSetting, Organisation

COMMUNITY_FACTS = (
    "sign",
    "pilot",
    "awarded_date",
    "households",
    "residents",
    "elderly_percent",
    "map_x",
    "map_y",
    "latitude",
    "longitude",
)
DATA = Path(__file__).resolve().parents[1] / "data" / "demonstration"


@transaction.atomic
def load(*, at: datetime) -> dict[str, int]:
    """Make the demonstration's pages once; what exists is left as it is.

    Communities join the organisations of the same name, articles the next open event on
    their topic, campaigns the rows of the same name and start; so load those before.

    Args:
        at: now, timezone-aware; articles are dated back from it.

    Returns:
        The number of pages in one language by kind: campaigns, communities, articles, films,
        resources, topics.
    """
    homes = site.build(address=settings.PORTAL_BASE_URL, name=settings.WAGTAIL_SITE_NAME)
    counts = {
        "campaigns": _campaigns(_below(homes, CampaignIndexPage)),
        "communities": _communities(_below(homes, CommunityIndexPage), at=at),
        "articles": _articles(_below(homes, NewsIndexPage), at=at),
        "films": _films(_below(homes, VideoIndexPage), at=at),
        "resources": _resources(_below(homes, ResourceIndexPage)),
        "topics": _topic_pages(_below(homes, TopicIndexPage)),
    }
    _messages(FeedbackPage.objects.child_of(homes["zh-hans"]).get(), at=at)
    _front(homes)
    DistrictSetting.objects.get_or_create(
        site=Site.objects.get(is_default_site=True), defaults=HEAD
    )
    return counts


def read(name: str) -> list[dict[str, Any]]:
    """Return the rows of one file of the demonstration, or of all files of one folder."""
    folder = DATA / name
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else [DATA / f"{name}.toml"]
    texts = (file.read_text(encoding="utf-8") for file in files)
    return [row for text in texts for row in tomllib.loads(text, parse_float=Decimal)[name]]


def dated(row: dict[str, Any], *, today: date) -> date:
    """Return the day of publication of an article.

    Args:
        row: with ``days_ago``; or with ``day``, the month and day of the season in which the
            article is wanted, and ``years``, how many such days to leave out.
        today: the day of loading.
    """
    if "days_ago" in row:
        return today - timedelta(days=row["days_ago"])
    month, day = map(int, row["day"].split("-"))
    years = row.get("years", 0) + ((month, day) > (today.month, today.day))
    return date(today.year - years, month, day)


def _below(homes: dict[str, HomePage], model: type[Page]) -> dict[str, Page]:
    return {code: model.objects.child_of(home).get() for code, home in homes.items()}


def _words(row: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {code: row[key] for key, code in LANGUAGES.items()}


def _articles(parents: dict[str, Page], *, at: datetime) -> int:
    topics = Topic.objects.in_bulk(field_name="code")
    rows = read("articles")
    today = business_date(at)
    next_events = _next_events(at=at)
    for row in rows:
        about = [topics[code] for code in row["topics"]]
        site.place(
            parents=parents,
            model=ArticlePage,
            slug=row["slug"],
            words=_words(row),
            kind=row["kind"],
            sign=row["sign"],
            drawing=row["drawing"],
            published_date=dated(row, today=today),
            event=next_events.get(about[0].pk),
            topics=about,
        )
    return len(rows)


def _next_events(*, at: datetime) -> dict[int, Event]:
    """Return the next open event on each topic, by the topic's key."""
    coming = reversed(agenda.coming(at=at))
    return {event.topic_id: event for event in coming if event.topic_id}


def _films(parents: dict[str, Page], *, at: datetime) -> int:
    """Make films without files: what they say is there to read, they are shown at screenings."""
    topics = Topic.objects.in_bulk(field_name="code")
    known = {film.title: film for film in VideoAsset.objects.all()}
    rows = read("films")
    for row in rows:
        words = _words(row)
        scripts = {code: said.pop("script") for code, said in words.items()}
        film = known.get(words["zh-hans"]["title"]) or VideoAsset.objects.create(
            title=words["zh-hans"]["title"],
            title_en=words["en"]["title"],
            seconds=row["seconds"],
            transcript=scripts["zh-hans"].strip(),
            transcript_en=scripts["en"].strip(),
            credit=FILMS_BY,
        )
        site.place(
            topics=[topics[code] for code in row["topics"]],
            parents=parents,
            model=VideoPage,
            slug=row["slug"],
            words=words,
            kind=row["kind"],
            sign=row["sign"],
            drawing=row["drawing"],
            audiences=row.get("audiences", []),
            published_date=business_date(at) - timedelta(days=row["days_ago"]),
            film=film,
        )
    return len(rows)


def _resources(parents: dict[str, Page]) -> int:
    topics = Topic.objects.in_bulk(field_name="code")
    rows = read("resources")
    for row in rows:
        site.place(
            topics=[topics[code] for code in row["topics"]],
            parents=parents,
            model=ResourcePage,
            slug=row["slug"],
            words=_words(row),
            kind=row["kind"],
            sign=row["sign"],
            drawing=row["drawing"],
        )
    return len(rows)


def _topic_pages(parents: dict[str, Page]) -> int:
    topics = Topic.objects.in_bulk(field_name="code")
    rows = read("topics")
    for row in rows:
        site.place(
            topics=[topics[code] for code in row["topics"]],
            parents=parents,
            model=TopicPage,
            slug=row["slug"],
            words=_words(row),
            sign=row["sign"],
            drawing=row["drawing"],
        )
    return len(rows)


def _messages(page: FeedbackPage, *, at: datetime) -> None:
    """Write some messages to the office, once: most answered, one late, one from today."""
    if Message.objects.exists():
        return
    for row in read("messages"):
        sent_at = at - timedelta(days=row["days_ago"], minutes=37)
        received = messages.send(
            ref=uuid5(NAMESPACE_URL, row["text"]),
            kind=row["kind"],
            text=row["text"],
            phone="",
            language="zh-hans",
            days=page.answer_days,
            at=sent_at,
        )
        if "answer" in row:
            Message.objects.filter(pk=received.message.pk).update(
                state=MessageState.ANSWERED,
                answer=row["answer"],
                answered_at=sent_at + timedelta(days=row["answered_after"]),
            )


def _communities(parents: dict[str, Page], *, at: datetime) -> int:
    rows = read("communities")
    for row in rows:
        organisation = Organisation.objects.filter(name=row["organisation"]).first()
        new = not CommunityPage.objects.filter(slug=row["slug"]).exists()
        pages = site.place(
            parents=parents,
            model=CommunityPage,
            slug=row["slug"],
            words=_words(row),
            organisation=organisation,
            street=organisation.get_parent() if organisation else None,
            **{key: row[key] for key in COMMUNITY_FACTS if key in row},
        )
        if new and organisation:
            equipment.equip(pages=pages, row=row, organisation=organisation, at=at)
    return len(rows)


def _campaigns(parents: dict[str, Page]) -> int:
    rows = read("campaigns")
    for row in rows:
        campaign, _created = Campaign.objects.get_or_create(
            name=row["name"],
            start_date=row["start_date"],
            defaults={key: row[key] for key in ("name_en", "theme", "theme_en", "end_date")},
        )
        site.place(
            parents=parents,
            model=CampaignPage,
            slug=row["slug"],
            words=_words(row),
            campaign=campaign,
            sign=row["sign"],
            drawing=row["drawing"],
        )
    return len(rows)


FILMS_BY = "平安新区（演示）"

# Numbers of no filing and no subscriber.
HEAD = {
    "name_zh": "平安新区",
    "name_en": "Ping'an New District",
    "portal_zh": "安全文化门户",
    "portal_en": "Safety Culture Portal",
    "office_zh": "区安全生产委员会办公室",
    "office_en": "Office of the District Work Safety Committee",
    "phone": "0000-8001 2350",
    "address_zh": "平安新区平安大道 1 号",
    "address_en": "1 Ping'an Avenue, Ping'an New District",
    "icp_number": "示ICP备00000000号-1",
    "police_number": "示公网安备 00000000000000号",
}

FRONT = {
    "zh-hans": {
        "kicker": "本月提醒 · 电动自行车",
        "title": "电动自行车，\n不进楼道不进家门",
        "text": "一块电池起火，三十秒浓烟封住楼梯。冬天充电的人多，这三句话请讲给家里人听。",
        "points": ["停在室外，充在桩上", "不拉飞线，不改电池", "闻到焦味先断电，再离开"],
        "read": "一页看明白",
        "come": "报名近期课堂",
        "at": "/classes/",
    },
    "en": {
        "kicker": "This month · Electric bicycles",
        "title": "Electric bicycles:\nkeep them outside",
        "text": "One burning battery fills a stairwell with smoke in thirty seconds. "
        "Tell these three sentences at home.",
        "points": [
            "Park outside, charge at a post",
            "No cables from windows, no rebuilt packs",
            "Smell burning? Cut the power, then leave",
        ],
        "read": "Read how on one page",
        "come": "Register for a class",
        "at": "/en/classes/",
    },
}


def _front(homes: dict[str, HomePage]) -> None:
    for code, home in homes.items():
        if home.body:
            continue
        words = dict(FRONT[code])
        article = ArticlePage.objects.descendant_of(home).get(slug="dian-dong-zi-xing-che")
        home.body = [
            (
                "lead",
                {
                    "sign": "STOP",
                    "drawing": "EBIKE",
                    "actions": [
                        {"label": words.pop("read"), "page": article.page_ptr, "address": ""},
                        {"label": words.pop("come"), "page": None, "address": words.pop("at")},
                    ],
                    **words,
                },
            ),
            ("event_list", {"title": "", "scope": "ALL", "count": 4}),
            ("year_figures", {"title": ""}),
            ("communities", {"title": "", "count": 6}),
            ("topics", {"title": ""}),
            ("latest_films", {"title": "", "count": 3}),
            ("latest_articles", {"title": "", "count": 6}),
        ]
        home.save()
