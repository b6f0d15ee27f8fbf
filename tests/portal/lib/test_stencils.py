"""Pages rendered once, with holes."""

import pytest
from django.template import engines

from portal.lib import stencils
from portal.lib.stencils import Stencil


@pytest.fixture
def template(monkeypatch):
    """Call with the text of a template; stencils then render that one."""

    def put(text):
        made = engines["django"].from_string(text)
        monkeypatch.setattr(
            stencils, "render_to_string", lambda name, context: made.render(context)
        )

    return put


def test_stencil_puts_words_in_their_places_as_often_as_they_are_named(template):
    template("<h1>{{ title }}</h1>{{ name }}, {% if unit %}{{ unit }}, {% endif %}{{ name }}!")
    stencil = Stencil("any.html", {"title": "签到 {name}"}, ["name", "unit"])

    pages = [stencil.fill(name=name, unit="一厂", other="-").decode() for name in ("王", "李")]

    assert pages == [f"<h1>签到 {{name}}</h1>{name}, 一厂, {name}!" for name in ("王", "李")]


def test_stencil_escapes_what_it_is_filled_with(template):
    template("{{ title }}|{{ name }}|{% csrf_token %}")
    stencil = Stencil("any.html", {"title": "<b>"}, ["name", "csrf_token"])

    page = stencil.fill(name="<script>", csrf_token='"x')

    assert page.decode() == (
        '&lt;b&gt;|&lt;script&gt;|<input type="hidden" name="csrfmiddlewaretoken" value="&quot;x">'
    )


def test_stencil_without_holes_is_the_page_itself(template):
    template("{{ title }}")

    assert Stencil("any.html", {"title": "A"}, []).fill() == b"A"


def test_stencil_wants_every_hole_filled(template):
    template("{{ name }}")

    with pytest.raises(KeyError):
        Stencil("any.html", {}, ["name"]).fill()
