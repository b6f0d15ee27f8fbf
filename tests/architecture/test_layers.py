"""The import contract of pyproject.toml holds."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_imports_point_downwards_only(pytestconfig, monkeypatch):
    monkeypatch.chdir(pytestconfig.rootpath)

    assert lint_imports(no_cache=True, no_logo=True) == EXIT_STATUS_SUCCESS
