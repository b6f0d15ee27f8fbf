"""Fixtures used everywhere."""

import os
from contextlib import ExitStack

import pytest
from celery import current_app
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings
from kombu import pools

from portal.lib import collecting, pdf
from tests import restoring

# How long an example takes says something about the machine's other work, not about the code.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")


@pytest.fixture(autouse=True)
def _chinese():
    """Every test starts in the portal's first language, whatever the one before left."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture(autouse=True)
def _empty_cache():
    """No test finds what the one before has cached."""
    yield
    cache.clear()


@pytest.fixture(scope="session")
def _seldom_collected():
    """The migrations of a new database take two thirds of the time."""
    with ExitStack() as stack:
        stack.enter_context(collecting.seldom())
        yield stack


@pytest.fixture(scope="session")
def django_db_setup(_seldom_collected, django_db_setup, django_db_blocker):
    """After a test that really commits, put back the rows that migrations made."""
    _seldom_collected.close()
    with django_db_blocker.unblock():
        rows = restoring.copy_rows()
    if "wagtailcore_page" not in rows:
        pytest.exit("The kept test database was left empty; run once with --create-db.", 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda case: restoring.put_back(rows)
        )
        yield


@pytest.fixture(scope="session")
def pango():
    """What sets the type of PDF files; tests that need it are skipped by name without it."""
    try:
        pdf.render("<p>PDF</p>")
    except pdf.PdfUnavailable as refusal:
        if os.environ.get("CI"):
            raise
        pytest.skip(
            "no PDF: install Pango (libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0) "
            f"({refusal.__cause__})"
        )


@pytest.fixture
def use_queue():
    """Call with an address and transport options to use a real queue in one test."""
    conf = current_app.conf
    names = ("task_always_eager", "broker_url", "broker_transport_options")
    before = {name: conf.get(name) for name in names}

    def forget_connections():
        pools.reset()
        current_app._after_fork()

    def switch(address, **options):
        conf.update(task_always_eager=False, broker_url=address, broker_transport_options=options)
        forget_connections()

    yield switch
    conf.update(before)
    forget_connections()
