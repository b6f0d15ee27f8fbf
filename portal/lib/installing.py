"""Install the locked packages into a virtual environment: by uv, and by pip where uv cannot.

uv needs seconds where pip needs half a minute, but does not read pip's configuration: the index,
the certificates and the proxy of an office stand there. They are handed on; what uv has no word
for, or whatever it fails at, is left to pip. Runs before anything is installed.
"""

import ast
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from pathlib import Path

# pip's word for a setting, and the variable in which uv looks for it.
WORDS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "no-index": "UV_NO_INDEX",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
}
ONLY_PIP = {"client-cert", "keyring-provider", "no-binary", "only-binary"}
HASHED = ["--quiet", "--require-hashes", "--no-deps"]


def settings_of_pip(listing: str) -> dict[str, str]:
    """Read what `pip config list` prints; the environment goes before a file.

    >>> settings_of_pip("global.index-url='https://a/'\\n:env:.index-url='https://b/'")
    {'index-url': 'https://b/'}
    """
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in listing.splitlines():
        name, _, value = line.partition("=")
        section, _, word = name.rpartition(".")
        if section in found:
            found[section][word] = str(ast.literal_eval(value))
    return found["global"] | found["install"] | found[":env:"]


def variables_of_uv(settings: Mapping[str, str]) -> dict[str, str] | None:
    """Say pip's settings in uv's words; None when it has none for one that matters.

    >>> variables_of_uv({"index-url": "https://a/", "extra-index-url": "https://b/\\nhttps://c/"})
    {'UV_DEFAULT_INDEX': 'https://a/', 'UV_INDEX': 'https://b/ https://c/'}
    """
    if ONLY_PIP & settings.keys():
        return None
    variables = {}
    for word, variable in WORDS.items():
        values = settings.get(word, "").split()
        if values:
            between = "," if word == "find-links" else " "
            variables[variable] = between.join(values)
    return variables


def locked(name: str, lock: str) -> str:
    """Return the lines of one package in a lock, with its hashes."""
    lines = iter(lock.splitlines())
    kept: list[str] = []
    for line in lines:
        if line.startswith(f"{name}=="):
            kept.append(line)
        elif kept and not line.startswith(" "):
            break
        elif kept:
            kept.append(line)
    return "\n".join(kept) + "\n"


def _wheels_of_pip() -> Iterator[Path]:
    """Find the pip that Python brings along: its wheel runs without being installed."""
    import ensurepip

    places = [
        Path(ensurepip.__file__).parent / "_bundled",
        sysconfig.get_config_var("WHEEL_PKG_DIR"),
    ]
    for place in places:
        if place:
            yield from sorted(Path(place).glob("pip-*.whl"), reverse=True)


def _pip() -> list[str]:
    for wheel in _wheels_of_pip():
        return [sys.executable, f"{wheel}/pip", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)
    return [sys.executable, "-m", "pip", "--disable-pip-version-check"]


def _by_uv(pip: list[str], lock: str) -> bool:
    """Install by uv and say whether that went well."""
    listing = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=False)
    variables = variables_of_uv(settings_of_pip(listing.stdout))
    if variables is None:
        return False
    home = Path(sys.prefix)
    uv = Path(sysconfig.get_path("scripts")) / "uv"
    stanza = home / "uv.txt"
    wanted = locked("uv", Path("requirements-dev.txt").read_text("utf-8"))
    if not (uv.exists() and stanza.exists() and stanza.read_text("utf-8") == wanted):
        stanza.write_text(wanted, "utf-8")
        command = [*pip, "install", *HASHED, "--no-compile", "--requirement", str(stanza)]
        if subprocess.run(command, check=False).returncode:
            stanza.unlink()
            return False
    return not subprocess.run(
        # Hashes decide what is right, not the first index that knows the name.
        [uv, "pip", "install", *HASHED, "--index-strategy", "unsafe-best-match", "-r", lock],
        env={**variables, **os.environ, "VIRTUAL_ENV": str(home)},
        check=False,
    ).returncode


def main(lock: str) -> int:
    """Install what a lock names; the exit code is the installer's."""
    pip = _pip()
    if _by_uv(pip, lock):
        return 0
    sys.stdout.write("uv cannot do it here; pip takes a minute ...\n")
    sys.stdout.flush()
    # Files compile on first import.
    command = [*pip, "install", *HASHED, "--no-compile", "--requirement", lock]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
