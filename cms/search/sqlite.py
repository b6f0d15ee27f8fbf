"""Search on SQLite, by FTS5."""

from typing import Any

from django.db.models import CharField, FloatField, Model, QuerySet, Value
from django.db.models.expressions import Func
from django.db.models.functions import Cast, Concat, StrIndex
from modelsearch.backends.database.sqlite import sqlite as stock
from modelsearch.backends.database.sqlite.query import LexemeCombinable, MatchExpression
from modelsearch.query import Phrase, PlainText
from modelsearch.utils import get_descendants_content_types_pks

from cms.search import words
from cms.search.formulas import Wanted, formulate, groups_of

# How many of the best are brought into order; the others are not shown.
MOST_RANKED = 1000
# The columns of SQLite's table are autocomplete, body, title; a word in a title counts like ten.
COLUMN_WEIGHTS = (1.0, 1.0, 10.0)


class ChineseIndexer(stock.ObjectIndexer):
    """Writes each Han character apart."""

    def prepare_value(self, value: Any) -> str:
        prepared = super().prepare_value(value)
        # The parts of a list or a dictionary have been here already, one by one.
        return prepared if isinstance(value, list | dict) else words.for_index(prepared)


# The index makes its indexers itself and offers no other place to say which.
stock.ObjectIndexer = ChineseIndexer


class Formula(LexemeCombinable, Value):
    """A finished query of FTS5, where the stock backend expects words to combine."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        return "%s", [self.value]


class Rank(Func):
    """How well a row fits, the best lowest, with a weight for each column."""

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        table = stock.SQLiteFTSIndexEntry._meta.db_table
        return f"bm25({table}, {', '.join(map(str, COLUMN_WEIGHTS))})", []


class ChineseQuery:
    """Puts the words of a query into the query language of FTS5, and asks it once.

    The stock backend asks again for every row it found, to order them.
    """

    def build_search_query_content(self, query: Any, config: Any = None) -> Any:
        if not isinstance(query, PlainText | Phrase):
            return super().build_search_query_content(query, config=config)
        text = formulate(
            groups_of(query, exactly=self.LAST_TERM_IS_PREFIX),
            operator=getattr(query, "operator", "and"),
            last_is_prefix=self.LAST_TERM_IS_PREFIX,
        )
        return stock.SearchQueryExpression(Formula(text))

    def ranked(self) -> QuerySet:
        """Return the keys of what is found, the best first, as texts."""
        content = self.build_search_query_content(self.query)
        return (
            stock.SQLiteFTSIndexEntry.objects.filter(
                MatchExpression(self.FTS_TABLE_FIELDS, content),
                index_entry__content_type__in=get_descendants_content_types_pks(
                    self.queryset.model
                ),
            )
            .order_by(Rank(output_field=FloatField()))
            .values_list("index_entry__object_id", flat=True)
        )

    def search(
        self, config: Any, start: int | None, stop: int | None, score_field: Any = None
    ) -> QuerySet:
        simple = isinstance(self.query, PlainText | Phrase) and score_field is None
        if not simple:
            return super().search(config, start, stop, score_field)
        if not self.order_by_relevance:
            found = self.queryset.filter(pk__in=self.ranked().order_by())
            return (found if found.query.order_by else found.order_by("-pk"))[start:stop]
        keys = list(self.ranked()[:MOST_RANKED])
        key = Concat(Value(","), Cast("pk", CharField()), Value(","))
        place = StrIndex(Value(f",{','.join(keys)},"), key)
        return self.queryset.filter(pk__in=keys).order_by(place)[start:stop]


class ChineseSearch(ChineseQuery, stock.SQLiteSearchQueryCompiler):
    pass


class ChineseAutocomplete(ChineseQuery, stock.SQLiteAutocompleteQueryCompiler):
    pass


class ChineseResults(stock.SQLiteSearchResults):
    """Results that are counted without being brought into order, however many."""

    def _do_count(self) -> int:
        compiler = self.query_compiler
        if not isinstance(compiler.query, PlainText | Phrase):
            return super()._do_count()
        keys = compiler.ranked().order_by()
        return compiler.queryset.filter(pk__in=keys)[self.start : self.stop].count()


class SearchBackend(stock.SQLiteSearchBackend):
    """Search on SQLite."""

    query_compiler_class = ChineseSearch
    autocomplete_query_compiler_class = ChineseAutocomplete
    results_class = ChineseResults

    def ranking(self, query: Wanted, model: type[Model], *, typing: bool = False) -> list[int]:
        """Return the keys of the objects of a model that a query finds, the best first.

        Args:
            query: the words.
            model: of the objects.
            typing: whether somebody still types: titles only, the last word may go on.
        """
        sort = ChineseAutocomplete if typing else ChineseSearch
        compiler = sort(model._default_manager.all(), query)
        return [int(key) for key in compiler.ranked()]
