"""The search among 3,000 pages: milliseconds until a reader has results, and of the index.

Run by ``make bench``; alone: ``python -m tests.benchmarks.bench_search``. Works in a database of
its own. The aim is 300 ms on SQLite and 150 ms on PostgreSQL for the whole page of results.
"""

import os
import random
import re
import sys
import time
from io import StringIO
from statistics import median
from typing import Any

import django

PAGES, LETTERS, REPEATS = 3000, 650, 9
AIMS = {"sqlite": 300, "postgresql": 150}
QUERIES = [
    *["消防", "安全", "灭火器", "电瓶车充电", "消防安全知识讲座", "燃气泄漏怎么办"],
    *["有限空间作业", "高层着火怎么跑", "楼道第1234号", "fire 灭火器", "火星旅行安全", "肖防"],
]
FOUND = re.compile(r"共有 (\d+) 条结果")
TYPED = ["消防", "xfaq", "dian", "灭火器怎"]
# What articles of the demonstration are about, put together anew for each page.
SENTENCES = [
    *["电动自行车不进楼道不进家门。", "停到室外棚区或集中充电点。", "闻到燃气味先关阀再开窗。"],
    *["高层着火先摸门再选路。", "灭火器要看指针，拔掉保险销，握住喷管。", "暴雨来了不涉水不靠杆。"],
    *[
        "有限空间作业先通风再检测后作业。",
        "发现隐患打12350举报。",
        "困在电梯里不扒门不跳，按铃等救援。",
    ],
    *[
        "新员工上岗前要学满规定的学时。",
        "社区请消防救援人员讲了一堂课。",
        "网格员上门检查取暖和用电安全。",
    ],
    *["泄漏以后看风向往侧上风走。", "演练当天请看清黄黑相间的标志。", "志愿者清理楼道里的杂物。"],
    *[
        "安全生产月的咨询日设在广场。",
        "物业公司每月检查消防通道和疏散指示。",
        "企业负责人组织了应急演练。",
    ],
    *["孩子们在体验角学习心肺复苏。", "老人家里的插线板要定期更换。"],
]
SUBJECTS = [
    *["消防安全", "电动自行车", "燃气安全", "高层逃生", "灭火器", "有限空间"],
    *["暴雨", "电梯", "新员工", "隐患", "演练", "社区"],
]


def main() -> int:
    """Print two tables."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from cms.search import words
    from cms.views import searching

    # The index is written at once, and measured, not page by page.
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    # One reader asks more here in a minute than readers may.
    searching.SEARCHES_A_MINUTE = searching.SUGGESTIONS_A_MINUTE = 1_000_000
    words.prepare()  # as the web server does before its first visitor
    connection.creation.create_test_db(verbosity=0, serialize=False, autoclobber=True)
    try:
        indexed = _fill()
        reader = Client()
        rows = [_measure(reader, "/search/", query) for query in QUERIES]
        typed = [_measure(reader, "/search/suggest.json", text) for text in TYPED]
    finally:
        connection.creation.destroy_test_db("", verbosity=0)
    slowest = max(milliseconds for *_rest, milliseconds in rows)
    sys.stdout.write(
        f"{PAGES} articles of {LETTERS} characters, written into the index in {indexed:.1f} s. "
        f"Caches emptied before each request, the median of {REPEATS}. The slowest page of "
        f"results takes {slowest:.0f} ms; the aim is {AIMS[connection.vendor]} ms. Load of the "
        f"machine at the end: {os.getloadavg()[0]:.1f}.\n\n"
        "| searched for | found | queries | ms |\n|---|---|---|---|\n"
    )
    for text, found, asked, milliseconds in rows:
        sys.stdout.write(f"| {text} | {found} | {asked} | {milliseconds:.0f} |\n")
    sys.stdout.write("\n| typed so far | suggested | queries | ms |\n|---|---|---|---|\n")
    for text, found, asked, milliseconds in typed:
        sys.stdout.write(f"| {text} | {found} | {asked} | {milliseconds:.0f} |\n")
    return 0


def _fill() -> float:
    """Make the pages; return the seconds that the index took."""
    from django.core.management import call_command
    from django.db import transaction
    from wagtail.models import Page

    from cms.enums import ArticleKind
    from portal.events.models import Topic
    from tests.factories.cms import ArticlePageFactory

    call_command("build_site", verbosity=0, stdout=StringIO())
    news = Page.objects.get(slug="news", locale__language_code="zh-hans").specific
    topics = list(Topic.objects.all())
    chance = random.Random(2026)
    with transaction.atomic():
        for number in range(PAGES):
            text = "".join(chance.choices(SENTENCES, k=60))[:LETTERS]
            page = ArticlePageFactory(
                parent=news,
                title=f"{chance.choice(SUBJECTS)}{chance.choice(SUBJECTS)}第{number}号",
                summary=chance.choice(SENTENCES),
                kind=chance.choice(ArticleKind.values),
                body=[("paragraph", f"<p>{text}</p>")],
            )
            page.topics = chance.sample(topics, 2)
            page.save()
    begun = time.perf_counter()
    call_command("wagtail_update_index", verbosity=0)
    return time.perf_counter() - begun


def _measure(reader: Any, address: str, text: str) -> tuple[str, int, int, float]:
    """Return the text, how many it found, the queries of a warm page, median milliseconds."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def ask() -> Any:
        cache.clear()
        return reader.get(address, {"q": text})

    ask()
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    asked = len(queries)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answers {answer.status_code}")
    if address.endswith(".json"):
        found = len(answer.json()["suggestions"])
    else:
        said = FOUND.search(answer.content.decode())
        found = int(said.group(1)) if said else 0
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        ask()
        times.append(1000 * (time.perf_counter() - begun))
    return text, found, asked, median(times)


if __name__ == "__main__":
    sys.exit(main())
