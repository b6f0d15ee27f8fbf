from django.urls import reverse
from django.utils import translation
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.forms.choosers import EmailLinkChooserForm, PhoneLinkChooserForm


def test_forms_of_wagtail_have_labels_that_can_be_translated():
    forms = (LoginForm(), EmailLinkChooserForm(), PhoneLinkChooserForm())

    with translation.override("en"):
        labels = [[str(field.label) for field in form.fields.values()] for form in forms]

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
