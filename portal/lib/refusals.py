"""The expected "no"."""

from typing import ClassVar


class Refusal(Exception):
    """Something a person asked for and may not have, said in a sentence for that person.

    Subclasses stand beside the function that raises them and set `code`. The message is
    translated, says what happened and what to do next.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
