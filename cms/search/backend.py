"""Wagtail's search in the database, for Chinese: one backend for SQLite and for PostgreSQL.

The index stores every Han character as a word; a query's words become phrases of characters
(``cms.search.words``). What is left of Wagtail's backends: tables, ranking on PostgreSQL, filters.
Decision 011 says why. After a change of the dictionaries nothing has to be indexed anew; after a
change of `words.for_index` everything: ``manage.py wagtail_update_index``.
"""

from django.db import connection

if connection.vendor == "postgresql":
    from cms.search.postgres import SearchBackend
else:
    from cms.search.sqlite import SearchBackend

__all__ = ["SearchBackend"]
