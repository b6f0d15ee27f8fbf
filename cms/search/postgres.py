"""Search on PostgreSQL."""

from typing import Any

from django.contrib.postgres.search import SearchQuery as TsQuery
from django.contrib.postgres.search import SearchRank
from django.db.models import F, Model, Value
from modelsearch.backends.database.postgres import postgres as stock
from modelsearch.query import Phrase, PlainText
from modelsearch.utils import get_descendants_content_types_pks

from cms.search import words
from cms.search.formulas import Wanted, formulate, groups_of


class ChineseIndexer(stock.ObjectIndexer):
    """Writes each Han character apart."""

    def prepare_value(self, value: Any) -> str:
        prepared = super().prepare_value(value)
        # The parts of a list or a dictionary have been here already, one by one.
        return prepared if isinstance(value, list | dict) else words.for_index(prepared)


# The index makes its indexers itself and offers no other place to say which.
stock.ObjectIndexer = ChineseIndexer


class ChineseQuery:
    """Puts the words of a query into the query language of PostgreSQL."""

    def build_tsquery_content(self, query: Any, config: Any = None, invert: bool = False) -> Any:
        if not isinstance(query, PlainText | Phrase):
            return super().build_tsquery_content(query, config=config, invert=invert)
        text = formulate(
            groups_of(query, exactly=self.LAST_TERM_IS_PREFIX),
            operator=getattr(query, "operator", "and"),
            last_is_prefix=self.LAST_TERM_IS_PREFIX,
        )
        written = f"!({text})" if invert else text
        return TsQuery(Value(written), search_type="raw", config=config)

    def get_search_vectors(self, search_query: Any) -> Any:
        """Search the index also where only some fields were asked for: columns hold raw text."""
        return self.get_index_vectors(search_query)


class ChineseSearch(ChineseQuery, stock.PostgresSearchQueryCompiler):
    pass


class ChineseAutocomplete(ChineseQuery, stock.PostgresAutocompleteQueryCompiler):
    pass


class SearchBackend(stock.PostgresSearchBackend):
    """Search on PostgreSQL. The words of Chinese and of `simple` are the same."""

    query_compiler_class = ChineseSearch
    autocomplete_query_compiler_class = ChineseAutocomplete

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({"SEARCH_CONFIG": "simple", **params})

    def ranking(self, query: Wanted, model: type[Model], *, typing: bool = False) -> list[int]:
        """Return the keys of the objects of a model that a query finds, the best first.

        Args:
            query: the words.
            model: of the objects.
            typing: whether somebody still types: titles only, the last word may go on.
        """
        sort = ChineseAutocomplete if typing else ChineseSearch
        compiler = sort(model._default_manager.all(), query)
        wanted = compiler.build_tsquery(query, config=self.config)
        weights = compiler.sql_weights
        if typing:
            text, rank = F("autocomplete"), SearchRank(F("autocomplete"), wanted)
        else:
            text = F("title")._combine(F("body"), "||", False)
            of_title = SearchRank(F("title"), wanted, weights=weights) * F("title_norm")
            rank = of_title + SearchRank(F("body"), wanted, weights=weights)
        found = (
            stock.IndexEntry.objects.filter(
                content_type__in=get_descendants_content_types_pks(model)
            )
            .annotate(text=text)
            .filter(text=wanted)
            .order_by(rank.desc(), "-pk")
        )
        return [int(key) for key in found.values_list("object_id", flat=True)]
