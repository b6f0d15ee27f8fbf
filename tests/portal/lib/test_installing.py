"""Packages are installed by uv with pip's configuration, and by pip where uv cannot."""

import subprocess
import sys
from pathlib import Path

import pytest

from portal.lib import installing

LISTING = """\
:env:.index-url='https://mirror.example/simple'
global.index-url='https://slow.example/simple'
global.trusted-host='mirror.example other.example'
global.find-links='/srv/a\\n/srv/b'
install.default-timeout='60'
freeze.all='true'
"""


class Answers:
    """Stands for every program that is run: keeps its command, gives the code it was told."""

    def __init__(self, listing: str = "", failing: str = "") -> None:
        self.listing = listing
        self.failing = failing
        self.ran: list[str] = []
        self.environments: list[dict[str, str]] = []

    def __call__(self, command, env=None, **kwargs) -> subprocess.CompletedProcess:
        line = " ".join(str(part) for part in command)
        self.ran.append(line)
        self.environments.append(env or {})
        code = int(bool(self.failing) and self.failing in line)
        return subprocess.CompletedProcess(command, code, stdout=self.listing)


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """Return an empty virtual environment."""
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(installing.sysconfig, "get_path", lambda name: str(tmp_path / "bin"))
    return tmp_path


def test_the_environment_goes_before_the_section_and_the_section_before_the_rest():
    settings = installing.settings_of_pip(
        "global.index-url='https://c/'\ninstall.index-url='https://b/'\ninstall.cert='/ca'\n"
        ":env:.index-url='https://a/'\nglobal.proxy='http://p/'\n"
    )
    assert settings == {"index-url": "https://a/", "cert": "/ca", "proxy": "http://p/"}


def test_a_mirror_is_said_in_the_words_of_uv():
    assert installing.variables_of_uv(installing.settings_of_pip(LISTING)) == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_INSECURE_HOST": "mirror.example other.example",
        "UV_FIND_LINKS": "/srv/a,/srv/b",
        "UV_HTTP_TIMEOUT": "60",
    }


def test_a_lock_gives_one_package_with_its_hashes():
    lock = "a==1 \\\n    --hash=sha256:1\n    # via x\nuv==2 \\\n    --hash=sha256:2\nvine==3\n"
    assert installing.locked("uv", lock) == "uv==2 \\\n    --hash=sha256:2\n"


def test_python_brings_a_pip_that_runs_without_being_installed():
    answer = subprocess.run([*installing._pip(), "--version"], capture_output=True, text=True)
    assert answer.stdout.startswith("pip ")


def test_uv_is_installed_by_its_hash_and_told_where_pip_looks(home, monkeypatch):
    run = Answers(LISTING)
    monkeypatch.setattr(installing.subprocess, "run", run)
    assert installing.main("requirements.txt") == 0
    _, first, second = run.ran
    assert "--require-hashes" in first
    assert (home / "uv.txt").read_text("utf-8").startswith("uv==")
    assert second.startswith(f"{home}/bin/uv pip install --quiet --require-hashes --no-deps")
    assert run.environments[-1]["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"


def test_uv_is_installed_once(home, monkeypatch):
    run = Answers()
    monkeypatch.setattr(installing.subprocess, "run", run)
    (home / "bin").mkdir()
    (home / "bin/uv").touch()
    installing.main("requirements.txt")
    installing.main("requirements-dev.txt")
    assert [line.split()[1:3] for line in run.ran if "/bin/uv" in line] == [["pip", "install"]] * 2
    assert len([line for line in run.ran if "uv.txt" in line]) == 1


@pytest.mark.parametrize(
    ("listing", "failing"),
    [("global.only-binary=':all:'", ""), ("", "uv.txt"), ("", "bin/uv")],
    ids=["uv has no word for it", "uv is not to be had", "uv fails"],
)
def test_pip_installs_where_uv_cannot(home, monkeypatch, capsys, listing, failing):
    run = Answers(listing, failing)
    monkeypatch.setattr(installing.subprocess, "run", run)
    assert installing.main("requirements.txt") == 0
    assert run.ran[-1].endswith("--no-compile --requirement requirements.txt")
    assert "pip takes a minute" in capsys.readouterr().out


def test_what_pip_cannot_install_either_fails(home, monkeypatch):
    monkeypatch.setattr(installing.subprocess, "run", Answers(failing="install"))
    assert installing.main("requirements.txt") == 1


def test_pip_is_installed_where_python_brings_no_wheel(monkeypatch):
    run = Answers()
    monkeypatch.setattr(installing, "_wheels_of_pip", lambda: iter(()))
    monkeypatch.setattr(installing.subprocess, "run", run)
    assert installing._pip()[1:3] == ["-m", "pip"]
    assert run.ran[0].endswith("-m ensurepip")
