"""Pictures that were kept before the site took out of them what they tell."""

import shutil
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from cms.models import Picture
from portal.lib import photos


@dataclass
class Cleaning:
    """What became of the pictures looked at."""

    looked_at: int = 0
    cleaned: int = 0
    unreadable: list[int] = field(default_factory=list)


def take_traces_out(*, batch: int = 100) -> Cleaning:
    """Take place, time, device and owner out of all pictures that still tell them.

    Each keeps its name and its pages; its sizes are made anew when they are asked for. What is
    clean is left alone, so that this can be run again, also after it was interrupted.

    Args:
        batch: how many rows are read at a time.
    """
    done = Cleaning()
    for picture in Picture.objects.order_by("pk").iterator(chunk_size=batch):
        done.looked_at += 1
        try:
            content = Path(picture.file.path).read_bytes()
            if not photos.tells(BytesIO(content)):
                continue
            _replace(picture, photos.without_traces(BytesIO(content)))
        except (OSError, photos.PhotoRefused):
            done.unreadable.append(picture.pk)
        else:
            done.cleaned += 1
    return done


def _replace(picture: Picture, content: bytes) -> None:
    path = Path(picture.file.path)
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(content)
    shutil.copymode(path, beside)
    # In one step: nobody finds half a picture, and none is lost by a power cut.
    beside.replace(path)
    width, height = photos.size(BytesIO(content))
    Picture.objects.filter(pk=picture.pk).update(
        width=width, height=height, file_size=len(content), file_hash=""
    )
    for rendition in picture.renditions.all():
        rendition.delete()
