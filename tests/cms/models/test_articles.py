"""Articles: found by kind and topic, read with what belongs to them, in plain words too."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from cms.models import (
    NewsIndexPage,
)
from portal.events.models import Topic
from tests.factories.cms import (
    ArticlePageFactory,
)
from tests.factories.events import EventFactory


def below(homes, model, code="zh-hans"):
    return model.objects.child_of(homes[code]).get()


def test_articles_are_filtered_by_kind_and_topic(homes):
    news = below(homes, NewsIndexPage)
    case = ArticlePageFactory(parent=news, kind="CASE", title="案例甲")
    case.topics = [Topic.objects.get(code="gas")]
    case.save()
    ArticlePageFactory(parent=news, kind="NOTICE", title="通知乙")

    def shown(query):
        return [page.title for page in Client().get(f"/news/{query}").context["page_obj"]]

    assert sorted(shown("")) == ["案例甲", "通知乙"]
    assert shown("?kind=CASE") == ["案例甲"]
    assert shown("?topic=gas") == ["案例甲"]
    assert shown("?kind=CASE&topic=fire") == []
    assert len(shown("?kind=NONSENSE&topic=x&page=999")) == 2


def test_article_shows_its_event_and_more_of_its_kind(homes):
    news = below(homes, NewsIndexPage)
    event = EventFactory(title="燃气课堂", starts_at=timezone.now() + timedelta(days=1))
    other = ArticlePageFactory(parent=news, title="同类文章")
    page = ArticlePageFactory(parent=news, event=event, plain_summary="三句短话。")

    answer = Client().get(page.url)

    text = answer.content.decode()
    assert list(answer.context["more"]) == [other]
    assert f"/e/{event.code}/" in text
    assert "三句短话。" not in text


def test_article_invites_to_nothing_that_is_over_or_not_public(homes):
    news = below(homes, NewsIndexPage)
    at = timezone.now()
    over = EventFactory(starts_at=at - timedelta(days=1))
    internal = EventFactory(starts_at=at + timedelta(days=1), public=False)

    for event in (over, internal):
        page = ArticlePageFactory(parent=news, event=event)
        assert Client().get(page.url).context["event"] is None


def test_elder_mode_shows_plain_words_first_and_marks_the_page(homes):
    page = ArticlePageFactory(parent=below(homes, NewsIndexPage), plain_summary="三句短话。")
    client = Client()
    client.cookies["display"] = "elder"

    text = client.get(page.url).content.decode()

    assert "三句短话。" in text
    assert '<html lang="zh-Hans" data-mode="elder">' in text
