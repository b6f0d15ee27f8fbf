from django.urls import reverse
from wagtail.admin.menu import help_menu, reports_menu

from tests.factories.people import UserFactory


def test_help_of_the_office_leads_to_no_foreign_page(rf, admin_user):
    request = rf.get("/admin/")
    request.user = admin_user

    assert [item.name for item in help_menu.menu_items_for_request(request)] == [
        "manual",
        "keyboard-shortcuts-trigger",
    ]


def test_office_has_the_colours_and_the_mark_of_the_portal(admin_client):
    content = admin_client.get(reverse("wagtailadmin_home")).content.decode()

    assert '<link rel="stylesheet" href="/static/portal/office.css">' in content
    assert 'src="/static/portal/mark.svg" class="office-mark"' in content


def test_history_of_everything_stands_in_the_menu_of_administrators_only(rf, admin_user):
    def names(user):
        request = rf.get("/admin/")
        request.user = user
        return {item.name for item in reports_menu.menu_items_for_request(request)}

    assert "site-history" in names(admin_user)
    assert "site-history" not in names(UserFactory())


def test_history_of_everything_is_shown_to_administrators(admin_client):
    pages = [admin_client.get(f"/admin/reports/site-history/{part}") for part in ("", "results/")]

    assert [page.status_code for page in pages] == [200, 200]
    assert "<html" in pages[0].content.decode()
    assert "<html" not in pages[1].content.decode()
