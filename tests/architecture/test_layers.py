"""The import contract of pyproject.toml holds."""

from importlinter.api import use_cases


def test_imports_point_downwards_only(pytestconfig, monkeypatch):
    monkeypatch.chdir(pytestconfig.rootpath)

    # The use case and not the command: that sets up logging for itself and mutes everybody else.
    assert use_cases.lint_imports(cache_dir=None, no_logo=True)
