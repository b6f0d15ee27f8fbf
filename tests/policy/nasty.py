"""Values no person types, and a form in which every field has the same one."""

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict

VALUES = {
    "a zero byte": "a\x00b",
    "a number of thirty digits": "9" * 30,
    "the year 99999": "99999-12-31",
    "letters that become longer, line breaks": "\ufdfa" * 60 + "\r\nSet-Cookie: b=c\u2028d",
}
# For the place of one argument in an address, as they stand on the wire.
IN_ADDRESSES = (
    "a%00b",
    "%FF%FE",
    "%ED%A0%80",
    "9" * 30,
    "%0D%0AX:y",
    "%F0%9F%98%80",
)
QUERIES = (
    "page=99999999999999999999&p=99999999999999999999&year=99999&month=99999-99&q=%FF&lang=%FF",
    "page=-1&p=-1&year=0000-00-00&month=0000-00&q=%25&size=%0D%0A&organisation=x&snapshot=x",
    # Signs that Python takes for digits and `int` does not: ².
    "page=%C2%B2&p=%C2%B2&year=%C2%B2&month=%C2%B2%C2%B2%C2%B2%C2%B2-%C2%B2&organisation=%C2%B2",
    "&".join(f"a{number}=1" for number in range(1100)),
)


class Everywhere(QueryDict):
    """Has one value under every name somebody may ask for."""

    def __init__(self, value: str) -> None:
        super().__init__("", mutable=True)
        self.value = value

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: str) -> str:
        return self.value

    def get(self, key: str, default: Any = None) -> str:
        return self.value

    def getlist(self, key: str, default: Any = None) -> list[str]:
        return [self.value]

    def __iter__(self) -> Iterator[str]:
        return iter(("nasty",))

    def items(self) -> Iterator[tuple[str, str]]:
        return iter([("nasty", self.value)])

    def lists(self) -> Iterator[tuple[str, list[str]]]:
        return iter([("nasty", [self.value])])

    def copy(self) -> "Everywhere":
        return self

    def dict(self) -> dict[str, str]:
        return {"nasty": self.value}
