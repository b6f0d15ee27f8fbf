"""Accounts of an office, as the back office's tests need them."""

from tests.factories.office import back_office, office, organiser, reader

__all__ = ["back_office", "office", "organiser", "reader"]
