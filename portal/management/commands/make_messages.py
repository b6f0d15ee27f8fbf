"""Keep the Chinese catalogues complete and compiled.

Two directories of translations stand in ``LOCALE_PATHS``:

* ``portal/locale`` holds the strings of our own sources;
* ``portal/locale_packages`` holds what Wagtail and other installed packages leave in
  English, and corrections of what they say badly. Extraction never looks there, so nothing in
  it is dropped as obsolete.

Extracting needs GNU gettext. Compiling does not, and the ``.mo`` files are committed, so that
a fresh machine speaks Chinese without it. A development tool: needs ``polib``.
"""

import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import django
import polib
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser
from django.core.management.commands.makemessages import Command as DjangoMakeMessages

DOMAINS = ("django", "djangojs")
LOCALE = "zh_Hans"
NOT_SOURCES = ["docs/*", "tests/*", "var/*", "venv/*"]
HEADER = {
    "Project-Id-Version": "safety-culture-portal",
    "Language": LOCALE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


class Extraction(DjangoMakeMessages):
    """Django's makemessages, which here never guesses a translation from a similar string."""

    msgmerge_options = [*DjangoMakeMessages.msgmerge_options, "--no-fuzzy-matching"]


class Command(BaseCommand):
    help = "Extract strings from the sources, fill in translations, compile the catalogues."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--take",
            nargs="+",
            default=[],
            type=Path,
            metavar="FILE.po",
            help="fill gaps from these files; of two translations the first file's is taken",
        )
        parser.add_argument(
            "--compile-only", action="store_true", help="write the .mo files, change no .po"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["compile_only"]:
            extract_sources()
            for domain in DOMAINS:
                add_missing_of_packages(domain)
            for file in options["take"]:
                take(file)
        untranslated = 0
        for path in catalogues():
            compile_catalogue(path)
            untranslated += len(polib.pofile(str(path)).untranslated_entries())
        if untranslated:
            raise CommandError(f"{untranslated} strings are still without a translation.")
        self.stdout.write("Every string is translated.")


def catalogues() -> list[Path]:
    """Return the .po files of every directory in LOCALE_PATHS."""
    return [
        path
        for directory in settings.LOCALE_PATHS
        for path in sorted((directory / LOCALE / "LC_MESSAGES").glob("*.po"))
    ]


def extract_sources() -> None:
    """Bring portal/locale up to date with the strings marked in our sources."""
    with chdir(settings.BASE_DIR):
        for domain in DOMAINS:
            call_command(
                Extraction(),
                locale=[LOCALE],
                domain=domain,
                ignore_patterns=NOT_SOURCES,
                add_location="file",
                no_wrap=True,
                no_obsolete=True,
                verbosity=0,
            )
    for path in catalogues():
        write(polib.pofile(str(path), wrapwidth=0), path)


def missing_of_packages(domain: str) -> Iterator[polib.POEntry]:
    """Yield every string of an installed package that the package has not in Chinese."""
    for directory in _package_locales():
        # A package without English file lists its strings in whatever Chinese file it has.
        candidates = [
            directory / code / "LC_MESSAGES" / f"{domain}.po" for code in ("en", LOCALE, "zh_CN")
        ]
        source = next(filter(Path.exists, candidates), None)
        compiled = directory / LOCALE / "LC_MESSAGES" / f"{domain}.mo"
        if source is None:
            continue
        known = {_key(entry) for entry in polib.mofile(str(compiled))} if compiled.exists() else ()
        for entry in polib.pofile(str(source)):
            if not entry.obsolete and _key(entry) not in known:
                yield polib.POEntry(
                    msgid=entry.msgid,
                    msgid_plural=entry.msgid_plural,
                    msgctxt=entry.msgctxt,
                    msgstr_plural={0: ""} if entry.msgid_plural else {},
                    flags=[flag for flag in entry.flags if flag != "fuzzy"],
                    occurrences=[(directory.parent.name, "")],
                )


def add_missing_of_packages(domain: str) -> None:
    """Add to portal/locale_packages, still empty, what an installed package newly lacks."""
    path = settings.LOCALE_PATHS[1] / LOCALE / "LC_MESSAGES" / f"{domain}.po"
    catalogue = polib.pofile(str(path), wrapwidth=0) if path.exists() else polib.POFile(wrapwidth=0)
    known = {_key(entry) for entry in catalogue}
    for entry in missing_of_packages(domain):
        if _key(entry) not in known:
            known.add(_key(entry))
            catalogue.append(entry)
    write(catalogue, path)


def take(file: Path) -> None:
    """Copy translations from one .po file to the strings that have none."""
    given = {_key(entry): entry for entry in polib.pofile(str(file)).translated_entries()}
    for path in catalogues():
        catalogue = polib.pofile(str(path), wrapwidth=0)
        for entry in catalogue:
            found = given.get(_key(entry))
            if found and not entry.translated():
                entry.msgstr = found.msgstr
                entry.msgstr_plural = dict(found.msgstr_plural)
        write(catalogue, path)


def write(catalogue: polib.POFile, path: Path) -> None:
    """Write a catalogue so that the same strings always make the same bytes."""
    catalogue.metadata = HEADER
    catalogue.header = "Simplified Chinese for the portal. Written by manage.py make_messages."
    catalogue.metadata_is_fuzzy = False
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))


def compile_catalogue(path: Path) -> None:
    """Write the .mo file beside a .po file."""
    polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def _key(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


def _package_locales() -> Iterator[Path]:
    yield Path(django.__file__).parent / "conf" / "locale"
    # The virtual environment may lie inside the project's own folder.
    ours = settings.BASE_DIR.resolve()
    installed = Path(sys.prefix).resolve()
    for app in apps.get_app_configs():
        parents = Path(app.path).resolve().parents
        if ours not in parents or installed in parents:
            yield Path(app.path) / "locale"
