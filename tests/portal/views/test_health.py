from pathlib import Path

import pytest


def test_alive_answers_without_a_service(client, django_assert_num_queries):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_every_service_answers(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"ready": True, "failing": {}})


@pytest.mark.django_db
def test_not_ready_names_what_fails_and_nothing_more(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "file"
    Path(settings.MEDIA_ROOT).touch()

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "failing": {"storage": "FileExistsError"}}


def test_health_refuses_other_methods(client):
    assert client.post("/healthz").status_code == 405
