"""The periodic tasks, one line each: name, task, interval."""

from datetime import timedelta
from typing import Any

_TASKS: list[tuple[str, str, timedelta]] = [
    ("Send what is due", "portal.notices.tasks.send_due", timedelta(minutes=1)),
    (
        "Send letters for new passwords",
        "portal.people.tasks.send_password_letters",
        timedelta(minutes=1),
    ),
    ("Pass unanswered offers on", "portal.events.tasks.expire_offers", timedelta(minutes=5)),
    ("Remind of overdue actions", "drills.tasks.remind_overdue", timedelta(hours=1)),
    ("Take up lost rosters", "portal.people.tasks.resume", timedelta(minutes=3)),
    ("End past sessions", "training.tasks.close_due", timedelta(minutes=15)),
    ("Publish pages whose hour has come", "cms.tasks.publish_scheduled", timedelta(minutes=1)),
    ("Remind of overdue reviews", "cms.tasks.remind_reviewers", timedelta(hours=1)),
    ("Inspect the site", "cms.tasks.inspect_site", timedelta(days=1)),
    ("Add up the reach of pages", "cms.tasks.fold_reach", timedelta(minutes=1)),
    ("Draw pictures for sharing", "cms.tasks.draw_share_pictures", timedelta(minutes=10)),
    ("Forget phones in messages", "cms.tasks.forget_phones", timedelta(days=1)),
    ("Refresh search and references", "portal.tasks.refresh_indexes", timedelta(days=1)),
    ("Drop old counts of searches", "cms.tasks.forget_searches", timedelta(days=1)),
    ("Drop marks of phones", "portal.events.tasks.drop_devices", timedelta(days=1)),
    ("Drop expired sessions", "portal.tasks.clear_sessions", timedelta(days=1)),
]

SCHEDULE: dict[str, dict[str, Any]] = {
    # What could not run before the next turn is dropped: the next turn does the same work.
    name: {"task": task, "schedule": every, "options": {"expires": every.total_seconds()}}
    for name, task, every in _TASKS
}
