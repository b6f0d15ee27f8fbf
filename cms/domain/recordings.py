"""Films and sounds: whether one may still be changed."""

from wagtail.models import Page, ReferenceIndex

from cms.models import AudioAsset, VideoAsset


def is_published(asset: VideoAsset | AudioAsset) -> bool:
    """Say whether a page that the public reads shows a film or sound.

    What was reviewed is what is shown: another film is another recording, chosen in the page, and
    goes through review with it.
    """
    pages = {
        int(key)
        for key in ReferenceIndex.get_references_to(asset).values_list("object_id", flat=True)
        if key.isdigit()
    }
    return Page.objects.filter(pk__in=pages).live().exists()
