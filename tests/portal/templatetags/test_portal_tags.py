"""Signs, numbers and menus as templates see them."""

from datetime import datetime, timedelta

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.db import OperationalError
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from portal.events.models import Event
from portal.lib.periods import BUSINESS_ZONE
from portal.templatetags import portal_tags


def render(source, **values):
    return Template("{% load portal_tags %}" + source).render(Context(values))


def test_sign_draws_a_shape_and_reads_its_label():
    assert render('{% sign "SAFE" %}') == '<i class="sign safe" aria-hidden="true"></i>'
    assert render('{% sign "care" "小心" %}') == (
        '<i class="sign care" aria-hidden="true"></i><span class="unseen">小心</span>'
    )


def test_sign_unknown_is_information():
    assert render('{% sign "x" %}') == '<i class="sign must" aria-hidden="true"></i>'


@pytest.mark.parametrize(("value", "text"), [(6128, "6,128"), (0, "0"), (None, "")])
def test_grouped_parts_thousands(value, text):
    assert portal_tags.grouped(value) == text


def test_title_says_where_it_may_break_and_keeps_its_bracket():
    assert render("{{ title|as_title }}", title="消防演练（第 3 场）") == (
        '消防<wbr>演练<wbr><span class="nowrap">（第 3 场）</span>'
    )


def test_heading_on_paper_keeps_its_words_together():
    assert render("{{ title|as_heading }}", title="安全管理人员培训") == (
        '<span class="nowrap">安全</span><wbr><span class="nowrap">管理人员</span><wbr>'
        '<span class="nowrap">培训</span>'
    )
    long = "危险化学品安全管理人员培训" * 3
    assert render("{{ title|as_heading }}", title=long) == f'<span class="run-on">{long}</span>'


def test_very_long_title_is_set_like_a_sentence():
    title = "危险化学品安全管理人员培训" * 3

    assert render("{{ title|as_title }}", title=title) == f'<span class="run-on">{title}</span>'


def test_hours_of_an_event_stay_together():
    start = datetime(2025, 6, 16, 9, tzinfo=BUSINESS_ZONE)
    said = "{% when start end %}"

    assert render(said, start=start, end=start + timedelta(minutes=150)) == (
        '2025年6月16日 (星期一) <span class="nowrap">09:00–11:30</span>'
    )
    assert render(said, start=start, end=start + timedelta(days=1)) == (
        "2025年6月16日 (星期一) 09:00 – 2025年6月17日 (星期二) 09:00"
    )


@pytest.mark.parametrize("name", ["as_title", "as_name"])
def test_what_is_written_in_chinese_is_marked_on_an_english_page(name):
    assert render("{{ text|" + name + " }}", text="消防") == "消防"
    with translation.override("en"):
        assert render("{{ text|" + name + " }}", text="消防") == '<span lang="zh-Hans">消防</span>'
        assert render("{{ text|" + name + " }}", text="Fire") == "Fire"
        assert render("{{ text|" + name + " }}", text=None) == ""


@pytest.mark.parametrize("name", ["as_title", "as_name"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_names_are_escaped(name, language):
    with translation.override(language):
        shown = render("{{ text|" + name + " }}", text="<b>消防</b>（<i>）")

    assert "<b>" not in shown
    assert "<i>" not in shown
    assert "&lt;b&gt;" in shown.replace("<wbr>", "")


def test_element_with_chinese_text_says_so_on_an_english_page():
    source = "<p{% language_of text %}>"
    assert render(source, text="消防") == "<p>"
    with translation.override("en"):
        assert render(source, text="消防") == '<p lang="zh-Hans">'
        assert render(source, text="Fire") == "<p>"


def test_list_and_calendar_of_drills_belong_to_the_drills_of_the_menu():
    for path in ("/drills/", "/exercises/"):
        links = portal_tags.navigation({"request": RequestFactory().get(path)})
        assert {link.address for link in links if link.current} == {"/drills/"}


@pytest.mark.parametrize(("kind", "address"), [("DRILL", "/drills/"), ("TRAINING", "/classes/")])
def test_page_of_an_event_belongs_to_the_list_that_names_it(kind, address):
    context = {"request": RequestFactory().get("/e/AAAA2222/"), "event": Event(kind=kind)}

    links = portal_tags.navigation(context)

    assert {link.address for link in links if link.current} == {address}


@pytest.mark.parametrize(
    ("level", "shape"),
    [
        (constants.SUCCESS, "safe"),
        (constants.WARNING, "care"),
        (constants.ERROR, "stop"),
        (constants.INFO, "must"),
    ],
)
def test_message_sign_follows_the_level(level, shape):
    assert portal_tags.message_sign(Message(level, "")) == shape


def test_html_language_is_a_language_tag():
    assert portal_tags.html_language() == "zh-Hans"
    with translation.override("en"):
        assert portal_tags.html_language() == "en"


def test_navigation_marks_the_page_and_its_section():
    request = RequestFactory().get("/news/a-page/")
    current = {link.address: link.current for link in portal_tags.navigation({"request": request})}

    assert current["/"] == ""
    assert current["/news/"] == "true"

    request = RequestFactory().get("/en/")
    with translation.override("en"):
        links = portal_tags.navigation({"request": request})
    assert (links[0].address, links[0].current) == ("/en/", "page")


def test_navigation_works_without_a_request():
    assert portal_tags.navigation({})[0].address == "/"


def test_language_switch_keeps_address_and_query():
    link = portal_tags.language_switch({"request": RequestFactory().get("/news/?page=2")})

    assert (link.label, link.address, link.language) == ("English", "/en/news/?page=2", "en")


def test_language_switch_is_absent_where_there_is_one_address_only():
    assert portal_tags.language_switch({"request": RequestFactory().get("/display/")}) is None
    assert portal_tags.language_switch({}) is None


def test_page_numbers_leave_gaps():
    page = Paginator(range(100), 5).page(10)

    assert portal_tags.page_numbers(page) == [1, 2, "…", 9, 10, 11, "…", 19, 20]


def test_dates_are_available_as_filters(settings):
    from datetime import date

    assert render("{{ d|full_day }} {{ d|machine_time }}", d=date(2025, 6, 16)) == (
        "2025年6月16日 (星期一) 2025-06-16"
    )


def test_masthead_is_asked_once_a_request(db, django_assert_num_queries):
    request = RequestFactory().get("/")

    with django_assert_num_queries(1):
        heads = [portal_tags.masthead({"request": request}) for _time in range(3)]

    assert {head.district for head in heads} == {"平安新区"}


def test_masthead_of_a_page_about_an_error_asks_nothing():
    assert portal_tags.masthead({}).district == "平安新区"


def test_masthead_while_the_database_is_away(monkeypatch):
    def away(language):
        raise OperationalError

    monkeypatch.setattr(portal_tags.masthead_of, "of_site", away)

    assert portal_tags.masthead({"request": RequestFactory().get("/")}).portal == "安全文化门户"
