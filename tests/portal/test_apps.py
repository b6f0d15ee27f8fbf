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
