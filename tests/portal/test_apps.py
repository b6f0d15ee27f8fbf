import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.forms.choosers import EmailLinkChooserForm, PhoneLinkChooserForm


def test_forms_of_wagtail_have_labels_that_can_be_translated():
    ours = (LoginForm(), EmailLinkChooserForm(), PhoneLinkChooserForm())

    with translation.override("en"):
        labels = [[str(field.label) for field in form.fields.values()] for form in ours]

    assert labels == [
        ["Username", "Password", "None"],
        ["E-mail address", "Link text", "Subject", "Text of the message"],
        ["Telephone number", "Link text"],
    ]


def test_own_profile_is_saved_with_a_name_alone(client, django_user_model, db):
    user = django_user_model.objects.create(username="wang", last_name="王", is_superuser=True)
    client.force_login(user)

    response = client.post(
        reverse("wagtailadmin_account"),
        {
            "name_email-last_name": "王小明",
            "name_email-email": "",
            "locale-preferred_language": "",
            "locale-current_time_zone": "",
            "theme-theme": "system",
            "theme-density": "default",
            "theme-contrast": "system",
            "theme-keyboard_shortcuts": "on",
        },
    )

    user.refresh_from_db()
    assert response.status_code == 302
    assert user.last_name == "王小明"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("wagtailusers_users:index", "last_login"),
        ("wagtailadmin_reports:locked_pages", "locked_at"),
        ("history", "timestamp"),
        ("event:index", "starts"),
        ("session:index", "starts"),
        ("drill:index", "period"),
    ],
)
@pytest.mark.parametrize("days", [("0001-01-01", "9999-12-31"), ("9999-12-31", "0001-01-01")])
def test_lists_refuse_days_beyond_reach_in_words(
    address, name, days, client, django_user_model, db
):
    client.force_login(django_user_model.objects.create(username="wang", is_superuser=True))

    page = client.get(
        reverse(address), dict(zip((f"{name}_from", f"{name}_to"), days, strict=True))
    )

    assert page.status_code == 200
    assert "请填写1900年至2200年之间的日期。" in page.content.decode()


@pytest.mark.parametrize("field", [forms.DateField, forms.DateTimeField])
def test_forms_take_days_within_reach_only(field):
    assert field().clean("1900-01-01")
    assert field().clean("2200-12-31")
    for day in ("0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"):
        with pytest.raises(ValidationError, match="1900年至2200年"):
            field().clean(day)
