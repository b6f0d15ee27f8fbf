import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest
from django.core.management import call_command

from portal.demonstration import LOGINS
from portal.management.commands import portal
from tests.factories.people import UserFactory


@pytest.fixture
def port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_port_in_use_is_one_sentence_with_a_way_out():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = listener.getsockname()[1]

        with pytest.raises(SystemExit) as refused:
            call_command("portal", port=str(taken), host="127.0.0.1")

    assert refused.value.code == (
        f"The portal cannot listen on 127.0.0.1:{taken} (address already in use); "
        "stop what runs there or choose another port, for example: "
        f"make run PORT={taken % 65000 + 1}"
    )


@pytest.mark.parametrize("given", ["80x", "", "70000"])
def test_port_that_is_no_port_is_one_sentence(given):
    with pytest.raises(SystemExit) as refused:
        call_command("portal", port=given, host="127.0.0.1")

    assert refused.value.code == f"PORT={given} is not a port number; try PORT=8001."


def test_address_for_phones_is_the_one_asked_for():
    assert portal._reachable("10.1.2.3") == "10.1.2.3"


def test_address_for_phones_is_never_the_wildcard():
    assert portal._reachable("0.0.0.0") not in {"0.0.0.0", ""}


@pytest.mark.django_db
def test_only_logins_that_exist_are_shown():
    UserFactory(username=LOGINS[0].username)

    assert portal._demonstration_logins() == [LOGINS[0]]


def _answers(address):
    try:
        return urlopen(address, timeout=2).status
    except OSError:  # refused, or too slow yet
        return None


@pytest.mark.services
def test_one_command_prepares_serves_and_stops_with_one_signal(port, tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite3'}",
        "REDIS_URL": "",
        "VAR_DIR": str(tmp_path),
        "PORT": str(port),
        "DEMONSTRATION": "0",
    }
    launcher = subprocess.Popen(
        [sys.executable, "manage.py", "portal"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 120
    while not _answers(f"{address}/healthz") and time.monotonic() < deadline:
        assert launcher.poll() is None
        time.sleep(0.2)
    statuses = [_answers(f"{address}{path}") for path in ("/", "/readyz", "/admin/login/")]
    time.sleep(1)

    os.killpg(launcher.pid, signal.SIGINT)
    said = launcher.communicate(timeout=60)[0]

    assert statuses == [200, 200, 200]
    assert launcher.returncode == 0
    assert f"  Portal       {address}/\n" in said
    assert not _answers(f"{address}/healthz")
