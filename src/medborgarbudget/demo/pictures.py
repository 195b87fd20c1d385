"""Where do the demo's photographs come from? They are painted: small landscapes with what the proposal is about, drawn from a seed."""

from __future__ import annotations

import io
import math
import random

from PIL import Image, ImageDraw, ImageFilter

from medborgarbudget.demo.ideas import CULTURE, MEET, MOVE, NATURE, PLAY, SAFE, WATER

SKIES = (
    ((247, 214, 173), (250, 240, 222)),
    ((150, 196, 224), (236, 244, 247)),
    ((92, 112, 158), (240, 186, 160)),
    ((126, 183, 205), (250, 236, 208)),
)
NIGHT = ((24, 34, 66), (74, 86, 128))
SIZE = (1200, 800)


def paint(theme: str, seed: int) -> bytes:
    """A JPEG of 1200 × 800 px for a theme of demo.ideas."""
    chance = random.Random(seed)  # noqa: S311
    width, height = SIZE
    top, bottom = NIGHT if theme == SAFE else chance.choice(SKIES)
    image = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(image)
    for row in range(height):
        share = row / height
        draw.line(
            [(0, row), (width, row)], fill=tuple(int(a + (b - a) * share) for a, b in zip(top, bottom, strict=True))
        )
    sun_x, sun_y = chance.randint(150, width - 150), chance.randint(90, 240)
    glow = Image.new("RGBA", SIZE, (255, 244, 214, 0))
    ImageDraw.Draw(glow).ellipse([sun_x - 130, sun_y - 130, sun_x + 130, sun_y + 130], fill=(255, 244, 214, 120))
    image.paste(Image.alpha_composite(image.convert("RGBA"), glow.filter(ImageFilter.GaussianBlur(40))).convert("RGB"))
    draw = ImageDraw.Draw(image)
    draw.ellipse([sun_x - 46, sun_y - 46, sun_x + 46, sun_y + 46], fill=(255, 246, 220))
    dark = 0.55 if theme == SAFE else 1.0
    for layer in range(3):
        base = 380 + layer * 95
        green = _shade((112 - layer * 14, 148 - layer * 8, 112 - layer * 26), dark)
        phase, wave = chance.uniform(0, 6.3), chance.uniform(0.003, 0.006)
        ridge = [
            (x, base + 46 * math.sin(x * wave + phase) + 16 * math.sin(x * wave * 3.1 + phase))
            for x in range(0, width + 20, 20)
        ]
        draw.polygon([*ridge, (width, height), (0, height)], fill=green)
        if layer < 2:
            for _ in range(16):
                x = chance.randint(0, width)
                _spruce(
                    draw, x, base + 30 + chance.randint(-10, 30), chance.randint(50, 110), _shade((58, 96, 78), dark)
                )
    ground = _shade((146, 170, 98), dark)
    draw.polygon([(0, 640), (width, 610), (width, height), (0, height)], fill=ground)
    {PLAY: _swing, NATURE: _blossoms, SAFE: _lamps, MEET: _bench, CULTURE: _stage, MOVE: _bicycle, WATER: _jetty}[
        theme
    ](draw, chance, dark)
    buffer = io.BytesIO()
    image.filter(ImageFilter.SMOOTH).save(buffer, "JPEG", quality=82, optimize=True)
    return buffer.getvalue()


def _shade(colour: tuple[int, int, int], dark: float) -> tuple[int, int, int]:
    red, green, blue = (int(part * dark) for part in colour)
    return red, green, blue


def _spruce(draw: ImageDraw.ImageDraw, x: float, y: float, tall: float, colour: tuple[int, int, int]) -> None:
    for part in range(3):
        top, wide = y - tall + part * tall * 0.25, tall * (0.16 + 0.08 * part)
        draw.polygon([(x, top), (x - wide, top + tall * 0.45), (x + wide, top + tall * 0.45)], fill=colour)


def _swing(draw: ImageDraw.ImageDraw, chance: random.Random, dark: float) -> None:
    x = chance.randint(330, 600)
    for foot in (x, x + 380):
        draw.line([(foot, 700), (foot + 50, 420), (foot + 100, 700)], fill=(176, 84, 60), width=16, joint="curve")
    draw.line([(x + 50, 420), (x + 430, 420)], fill=(176, 84, 60), width=16)
    for seat in (x + 150, x + 310):
        lean = chance.randint(-40, 40)
        for side in (-24, 24):
            draw.line([(seat + side, 424), (seat + side + lean, 610)], fill=(70, 66, 62), width=5)
        draw.rounded_rectangle([seat - 36 + lean, 606, seat + 36 + lean, 622], 7, fill=(46, 98, 128))


def _blossoms(draw: ImageDraw.ImageDraw, chance: random.Random, dark: float) -> None:
    for trunk in range(3):
        x = 200 + trunk * 340 + chance.randint(-40, 40)
        draw.rectangle([x - 11, 520, x + 11, 690], fill=(110, 82, 62))
        for _ in range(26):
            spot_x, spot_y, size = x + chance.gauss(0, 66), 470 + chance.gauss(0, 46), chance.randint(22, 46)
            draw.ellipse(
                [spot_x - size, spot_y - size, spot_x + size, spot_y + size],
                fill=chance.choice([(104, 148, 86), (124, 166, 92), (238, 206, 208)]),
            )
    for _ in range(240):
        x, y = chance.randint(0, 1200), chance.randint(660, 796)
        draw.ellipse(
            [x, y, x + 7, y + 7],
            fill=chance.choice([(244, 214, 96), (230, 120, 110), (250, 246, 236), (150, 124, 190)]),
        )


def _lamps(draw: ImageDraw.ImageDraw, chance: random.Random, dark: float) -> None:
    draw.polygon([(480, 800), (760, 800), (640, 560), (600, 560)], fill=(108, 104, 100))
    for step in range(5):
        scale = 1 - step * 0.17
        for side in (-1, 1):
            x, y = 620 + side * 260 * scale, 800 - step * 58
            draw.line([(x, y), (x, y - 260 * scale)], fill=(40, 42, 48), width=max(3, int(11 * scale)))
            reach = 22 * scale
            draw.ellipse([x - reach, y - 260 * scale - reach, x + reach, y - 260 * scale + reach], fill=(255, 226, 150))


def _bench(draw: ImageDraw.ImageDraw, chance: random.Random, dark: float) -> None:
    x = chance.randint(300, 520)
    for slat in range(3):
        draw.rounded_rectangle([x, 520 + slat * 26, x + 420, 538 + slat * 26], 6, fill=(172, 112, 68))
    draw.rounded_rectangle([x - 10, 606, x + 430, 630], 6, fill=(150, 94, 56))
    for leg in (x + 30, x + 380):
        draw.line([(leg, 520), (leg, 700)], fill=(58, 58, 60), width=13)
    for person, colour in enumerate(((196, 92, 70), (62, 108, 140), (220, 176, 80))):
        px = x + 80 + person * 125
        draw.ellipse(
            [px - 26, 430, px + 26, 482], fill=chance.choice([(232, 190, 160), (142, 98, 70), (206, 156, 118)])
        )
        draw.rounded_rectangle([px - 36, 484, px + 36, 612], 26, fill=colour)


def _stage(draw: ImageDraw.ImageDraw, chance: random.Random, dark: float) -> None:
    draw.polygon([(330, 470), (870, 470), (930, 420), (270, 420)], fill=(128, 62, 58))
    draw.rectangle([330, 470, 870, 640], fill=(238, 222, 196))
    for post in (330, 590, 856):
        draw.rectangle([post, 470, post + 14, 660], fill=(104, 70, 50))
    draw.rectangle([290, 640, 910, 690], fill=(132, 92, 62))
    for flag in range(11):
        fx = 330 + flag * 52
        draw.polygon(
            [(fx, 472), (fx + 26, 472), (fx + 13, 508)],
            fill=chance.choice([(214, 96, 76), (240, 190, 80), (70, 124, 150)]),
        )
    for head in range(15):
        hx, hy = 220 + head * 55 + chance.randint(-10, 10), 740 + chance.randint(-12, 20)
        draw.ellipse([hx - 22, hy - 22, hx + 22, hy + 22], fill=(60, 58, 66))


def _bicycle(draw: ImageDraw.ImageDraw, chance: random.Random, dark: float) -> None:
    draw.polygon([(0, 740), (1200, 690), (1200, 760), (0, 800)], fill=(176, 168, 158))
    x = chance.randint(300, 600)
    for wheel in (x, x + 250):
        draw.ellipse([wheel - 88, 552, wheel + 88, 728], outline=(44, 44, 48), width=11)
        draw.ellipse([wheel - 8, 632, wheel + 8, 648], fill=(44, 44, 48))
    frame = (198, 78, 58)
    draw.line([(x, 640), (x + 78, 520), (x + 206, 520), (x + 112, 646), (x, 640)], fill=frame, width=11, joint="curve")
    draw.line([(x + 78, 520), (x + 112, 646)], fill=frame, width=11)
    draw.line([(x + 250, 640), (x + 200, 486), (x + 166, 480)], fill=(60, 60, 64), width=11, joint="curve")
    draw.rounded_rectangle([x + 40, 494, x + 106, 508], 6, fill=(52, 44, 40))


def _jetty(draw: ImageDraw.ImageDraw, chance: random.Random, dark: float) -> None:
    draw.polygon([(0, 560), (1200, 540), (1200, 800), (0, 800)], fill=(104, 160, 186))
    for _ in range(60):
        x, y = chance.randint(0, 1150), chance.randint(566, 790)
        draw.line([(x, y), (x + chance.randint(30, 90), y)], fill=(150, 194, 212), width=3)
    draw.polygon([(440, 800), (760, 800), (650, 580), (560, 580)], fill=(168, 128, 92))
    for plank in range(9):
        y = 590 + plank * 24
        spread = (y - 580) / 220
        draw.line([(560 - 120 * spread, y), (650 + 110 * spread, y)], fill=(132, 96, 66), width=4)
    for post in (548, 662):
        draw.rectangle([post - 8, 520, post + 8, 600], fill=(104, 74, 52))
