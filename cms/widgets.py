"""Fields by which editors choose a film or a sound; they name the model, and import none."""

from django.utils.translation import gettext_lazy as _

from portal.people.choosers import SteadyChooser


class FilmWidget(SteadyChooser):
    model = "cms.VideoAsset"
    icon = "media"
    chooser_modal_url_name = "film_chooser:choose"
    choose_one_text = _("Choose a film")
    choose_another_text = _("Choose another film")


class SoundWidget(SteadyChooser):
    model = "cms.AudioAsset"
    icon = "media"
    chooser_modal_url_name = "sound_chooser:choose"
    choose_one_text = _("Choose a sound file")
    choose_another_text = _("Choose another sound file")
