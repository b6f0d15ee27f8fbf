"""Fixtures used everywhere."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _chinese():
    """Every test starts in the portal's first language, whatever the one before left."""
    with translation.override("zh-hans"):
        yield
