import gettext
import shutil

import polib
import pytest
from django.core.management import CommandError, call_command

from portal.management.commands import make_messages

needs_gettext = pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is missing")


@pytest.fixture
def locales(settings, tmp_path):
    """Two empty catalogue directories, and a source with one marked string."""
    settings.BASE_DIR = tmp_path / "sources"
    settings.LOCALE_PATHS = [tmp_path / "sources" / "locale", tmp_path / "packages"]
    settings.LOCALE_PATHS[0].mkdir(parents=True)
    (settings.BASE_DIR / "door.py").write_text('_("Check in")\n')
    return settings.LOCALE_PATHS


def fill(directory, entries, *, domain="django"):
    catalogue = polib.POFile(wrapwidth=0)
    for msgid, msgstr in entries.items():
        catalogue.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    path = directory / "zh_Hans" / "LC_MESSAGES" / f"{domain}.po"
    make_messages.write(catalogue, path)
    return path


def strings(path):
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}


def test_compile_only_makes_a_catalogue_that_gettext_reads(locales):
    fill(locales[1], {"Page": "页面"})

    call_command("make_messages", "--compile-only")

    found = gettext.translation("django", str(locales[1]), ["zh_Hans"])
    assert (found.gettext("Page"), found.info()["plural-forms"]) == (
        "页面",
        "nplurals=1; plural=0;",
    )


def test_compile_only_names_how_many_strings_lack_a_translation(locales):
    fill(locales[0], {"Page": "页面", "Draft": "", "Live": ""})

    with pytest.raises(CommandError, match="2 strings are still without a translation"):
        call_command("make_messages", "--compile-only")


def test_take_fills_gaps_and_leaves_the_rest(locales, tmp_path):
    path = fill(locales[0], {"Page": "页面", "Draft": "", "Live": ""})
    given = fill(tmp_path / "given", {"Page": "网页", "Draft": "草稿", "Unused": "未用"})

    make_messages.take(given)

    assert strings(path) == {"Page": "页面", "Draft": "草稿", "Live": ""}


def test_write_gives_the_same_bytes_for_the_same_strings(locales):
    path = fill(locales[0], {"Page": "页面"})
    first = path.read_bytes()

    make_messages.write(polib.pofile(str(path), wrapwidth=0), path)

    assert path.read_bytes() == first


def test_missing_of_packages_leaves_out_what_the_package_has_in_chinese():
    missing = {entry.msgid for entry in make_messages.missing_of_packages("django")}

    # Wagtail says "Publish" in Chinese and, in 8.0, not "Go to the first error".
    assert {"Publish", "Go to the first error"} & missing == {"Go to the first error"}


@needs_gettext
def test_extraction_finds_marked_strings_and_drops_those_gone(locales):
    path = fill(locales[0], {"Gone": "已去"})

    with pytest.raises(CommandError, match="still without a translation"):
        call_command("make_messages")

    assert strings(path) == {"Check in": ""}


@needs_gettext
def test_take_on_the_command_line_lets_the_first_file_win(locales, tmp_path):
    first = fill(tmp_path / "first", {"Check in": "签到"})
    second = fill(tmp_path / "second", {"Check in": "报到"})

    with pytest.raises(CommandError, match="still without a translation"):
        call_command("make_messages", "--take", first, second)

    assert strings(locales[0] / "zh_Hans" / "LC_MESSAGES" / "django.po") == {"Check in": "签到"}
