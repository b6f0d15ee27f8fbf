"""What the notices app hangs into the hooks of the apps below."""

from typing import Any

from wagtail import hooks

from portal.notices.domain import outbox


# After the apps above, which may still leave word of what they take back.
@hooks.register("forget_persons", order=100)
def forget_persons(*, persons: list[Any], **said: Any) -> None:
    outbox.forget(persons=persons)
