"""The portal speaks Chinese: every string has a translation, and the compiled files are current."""

import re

import polib
import pytest

from portal.management.commands.make_messages import DOMAINS, catalogues, missing_of_packages

# Width and zero-padding may differ: 2025-06 is 2025年6月.
PLACEHOLDER = re.compile(r"(%\(\w+\))[0-9.]*([a-z])|(%[sdr])|(\{\w+\})")
TAG = re.compile(r"<[^>]+>")
CATALOGUES = [pytest.param(path, id="/".join(path.parts[-4:])) for path in catalogues()]


@pytest.mark.parametrize("path", CATALOGUES)
def test_catalogue_is_translated_throughout(path):
    catalogue = polib.pofile(str(path))

    assert [entry.msgid for entry in catalogue if not entry.translated()] == []
    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete] == []


def _wordings(entry):
    """The English a translation stands for, and the translation."""
    if entry.msgid_plural:
        return entry.msgid_plural, entry.msgstr_plural[0]
    return entry.msgid, entry.msgstr


@pytest.mark.parametrize("path", CATALOGUES)
def test_translations_keep_placeholders_and_tags(path):
    differing = [
        (source, target)
        for source, target in (_wordings(entry) for entry in polib.pofile(str(path)))
        for mark in (PLACEHOLDER, TAG)
        if sorted(mark.findall(source)) != sorted(mark.findall(target))
    ]

    assert differing == []


@pytest.mark.parametrize("path", CATALOGUES)
def test_compiled_catalogue_is_current(path):
    def translations(entries):
        return {
            (entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr for entry in entries
        }

    compiled = translations(polib.mofile(str(path.with_suffix(".mo"))))

    assert compiled == translations(polib.pofile(str(path)))


@pytest.mark.parametrize("domain", DOMAINS)
def test_nothing_of_the_installed_packages_stays_in_english(domain):
    supplied = {
        (entry.msgctxt, entry.msgid)
        for path in catalogues()
        if path.stem == domain
        for entry in polib.pofile(str(path))
    }

    missing = [
        entry.msgid
        for entry in missing_of_packages(domain)
        if (entry.msgctxt, entry.msgid) not in supplied
    ]

    assert missing == []
