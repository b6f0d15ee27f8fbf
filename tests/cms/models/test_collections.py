"""Topics, films and prints: what they collect, and what they show where something is missing."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.documents.models import Document

from cms.models import (
    NewsIndexPage,
    ResourceFile,
    ResourceIndexPage,
    TopicIndexPage,
    VideoAsset,
    VideoIndexPage,
)
from portal.events.enums import EventKind
from portal.events.models import Topic
from tests.factories.cms import (
    ArticlePageFactory,
    AudioAssetFactory,
    ResourcePageFactory,
    TopicPageFactory,
    VideoAssetFactory,
    VideoPageFactory,
)
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db


def below(homes, model, code="zh-hans"):
    return model.objects.child_of(homes[code]).get()


def on(page, *codes):
    page.topics = list(Topic.objects.filter(code__in=codes))
    page.save()
    return page


@pytest.fixture
def gas(homes):
    return on(TopicPageFactory(parent=below(homes, TopicIndexPage)), "gas", "home")


def fill(homes, number=1):
    for _ in range(number):
        on(ArticlePageFactory(parent=below(homes, NewsIndexPage)), "gas", "home")
        on(VideoPageFactory(parent=below(homes, VideoIndexPage)), "gas")
        on(ResourcePageFactory(parent=below(homes, ResourceIndexPage)), "home")
        EventFactory(
            topic=Topic.objects.get(code="gas"), starts_at=timezone.now() + timedelta(days=1)
        )


def test_topic_collects_what_is_public_on_it_once_and_in_its_language(homes, gas):
    fill(homes)
    on(ArticlePageFactory(parent=below(homes, NewsIndexPage)), "flood")
    on(ArticlePageFactory(parent=below(homes, NewsIndexPage), live=False), "gas")
    on(ArticlePageFactory(parent=below(homes, NewsIndexPage, "en")), "gas")
    EventFactory(topic=Topic.objects.get(code="gas"), starts_at=timezone.now() - timedelta(days=2))

    shown = Client().get(gas.url).context

    assert [len(shown[name]) for name in ("articles", "films", "resources", "coming")] == [
        1,
        1,
        1,
        1,
    ]


def test_pages_ask_as_many_questions_for_one_row_as_for_nine(homes, gas):
    client, numbers = Client(), []
    film = VideoPageFactory(parent=below(homes, VideoIndexPage))
    for number in (1, 8):
        fill(homes, number)
        EventFactory(kind=EventKind.FILM, starts_at=timezone.now() + timedelta(days=1))
        for page in (gas, film):
            client.get(page.url)
        with CaptureQueriesContext(connection) as asked:
            statuses = [client.get(page.url).status_code for page in (gas, film)]
        numbers.append((len(asked), statuses))

    assert numbers[0] == numbers[1]
    assert numbers[0][0] <= 40


def test_topic_page_without_a_topic_is_refused_in_words(homes, gas, admin_client):
    address = f"/admin/pages/{gas.pk}/edit/"
    given = {"title": "x", "slug": "x", "body-count": "0", "action-publish": ""}

    text = admin_client.post(address, given).content.decode()

    assert "请至少选一个主题" in text


def test_films_are_filtered_by_kind_and_topic(homes):
    films = below(homes, VideoIndexPage)
    case = on(VideoPageFactory(parent=films, kind="WARNING", title="甲"), "gas")
    VideoPageFactory(parent=films, kind="WELFARE", title="乙")

    def shown(query):
        return [page.title for page in Client().get(f"/films/{query}").context["page_obj"]]

    assert sorted(shown("")) == ["乙", case.title]
    assert shown("?kind=WARNING") == shown("?topic=gas") == ["甲"]
    assert shown("?kind=WELFARE&topic=gas") == []
    assert len(shown("?kind=NONSENSE&topic=x&page=999")) == 2


def test_film_plays_without_a_script_with_subtitles_and_words(homes, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    film = VideoAssetFactory(captions=ContentFile(b"WEBVTT", name=f"{'c' * 32}.vtt"))
    page = VideoPageFactory(parent=below(homes, VideoIndexPage), film=film)

    text = Client().get(page.url).content.decode()

    assert '<video controls preload="none" playsinline' in text
    assert f'<source src="{film.file.url}" type="video/mp4">' in text
    assert f'src="{film.captions.url}" srclang="zh-Hans" label="简体中文" default' in text
    assert '<dt class="seen">画面</dt><dd>门厅。</dd>' in text


def test_film_without_a_file_says_where_it_is_shown(homes):
    film = VideoAssetFactory(file="", sha256="")
    page = VideoPageFactory(parent=below(homes, VideoIndexPage), film=film)

    text = Client().get(page.url).content.decode()
    assert "<video" not in text
    assert "到您的小区、单位放映" in text
    assert 'href="/feedback/">申请放映</a>' in text

    event = EventFactory(kind=EventKind.FILM, starts_at=timezone.now() + timedelta(days=1))
    assert f"/e/{event.code}/" in Client().get(page.url).content.decode()


def test_transcript_is_text_whatever_stands_in_it(homes):
    film = VideoAssetFactory(transcript="<script>：x\n没有冒号的一行\n画面：<b>y</b>")
    page = VideoPageFactory(parent=below(homes, VideoIndexPage), film=film)

    text = Client().get(page.url).content.decode()

    assert '<dt class="voice">&lt;script&gt;</dt><dd>x</dd>' in text
    assert '<dt class="voice"></dt><dd>没有冒号的一行</dd>' in text
    assert "&lt;b&gt;y&lt;/b&gt;" in text


def test_file_has_its_digest():
    with pytest.raises(IntegrityError), transaction.atomic():
        VideoAsset.objects.create(title="x", file="films/x.mp4")


def test_recordings_speak_the_reader_s_language():
    film = VideoAssetFactory(title="中", title_en="en", transcript="中文", transcript_en="")
    from django.utils import translation

    assert (str(film), film.words) == ("中", "中文")
    with translation.override("en"):
        assert (str(film), film.words) == ("en", "中文")


@pytest.fixture
def poster(homes):
    page = ResourcePageFactory(parent=below(homes, ResourceIndexPage), sign="STOP")
    page.body = [
        ("key_points", {"title": "", "points": ["停在室外"]}),
        ("event_list", {"title": "", "scope": "ALL", "count": 4}),
    ]
    page.save()
    return page


def test_print_shows_its_files_with_kind_and_size(poster, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    document = Document.objects.create(title="原文件", file=ContentFile(b"%PDF-1", name="a.pdf"))
    poster.files.add(ResourceFile(document=document, label="高清版"))
    poster.save()

    text = Client().get(poster.url).content.decode()

    assert '<span class="kind">PDF</span><span><strong>高清版</strong>' in text
    assert "6\xa0字节" in text
    assert str(poster.files.get()) == "高清版"


def test_sheet_holds_the_words_and_a_code_and_nothing_else(poster):
    text = Client().get(f"{poster.url}?sheet=print").content.decode()

    assert "<li>停在室外</li>" in text
    assert 'class="qr"' in text
    assert 'class="days"' not in text
    assert " style=" not in text


@pytest.mark.parametrize("query", ["?sheet=nonsense", "?sheet="])
def test_unknown_sheet_is_the_page(poster, query):
    assert b'class="crumbs' in Client().get(f"{poster.url}{query}").content


def test_sheet_as_pdf_is_made_once_and_not_endlessly(poster, monkeypatch):
    made = []
    monkeypatch.setattr(
        "cms.models.resources.pdf.render", lambda html: made.append(html) or b"%PDF"
    )
    client = Client()

    answers = [client.get(f"{poster.url}?sheet=pdf") for _ in range(3)]

    assert {answer["Content-Type"] for answer in answers} == {"application/pdf"}
    assert len(made) == 1
    assert "<link" not in made[0]
    assert "<img" not in made[0]


def test_sheet_says_where_no_pdf_can_be_made(poster, monkeypatch):
    from portal.lib.pdf import PdfUnavailable

    def fail(html):
        raise PdfUnavailable("没有 Pango")

    monkeypatch.setattr("cms.models.resources.pdf.render", fail)
    answer = Client().get(f"{poster.url}?sheet=pdf")

    assert answer.status_code == 503
    assert "没有 Pango" in answer.content.decode()


def test_page_is_heard_and_says_for_whom_it_is(homes, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sound = AudioAssetFactory()
    page = ArticlePageFactory(
        parent=below(homes, NewsIndexPage), sound=sound, audiences=["WORKER", "GONE"]
    )

    text = Client().get(page.url).content.decode()

    assert f'<audio controls preload="none" src="{sound.file.url}"' in text
    assert page.audience_labels == ["企业员工"]
    assert "<span>企业员工</span>" in text
