"""The migrations make the tables that the models describe, and are named."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command

OURS = [
    app
    for app in apps.get_app_configs()
    if app.name.split(".")[0] in {"portal", "cms", "training", "drills"}
]


@pytest.mark.django_db
def test_models_have_no_change_without_migration(capsys):
    call_command("makemigrations", "--check", "--dry-run")

    assert capsys.readouterr().out == "No changes detected\n"


@pytest.mark.parametrize("app", OURS, ids=lambda app: app.label)
def test_migrations_are_named(app, pytestconfig):
    folder = pytestconfig.rootpath.joinpath(*app.name.split("."), "migrations")

    unnamed = [
        file.name
        for file in folder.glob("[0-9]*.py")
        if re.search(r"_auto_|_alter_.*_and_", file.name)
    ]

    assert unnamed == []
