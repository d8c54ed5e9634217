"""Pictures for the demo: drawn cards that say what a resident's card would say, and faces made of circles.

They look like nothing but what they are: CONTOH ("sample") stands across each, and the card is no real one's
likeness.
"""

import io
from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from agentapp.core.nik import Sex
from agentapp.demo.chance import Chance
from agentapp.demo.residents import Resident
from agentapp.enrolment.photos import PhotoStore
from agentapp.places import registry

CARD_SIZE = (856, 440)
FACE_SIZE = (480, 600)
QUALITY = 72
INK, PALE, RED = (24, 44, 62), (214, 232, 240), (176, 32, 32)
FAINT = 96
FACES = 12
SKINS = ((141, 94, 62), (166, 115, 80), (190, 140, 104), (120, 78, 50))
CLOTHS = ((24, 90, 70), (120, 52, 40), (52, 70, 120), (150, 100, 30), (96, 50, 100), (60, 60, 60))
WALLS = ((196, 214, 206), (224, 208, 184), (200, 208, 226), (226, 214, 214))


class Pictures:
    """Draws pictures and keeps them in the store; each method tells the digest under which one lies."""

    def __init__(self, store: PhotoStore, chance: Chance) -> None:
        self._store = store
        self._chance = chance
        self._faces = {sex: [draw_face(sex, chance) for _ in range(FACES)] for sex in Sex}

    def card(self, resident: Resident, *, readable: bool = True) -> str:
        """A photo of the resident's card; one that is not `readable` was taken with a shaking hand."""
        image = draw_card(resident, self._chance.choice(self._faces[resident.sex]))
        if not readable:
            image = image.resize((64, 33)).resize(CARD_SIZE, Image.Resampling.BICUBIC)
        return self._store.put(_jpeg(image))

    def face(self, sex: Sex) -> str:
        """A portrait, one of a dozen for each sex."""
        return self._store.put(_jpeg(self._chance.choice(self._faces[sex])))


def draw_card(resident: Resident, face: Image.Image) -> Image.Image:
    """A card with the resident's data, the face, and CONTOH across it."""
    image = Image.new("RGB", CARD_SIZE, PALE)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, CARD_SIZE[0], 74), fill=(122, 176, 196))
    pen.text((28, 10), "KARTU CONTOH, BUKAN KTP", font=_font(30), fill=INK)
    pen.text((28, 46), registry.regency_name(resident.village_code).upper(), font=_font(20), fill=INK)
    pen.text((28, 92), f"NIK  {resident.nik.digits}", font=_font(34), fill=INK)
    for line, (label, value) in enumerate(_lines(resident)):
        pen.text((28, 150 + 44 * line), label, font=_font(22), fill=(70, 92, 108))
        pen.text((210, 150 + 44 * line), value[:34], font=_font(24), fill=INK)
    image.paste(face.resize((184, 230)), (648, 150))
    return _stamped(image, 96)


def draw_face(sex: Sex, chance: Chance) -> Image.Image:
    """Shoulders, a head, and a headscarf or short hair, in colours drawn by chance."""
    image = Image.new("RGB", FACE_SIZE, chance.choice(WALLS))
    pen = ImageDraw.Draw(image)
    skin, cloth, scarf = chance.choice(SKINS), chance.choice(CLOTHS), chance.choice(CLOTHS)
    covered = sex == Sex.FEMALE and chance.happens(0.85)
    if covered:
        pen.ellipse((108, 90, 372, 470), fill=scarf)
    pen.ellipse((50, 410, 430, 800), fill=scarf if covered else cloth)
    pen.rectangle((205, 350, 275, 450), fill=scarf if covered else skin)
    if not covered:
        pen.ellipse((136, 104, 344, 330), fill=(28, 24, 22))
    pen.ellipse((148, 130, 332, 390), fill=skin)
    _features(pen)
    return _stamped(image, 64)


def _features(pen: ImageDraw.ImageDraw) -> None:
    for middle in (205, 275):
        pen.ellipse((middle - 9, 236, middle + 9, 254), fill=(24, 20, 18))
        pen.arc((middle - 24, 206, middle + 24, 246), 200, 340, fill=(40, 30, 26), width=5)
    pen.arc((232, 262, 252, 298), 20, 160, fill=(90, 56, 38), width=4)
    pen.arc((200, 290, 280, 344), 20, 160, fill=(110, 48, 44), width=6)


def _lines(resident: Resident) -> Sequence[tuple[str, str]]:
    village = registry.place(resident.village_code)
    return (
        ("Nama", resident.name.upper()),
        ("Lahir", f"{resident.birth_place.upper()}, {resident.birth_date:%d-%m-%Y}"),
        ("Kelamin", "LAKI-LAKI" if resident.sex == Sex.MALE else "PEREMPUAN"),
        ("Alamat", resident.address.upper()),
        ("Kel/Desa", village.name.upper() if village else ""),
        ("Kecamatan", registry.district_name(resident.village_code).upper()),
    )


def _stamped(image: Image.Image, size: int) -> Image.Image:
    """The image with CONTOH slanting across it."""
    image.paste(RED, mask=_stamp(image.size, size))
    return image


@cache
def _stamp(extent: tuple[int, int], size: int) -> Image.Image:
    width, height = extent
    layer = Image.new("L", (width * 2, height * 2), 0)
    ImageDraw.Draw(layer).text((width, height), "CONTOH", font=_font(size), fill=FAINT, anchor="mm")
    corner = (width // 2, height // 2)
    return layer.rotate(24).crop((*corner, corner[0] + width, corner[1] + height))


def _jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
