"""Fixtures of the publicity pages."""

import pytest

from tests.factories.cms import build_tree


@pytest.fixture
def homes(db):
    """The page tree of a new installation; the home pages by language code."""
    return build_tree()
