"""The Celery application, and the bridge from Wagtail's task interface to it."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.signals import task_enqueued
from django_tasks.utils import get_random_id, normalize_json

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Also for the threads of the web server, which do not inherit the current application.
app.set_default()
app.autodiscover_tasks()


@setup_logging.connect
def keep_log_settings(**kwargs: Any) -> None:
    """Leave logging as the settings have it; a receiver is all Celery asks for."""


@app.task(autoretry_for=(Exception,), retry_backoff=True, max_retries=3)
def run(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Run one of Wagtail's background tasks, again after a few seconds when it fails."""
    import_string(path).call(*args, **kwargs)


class CeleryBackend(BaseTaskBackend):
    """Hands Wagtail's background work to Celery when the transaction around it is committed.

    A broker that is down costs no request: the error is logged, and what the task would have
    done to the search index is done by the nightly refresh.
    """

    supports_defer = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """Promise to run a task and return the promise."""
        self.validate_task(task)
        result: TaskResult = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=normalize_json(args),
            kwargs=normalize_json(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )

        def send() -> None:
            run.apply_async(
                (task.module_path, result.args, result.kwargs),
                task_id=result.id,
                eta=task.run_after,
            )

        transaction.on_commit(send, robust=True)
        task_enqueued.send(type(self), task_result=result)
        return result
