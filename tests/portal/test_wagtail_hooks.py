from django.urls import reverse
from wagtail.admin.menu import help_menu


def test_help_of_the_office_leads_to_no_foreign_page(rf, admin_user):
    request = rf.get("/admin/")
    request.user = admin_user

    assert [item.name for item in help_menu.menu_items_for_request(request)] == [
        "keyboard-shortcuts-trigger"
    ]


def test_office_has_the_colours_and_the_mark_of_the_portal(admin_client):
    content = admin_client.get(reverse("wagtailadmin_home")).content.decode()

    assert '<link rel="stylesheet" href="/static/portal/office.css">' in content
    assert 'src="/static/portal/mark.svg" class="office-mark"' in content
