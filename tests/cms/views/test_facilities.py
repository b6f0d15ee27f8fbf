"""A facility's code, its page, its records in the office and its posters."""

from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cms.models import CommunityIndexPage, FacilityDefect, FacilityScans, FacilityWords
from cms.views import facilities as views
from portal.events.models import Topic
from portal.lib import pdf
from portal.lib.periods import business_date
from portal.people.domain import roles
from portal.people.enums import OrganisationKind, RoleCode
from tests.factories.cms import CommunityPageFactory, FacilityFactory
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148"


@pytest.fixture(autouse=True)
def _address(settings):
    settings.PORTAL_BASE_URL = "https://portal.example"
    cache.clear()


@pytest.fixture
def street(db):
    return OrganisationFactory(kind=OrganisationKind.SUBDISTRICT)


@pytest.fixture
def community(street):
    return OrganisationFactory(name="凤凰城北区", parent=street)


@pytest.fixture
def facility(homes, community):
    index = CommunityIndexPage.objects.child_of(homes["zh-hans"]).get()
    page = CommunityPageFactory(parent=index, title="凤凰城北区", organisation=community)
    made = FacilityFactory(
        organisation=community,
        kind="CABINET",
        topic=Topic.objects.get(code="fire"),
        next_inspection_date=business_date(timezone.now()) - timedelta(days=1),
    )
    page.facility_words.add(
        FacilityWords(facility=made, place="物业服务中心", shows="灭火毯、手电", text="直接取用。")
    )
    page.save()
    return made


@pytest.fixture
def editor(client, community):
    user = UserFactory(scope=community, last_name="马秀兰")
    user.groups.add(roles.sync()[RoleCode.PUBLICITY_EDITOR])
    client.force_login(user)
    return user


def test_scan_is_counted_without_a_cookie_and_leads_to_the_page_in_the_phones_language(facility):
    phone = Client(headers={"user-agent": PHONE})
    for language, address in (("zh-CN", "/f/{}/"), ("en-GB", "/en/f/{}/")):
        answer = phone.get(f"/F/{facility.code}", headers={"accept-language": language})
        assert answer.status_code == 302
        assert answer["Location"] == address.format(facility.code)
        assert "no-store" in answer["Cache-Control"]
        assert phone.get(answer["Location"]).status_code == 200
    Client(headers={"user-agent": "Baiduspider"}).get(f"/F/{facility.code}")
    phone.head(f"/F/{facility.code}")

    assert list(FacilityScans.objects.values_list("scans", flat=True)) == [2]
    assert not phone.cookies
    assert phone.get("/F/ZZZZZZZZ").status_code == 404


def test_page_says_what_it_is_and_asks_as_little_as_it_can(facility, django_assert_max_num_queries):
    client = Client()
    client.get(f"/f/{facility.code}/")

    with django_assert_max_num_queries(9):
        text = client.get(f"/f/{facility.code.lower()}/").content.decode()

    wanted = (
        "应急物资柜",
        "物业服务中心",
        "灭火毯、手电",
        "直接取用",
        "完好",
        "还没有",
        "凤凰城北区",
    )
    assert [one for one in wanted if one not in text] in ([], ["还没有"])
    assert "/news/?topic=fire" in text
    assert facility.name not in text
    assert len(text.encode()) < 20_000


def test_report_is_taken_and_kept_without_a_name(facility):
    client = Client()

    answer = client.post(f"/f/{facility.code}/", {"kind": "DAMAGED", "text": "门关不上"})

    assert answer["Location"] == f"/f/{facility.code}/?reported=1#report"
    assert "谢谢" in client.get(f"/f/{facility.code}/?reported=1").content.decode()
    assert str(FacilityDefect.objects.get()) == "损坏、松动 门关不上"
    assert not client.cookies


@pytest.mark.parametrize(
    ("sent", "status"), [({}, 422), ({"kind": "OTHER"}, 409), ({"kind": "X", "text": "词"}, 422)]
)
def test_report_that_says_nothing_comes_back_with_what_was_typed(facility, sent, status):
    answer = Client().post(f"/f/{facility.code}/", sent)

    assert answer.status_code == status
    assert 'class="errorlist"' in answer.content.decode() or status == 409
    assert sent.get("text", "") in answer.content.decode()
    assert not FacilityDefect.objects.exists()


def test_sixth_report_from_one_place_waits(facility):
    client = Client()
    sent = {"kind": "MISSING"}

    statuses = [client.post(f"/f/{facility.code}/", sent).status_code for _ in range(6)]

    assert statuses == [302] * 5 + [429]


def test_facility_that_was_taken_away_says_so_and_takes_no_report(facility):
    facility.removed_date = business_date(timezone.now())
    facility.save()

    text = Client().get(f"/f/{facility.code}/").content.decode()

    assert "撤除" in text
    assert "<textarea" not in text
    assert 'name="kind"' not in text
    assert Client().post(f"/f/{facility.code}/", {"kind": "MISSING"}).status_code == 409


def test_list_shows_what_is_overdue_and_exports_it(client, facility, editor):
    FacilityFactory(organisation=facility.organisation, name="新的一块")
    FacilityFactory(name="邻居的一块")

    def shown(query=""):
        rows = client.get(reverse("facility:index") + query).context["object_list"]
        return [row.name for row in rows]

    assert sorted(shown()) == sorted([facility.name, "新的一块"])
    assert shown("?standing=OVERDUE") == [facility.name]
    assert sorted(shown("?standing=NEVER")) == sorted([facility.name, "新的一块"])
    assert shown("?standing=DUE") == shown("?standing=REPORTED") == shown("?standing=GONE") == []
    assert "已逾期" in client.get(reverse("facility:index")).content.decode()
    sheet = client.get(reverse("facility:index") + "?export=csv").content.decode("utf-8-sig")
    assert facility.code in sheet
    assert "邻居的一块" not in sheet


def test_list_asks_as_many_questions_for_one_as_for_ten(client, facility, editor):
    numbers = []
    for more in (0, 9):
        FacilityFactory.create_batch(more, organisation=facility.organisation)
        client.get(reverse("facility:index"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("facility:index"))
        numbers.append(len(asked))

    assert numbers[0] == numbers[1] <= 24


def test_editor_enters_a_facility_of_the_own_community_only(client, editor, community, homes):
    index = CommunityIndexPage.objects.child_of(homes["zh-hans"]).get()
    CommunityPageFactory(parent=index, organisation=community)
    neighbour = OrganisationFactory(name="邻居")
    CommunityPageFactory(parent=index, organisation=neighbour)
    sent = {
        "kind": "BOARD",
        "name": "东门左侧",
        "quantity": "2",
        "condition": "GOOD",
        "organisation": community.pk,
    }

    refused = client.post(reverse("facility:add"), sent | {"organisation": neighbour.pk})
    taken = client.post(reverse("facility:add"), sent)

    assert refused.status_code == 200
    assert "邻居" not in refused.content.decode()
    assert taken.status_code == 302
    assert client.get(reverse("facility:index")).context["object_list"][0].quantity == 2


def _photo():
    out = BytesIO()
    Image.new("RGB", (40, 30), "#1f7a4d").save(out, "PNG")
    return SimpleUploadedFile("柜子.png", out.getvalue(), content_type="image/png")


def test_inspection_is_entered_with_a_photograph(client, facility, editor):
    address = reverse("facility:show", args=[facility.pk])
    today = business_date(timezone.now())
    sent = {"inspected_date": today, "condition": "WORN", "note": "褪色", "next_date": ""}

    assert client.post(address, sent | {"note": ""}).status_code == 409
    assert client.post(address, sent | {"photo": _photo()}).status_code == 302

    row = facility.inspections.get()
    assert (row.by, row.note) == (editor, "褪色")
    answer = client.get(reverse("facility:photo", args=[row.uuid]))
    assert answer["Content-Type"] == "image/jpeg"
    for close in answer._resource_closers:  # `close()` would take the database along
        close()
    text = client.get(address).content.decode()
    assert "褪色" in text
    assert "马秀兰" in text


def test_renamed_file_is_no_photograph(client, facility, editor):
    sent = {
        "inspected_date": business_date(timezone.now()),
        "condition": "GOOD",
        "photo": SimpleUploadedFile("照片.jpg", b"%PDF-1.4"),
    }

    answer = client.post(reverse("facility:show", args=[facility.pk]), sent)

    assert answer.status_code == 422
    assert facility.inspections.count() == 0


def test_report_is_settled_in_the_office(client, facility, editor):
    Client().post(f"/f/{facility.code}/", {"kind": "DAMAGED"})
    defect = FacilityDefect.objects.get()
    address = reverse("facility:show", args=[facility.pk])

    client.post(address, {"defect": defect.pk, "note": " "})
    assert FacilityDefect.objects.get().settled_at is None
    client.post(address, {"defect": defect.pk, "note": "换了合页"})

    assert FacilityDefect.objects.get().settled_note == "换了合页"
    assert "换了合页" in client.get(address).content.decode()


@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize(
    ("size", "sides"), [("a4", (595, 842)), ("a6", (298, 420)), ("tent", (595, 842))]
)
def test_code_on_paper_is_read_from_the_picture(client, facility, editor, size, sides):
    answer = client.get(reverse("facility:poster-pdf", args=[facility.pk]), {"size": size})

    with pypdfium2.PdfDocument(answer.content) as document:
        assert len(document) == 1
        got = tuple(round(side) for side in document[0].get_size())
        assert max(abs(a - b) for a, b in zip(got, sides, strict=True)) <= 1
        picture = document[0].render(scale=2).to_pil().convert("L")
        text = document[0].get_textpage().get_text_range()
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == f"HTTPS://PORTAL.EXAMPLE/F/{facility.code}"
    assert "物业服务中心" in text


@pytest.mark.usefixtures("pango")
def test_all_codes_of_a_community_are_one_file(client, facility, editor):
    others = FacilityFactory.create_batch(2, organisation=facility.organisation)
    FacilityFactory(organisation=facility.organisation, removed_date="2025-01-01")

    answer = client.get(
        reverse("facility:posters-pdf", args=[facility.organisation.pk]), {"size": "a6"}
    )

    read = set()
    with pypdfium2.PdfDocument(answer.content) as document:
        for page in document:
            picture = page.render(scale=2).to_pil().convert("L")
            read |= {code.text[-8:] for code in zxingcpp.read_barcodes(picture)}
    assert read == {facility.code, *(one.code for one in others)}


def test_page_to_print_says_what_a_server_without_pango_cannot(
    client, facility, editor, monkeypatch
):
    def refuse(page):
        raise pdf.PdfUnavailable("没有 Pango。")

    monkeypatch.setattr(views.pdf, "render", refuse)

    page = client.get(reverse("facility:poster", args=[facility.pk]))
    answer = client.get(reverse("facility:poster-pdf", args=[facility.pk]))

    assert (page.status_code, answer.status_code) == (200, 503)
    assert "没有 Pango。" in answer.content.decode()
    assert " style=" not in page.content.decode()
