import pytest
from django.core.management import call_command

from tests.portal.test_checks import PRODUCTION

pytestmark = pytest.mark.django_db


@pytest.fixture
def production(settings):
    for name, value in PRODUCTION.items():
        setattr(settings, name, value)
    settings.SILENCED_SYSTEM_CHECKS = [*settings.SILENCED_SYSTEM_CHECKS, "portal.W003"]
    return settings


def test_complete_configuration_is_in_order(production, capsys):
    call_command("check_setup")

    assert capsys.readouterr().out == "Everything is in order.\n"


def test_advice_is_printed_and_lets_the_portal_start(production, capsys):
    production.CALENDAR_UID_DOMAIN = "portal.example"

    call_command("check_setup")

    assert capsys.readouterr().out == (
        "Look at: CALENDAR_UID_DOMAIN is still the example; calendars keep it for ever."
        " [portal.W005]\n"
        "       Set a domain of your own, once.\n"
        "The portal can start.\n"
    )


def test_what_is_wrong_comes_first_and_fails_the_command(production, capsys):
    production.CALENDAR_UID_DOMAIN = "portal.example"
    production.PORTAL_BASE_URL = "http://portal.gov"

    with pytest.raises(SystemExit):
        call_command("check_setup")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "Wrong: PORTAL_BASE_URL is http://portal.gov, which is not an https:// address."
        " [portal.E001]"
    )
