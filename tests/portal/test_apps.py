from django.utils import translation
from wagtail.admin.forms.choosers import EmailLinkChooserForm, PhoneLinkChooserForm


def test_link_dialogues_of_the_editor_have_labels_that_can_be_translated():
    with translation.override("en"):
        labels = [
            field.label
            for form in (EmailLinkChooserForm(), PhoneLinkChooserForm())
            for field in form
        ]

        assert labels == [
            "E-mail address",
            "Link text",
            "Subject",
            "Text of the message",
            "Telephone number",
            "Link text",
        ]
