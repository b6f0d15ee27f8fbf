"""Films and sounds in the back office, and as they are given out."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from cms.models import AudioAsset, NewsIndexPage, Review, VideoAsset, VideoIndexPage
from cms.models.reviews import digest_of
from portal.people.domain import roles
from portal.people.enums import RoleCode
from tests.factories.cms import ArticlePageFactory, VideoAssetFactory, VideoPageFactory
from tests.factories.people import OrganisationFactory, UserFactory
from tests.recordings import mp3, mp4, upload

pytestmark = pytest.mark.django_db
SUBTITLES = b"WEBVTT\n\n00:01.000 --> 00:02.000\nx"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def editor(client):
    user = UserFactory(scope=OrganisationFactory())
    user.groups.add(roles.sync()[RoleCode.PUBLICITY_EDITOR])
    client.force_login(user)
    return client


def given(**more):
    return {"title": "门厅", "seconds": "0", **more}


def test_film_is_kept_under_its_digest_with_its_length(editor):
    editor.post(
        reverse("film:add"),
        given(file=upload(mp4(), "我的 片子.exe.mp4"), captions=upload(SUBTITLES, "a.srt")),
    )

    film = VideoAsset.objects.get()
    assert film.file.name == f"films/{film.sha256[:32]}.mp4"
    assert (film.seconds, film.size) == (205, len(mp4()))
    assert Path(film.captions.path).read_bytes() == SUBTITLES + b"\n"
    assert film.captions.name.endswith(".vtt")


@pytest.mark.parametrize(
    ("field", "content"),
    [
        ("file", b"MZ\x90\x00" * 20),
        ("file", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("file", mp4() + b"<?php system('x');"),
        ("captions", b"<html>"),
    ],
)
def test_what_is_no_film_stays_outside_and_nothing_typed_is_lost(editor, field, content):
    answer = editor.post(reverse("film:add"), given(**{field: upload(content)}))

    assert answer.status_code == 200
    assert 'value="门厅"' in answer.content.decode()
    assert not VideoAsset.objects.exists()


def test_sound_is_kept_with_its_length_and_what_is_none_is_not(editor):
    editor.post(reverse("sound:add"), given(file=upload(mp3(), "a.mp3")))
    editor.post(reverse("sound:add"), given(file=upload(b"MZ" * 100, "a.mp3")))

    sound = AudioAsset.objects.get()
    assert (sound.file.name, sound.seconds) == (f"sounds/{sound.sha256[:32]}.mp3", 2)


def test_public_film_is_not_exchanged(editor, homes):
    film = VideoAssetFactory()
    parent = VideoIndexPage.objects.child_of(homes["zh-hans"]).get()
    page = VideoPageFactory(parent=parent, film=film)

    answer = editor.post(reverse("film:edit", args=[film.pk]), given(file=upload(mp4())))

    assert "已经公开" in answer.content.decode()
    page.unpublish()
    editor.post(reverse("film:edit", args=[film.pk]), given(file=upload(mp4())))
    film.refresh_from_db()
    assert film.seconds == 205


def test_film_in_use_is_not_deleted(admin_client, homes):
    parent = VideoIndexPage.objects.child_of(homes["zh-hans"]).get()
    film = VideoPageFactory(parent=parent).film

    admin_client.post(reverse("film:delete", args=[film.pk]))

    assert VideoAsset.objects.filter(pk=film.pk).exists()


def test_another_film_is_another_text_for_the_reviewers(homes):
    film = VideoAssetFactory()
    page = ArticlePageFactory(parent=NewsIndexPage.objects.child_of(homes["zh-hans"]).get())
    page.body = [("video", {"film": film, "caption": ""})]
    revision = page.save_revision()
    before = digest_of(revision)

    film.transcript = "别的话"
    film.save()

    assert digest_of(revision) != before
    assert not Review.objects.releases(revision)


@pytest.fixture
def address():
    film = VideoAssetFactory()
    return film.file.url


def body(answer):
    return b"".join(answer.streaming_content)


def test_film_is_given_out_whole_and_in_parts(address):
    whole = Client().get(address)
    part = Client().get(address, headers={"Range": "bytes=1-2"})

    assert (whole.status_code, body(whole), whole["Accept-Ranges"]) == (200, b"film", "bytes")
    assert (part.status_code, body(part)) == (206, b"il")
    assert part["Content-Range"] == "bytes 1-2/4"
    assert whole["Content-Type"] == "video/mp4"
    assert whole["X-Content-Type-Options"] == "nosniff"
    assert Client().get(address, headers={"Range": "bytes=9-"}).status_code == 416
    known = {"If-Modified-Since": whole["Last-Modified"]}
    assert Client().get(address, headers=known).status_code == 304


@pytest.mark.parametrize(
    "name", ["x.mp4", "..%2f..%2fetc%2fpasswd", f"{'a' * 32}.html", f"{'d' * 32}.mp4", "%00"]
)
def test_nothing_else_is_given_out(address, name):
    folder = address.rpartition("/")[0]

    assert Client().get(f"{folder}/{name}").status_code in {400, 404}


def test_films_are_found_by_the_chooser(editor):
    VideoAssetFactory(title="门厅里的 97 秒")
    VideoAssetFactory(title="先摸门")

    text = editor.get(reverse("film_chooser:choose_results"), {"q": "门厅"}).content.decode()

    assert "门厅里的 97 秒" in text
    assert "先摸门" not in text
