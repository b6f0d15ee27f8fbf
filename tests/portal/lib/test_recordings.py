"""Films, sounds and subtitles as people upload them."""

import pytest

from portal.lib import recordings
from tests.recordings import box, mp3, mp4, upload


@pytest.mark.parametrize("wide", [False, True])
def test_film_is_known_by_its_boxes_and_says_how_long_it_is(wide):
    assert recordings.check_film(upload(mp4(wide=wide), "whatever.bin")) == 205


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00" + mp4(),
        mp4() + b"PK\x03\x04 and something behind",
        mp4()[:-30],
        mp4(("soun", "mp4a")),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        box("ftyp", b"isom"),
        box("moov", b"") + box("mdat", b""),
        b"\x00\x00\x00\x07ftyp" + b"x" * 40,
        b"\x00\x00\x00\x01ftyp" + b"\xff" * 8 + b"x" * 40,
        b"".join(box("free") for _ in range(6000)),
    ],
)
def test_what_is_no_film_is_refused(content):
    with pytest.raises(recordings.RecordingRefused, match="MP4"):
        recordings.check_film(upload(content))


@pytest.mark.parametrize(("coding", "name"), [("hvc1", "H.265"), ("xxxx", r"\?")])
def test_film_that_many_phones_do_not_play_is_refused_by_name(coding, name):
    with pytest.raises(recordings.RecordingRefused, match=name):
        recordings.check_film(upload(mp4(("vide", coding))))


def test_sounds_are_mp3_or_m4a():
    assert recordings.check_sound(upload(mp3())) == ("mp3", 2)
    assert recordings.check_sound(upload(mp4(("soun", "mp4a"), seconds=61))) == ("m4a", 61)


@pytest.mark.parametrize(
    "content",
    [b"", mp4(), b"MZ" + mp3(), mp3(2), mp3() + b"x" * 5000, b"ID3" + b"\xff" * 7, b"\xff\xfb\x00"],
)
def test_what_is_no_sound_is_refused(content):
    with pytest.raises(recordings.RecordingRefused):
        recordings.check_sound(upload(content))


@pytest.mark.parametrize("check", ["check_film", "check_sound", "subtitles"])
def test_what_is_too_large_is_refused_before_it_is_read(check):
    file = upload(b"x")
    file.size = 10**12

    with pytest.raises(recordings.RecordingRefused, match="MB"):
        getattr(recordings, check)(file)


def test_subtitles_become_webvtt():
    srt = "\ufeff1\r\n00:00:01,000 --> 00:00:04,000\r\n先断电，再离开\r\n".encode()
    vtt = b"WEBVTT\n\n00:01.000 --> 00:04.000\nx"

    assert recordings.subtitles(upload(srt)).decode() == (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\n先断电，再离开\n"
    )
    assert recordings.subtitles(upload(vtt)) == vtt + b"\n"


@pytest.mark.parametrize("content", [b"", b"WEBVTT", "中 --> 文".encode("gb18030"), b"a --> \0"])
def test_what_are_no_subtitles_is_refused(content):
    with pytest.raises(recordings.RecordingRefused):
        recordings.subtitles(upload(content))


def test_digest_reads_the_whole_file_and_goes_back():
    file = upload(b"abc")

    assert recordings.digest(file).startswith("ba7816bf8f01cfea")
    assert file.read() == b"abc"
