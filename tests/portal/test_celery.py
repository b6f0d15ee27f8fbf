"""Wagtail's background work goes through Celery, with the real backend and a real worker."""

import os
import subprocess
import sys
import threading
import time

import pytest
from celery import current_app
from django.db import connection, transaction
from django_tasks import task
from django_tasks.base import TaskResultStatus
from wagtail.models import Page

from portal.celery import app

CELERY = {"default": {"BACKEND": "portal.celery.CeleryBackend"}}
ran = []


@task()
def remember(word):
    """Stands for one of Wagtail's tasks."""
    ran.append(word)


@pytest.fixture
def through_celery(settings):
    settings.TASKS = CELERY
    ran.clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("through_celery")
def test_task_runs_when_the_transaction_is_committed():
    with transaction.atomic():
        result = remember.enqueue("教育")
        before = list(ran)

    assert result.status == TaskResultStatus.READY
    assert (before, ran) == ([], ["教育"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("through_celery")
def test_task_of_a_transaction_that_failed_never_runs():
    with transaction.atomic():
        remember.enqueue("教育")
        transaction.set_rollback(True)

    assert ran == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("through_celery")
def test_broker_that_is_away_costs_no_request(use_queue):
    use_queue("redis://127.0.0.1:1/0")

    with transaction.atomic():
        result = remember.enqueue("教育")

    assert (result.status, ran) == (TaskResultStatus.READY, [])


def test_threads_of_the_web_server_use_the_same_application():
    seen = []
    thread = threading.Thread(target=lambda: seen.append(current_app.main))
    thread.start()
    thread.join()

    assert seen == ["portal"]


def test_every_periodic_task_exists(settings):
    app.loader.import_default_modules()

    missing = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} - set(app.tasks)

    assert missing == set()


@pytest.fixture
def worker(through_celery, tmp_path, use_queue, settings, transactional_db):
    """A worker of its own process on the test database; the queue is Redis where there is one."""
    name = connection.settings_dict["NAME"]
    database = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        given = connection.settings_dict
        database = f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}/{name}"
    environment = {
        "DATABASE_URL": database,
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "CELERY_TASK_ALWAYS_EAGER": "0",
    }
    if settings.REDIS_URL:
        use_queue(settings.REDIS_URL)
    else:
        use_queue(settings.CELERY_BROKER_URL, **_folders(tmp_path / "queue"))
    child = subprocess.Popen(
        [sys.executable, "-m", "celery", "--app", "portal", "worker", "--pool", "solo"],
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
    )
    yield child
    child.terminate()
    child.wait(timeout=30)


def _folders(queue):
    for name in ("messages", "control"):
        (queue / name).mkdir(parents=True)
    return {
        "data_folder_in": str(queue / "messages"),
        "data_folder_out": str(queue / "messages"),
        "control_folder": str(queue / "control"),
        "polling_interval": 0.1,
    }


@pytest.mark.services
def test_worker_does_what_saving_a_page_asks_for(worker):
    root = Page.get_first_root_node()

    root.add_child(instance=Page(title="消防安全知识", slug="xiaofang"))

    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not list(Page.objects.search("消防安全知识")):
        time.sleep(0.2)
    assert [found.title for found in Page.objects.search("消防安全知识")] == ["消防安全知识"]
    assert worker.poll() is None
