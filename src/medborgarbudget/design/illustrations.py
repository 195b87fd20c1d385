"""Which pictures does the product draw itself? Flat scenes composed of a few shapes, coloured by the organisation's theme.

Shapes carry classes (i-accent, i-leaf, k-wood …) and no colours of their own: design.css gives them, in light and dark.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


def _path(kind: str, d: str, width: float = 0) -> str:
    stroke = f' stroke-width="{width:g}"' if width else ""
    return f'<path class="{kind}" d="{d}"{stroke}/>'


def _circle(kind: str, x: float, y: float, r: float) -> str:
    return f'<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="{r:g}"/>'


def _rect(kind: str, x: float, y: float, w: float, h: float, r: float = 0) -> str:
    corner = f' rx="{r:g}"' if r else ""
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}"{corner}/>'


def _at(x: float, y: float, scale: float, *shapes: str, flip: bool = False) -> str:
    across = -scale if flip else scale
    return f'<g transform="translate({x:g} {y:g}) scale({across:g} {scale:g})">{"".join(shapes)}</g>'


# --- things, standing on (0, 0), about 100 units to a grown person's height ---


def _tree(kind: str = "i-leaf", other: str = "i-leaf2") -> str:
    return (
        _path("k-wood", "M0 0V-70M0 -38L14 -52M0 -30L-12 -44", 7)
        + _path(kind, "M0 -150c26 0 40 18 40 40 14 10 10 40 -12 42h-56c-22-2-26-32-12-42 0-22 14-40 40-40z")
        + _path(other, "M6 -149c21 3 34 20 34 39 14 10 10 40 -12 42h-14c22-18 18-56 -8-81z")
    )


def _spruce(kind: str = "i-leaf2") -> str:
    return _rect("i-wood", -4, -18, 8, 18) + _path(
        kind, "M0 -150l26 46h-12l22 40h-14l24 46q-46 8 -92 0l24-46h-14l22-40h-12z"
    )


def _bush(kind: str = "i-leaf") -> str:
    return _path(kind, "M-34 0c-16-2-16-26 2-26 0-18 28-22 34-6 16-8 32 4 26 16 16 2 12 16 2 16z")


def _person(skin: str, top: str, legs: str = "i-line", hair: str = "i-line", arm: str = "") -> str:
    return (
        _path("k-line" if legs == "i-line" else legs.replace("i-", "k-"), "M-7 -40V-4M7 -40V-4", 10)
        + _path(top, "M-18 -38v-22q0-20 18-20t18 20v22q-18 6-36 0z")
        + _circle(skin, 0, -92, 13)
        + _path(hair, "M-14 -92a14 14 0 0 1 28 0q-6-8-16-7-8 1-12 7z")
        + arm
    )


def _arm(kind: str, d: str) -> str:
    return _path(kind, d, 9)


def _child(skin: str, top: str, hair: str = "i-wood") -> str:
    return (
        _path("k-strong", "M-5 -22V-3M5 -22V-3", 8)
        + _path(top, "M-13 -20v-15q0-14 13-14t13 14v15q-13 5-26 0z")
        + _circle(skin, 0, -60, 12)
        + _path(hair, "M-13 -60a13 13 0 0 1 26 0q-5-7-14-6-8 0-12 6z")
    )


def _wheelchair(skin: str, top: str) -> str:
    return (
        _circle("k-line", -2, -22, 20).replace("/>", ' stroke-width="5"/>')
        + _path("k-line", "M-22 -66v30h34l10 28h10", 5)
        + _path("k-strong", "M-4 -42h20l8 26", 11)
        + _path(top, "M-20 -40v-18q0-20 17-20t17 20v18z")
        + _circle(skin, -2, -92, 13)
        + _path("i-second", "M-16 -90a14 14 0 0 1 28-4q-4-4-12-2-2 18-16 20-2-6 0-14z")
    )


def _bench() -> str:
    return (
        _path("k-line", "M-42 0v-26M42 0v-26M-46 -58v32M46 -58v32", 5)
        + _rect("i-wood", -56, -32, 112, 8, 4)
        + _rect("i-wood", -56, -46, 112, 8, 4)
        + _rect("i-wood", -56, -60, 112, 8, 4)
    )


def _lamp(post: str = "k-line", shade: str = "i-line") -> str:
    return _path(post, "M0 0V-128", 5) + _path(shade, "M-14 -128h28l-6-16h-16z") + _circle("i-sun", 0, -124, 9)


def _house(wall: str, roof: str, w: float = 70, h: float = 56) -> str:
    half = w / 2
    return (
        _rect(wall, -half, -h, w, h)
        + _path(roof, f"M{-half - 8:g} {-h:g}L0 {-h - w * 0.5:g}L{half + 8:g} {-h:g}z")
        + _rect("i-paper", -half + 12, -h + 12, 14, 16, 2)
        + _rect("i-paper", half - 26, -h + 12, 14, 16, 2)
        + _path("i-line", "M-8 0v-20q8-8 16 0v20z")
    )


def _town_hall() -> str:
    return (
        _rect("i-second", -80, -70, 160, 70)
        + _rect("i-second", -20, -130, 40, 70)
        + _path("i-strong", "M-26 -130L0 -168L26 -130z")
        + _path("i-strong", "M-90 -70h180l-14-20h-152z")
        + _circle("i-paper", 0, -108, 11)
        + _path("k-line", "M0 -114v6l4 4", 2.5)
        + "".join(_path("i-paper", f"M{x} -18v-26q9-10 18 0v26z") for x in (-68, -42, 24, 50))
        + _path("i-line", "M-11 0v-34q11-12 22 0V0z")
        + _path("k-line", "M0 -168v-22", 3)
        + _path("i-sun", "M0 -190h26l-7 8 7 8h-26z")
    )


def _slide() -> str:
    return (
        _path("k-line", "M-30 0V-84M-4 0V-84", 6)
        + _path("k-line", "M-30 -20h26M-30 -38h26M-30 -56h26M-30 -74h26", 5)
        + _path("k-second", "M-2 -80Q40 -74 52 -28T96 -6", 15)
        + _path("i-sun", "M-40 -96L-17 -122L6 -96z")
        + _path("k-line", "M-30 -84v-12M-4 -84v-12", 6)
    )


def _swing(rider: str = "") -> str:
    return (
        _path("k-accent", "M-52 0L-38 -110H42L56 0M-30 0L-38 -110M34 0L42 -110", 7)
        + _path("k-line", "M-14 -108L-24 -40M10 -108L0 -40", 2.5)
        + _rect("i-wood", -30, -42, 36, 7, 3)
        + (_at(-12, -40, 0.9, rider) if rider else "")
    )


def _bike() -> str:
    return (
        '<circle class="k-line" cx="-34" cy="-24" r="24" stroke-width="5"/><circle class="k-line" cx="36" cy="-24" r="24" stroke-width="5"/>'
        + _path("k-second", "M-34 -24L-14 -62H22L2 -24H-34M-14 -62L2 -24M22 -62L36 -24M22 -62L18 -76", 6)
        + _path("k-line", "M-22 -66h16M10 -78h16", 6)
    )


def _ballot_box() -> str:
    return (
        _rect("i-paper", -26, -168, 52, 84, 4)
        + _path("k-stone", "M-14 -150h28M-14 -138h28M-14 -126h18", 4)
        + _path("k-accent", "M-12 -110l8 8 16-18", 6)
        + _path("i-strong", "M-84 -100h168l-14-18h-140z")
        + _rect("i-line", -38, -112, 76, 6, 3)
        + _rect("i-accent", -84, -100, 168, 100, 6)
        + _rect("i-strong", -84, -100, 168, 10)
        + _circle("i-paper", 0, -46, 26)
        + _path("k-second", "M0 -36c-14-10-14-22-6-24 4 0 6 4 6 6 0-2 2-6 6-6 8 2 8 14-6 24z", 4)
    )


def _coin(x: float, y: float, r: float) -> str:
    mark = _path(
        "k-line",
        f"M{x - r * 0.22:g} {y - r * 0.45:g}v{r * 0.9:g}M{x + r * 0.26:g} {y - r * 0.2:g}l{-r * 0.46:g} {r * 0.3:g}l{r * 0.46:g} {r * 0.35:g}",
        r * 0.14,
    )
    return (
        _circle("i-sun", x, y, r)
        + f'<circle class="k-paper" cx="{x:g}" cy="{y:g}" r="{r * 0.78:g}" stroke-width="{r * 0.1:g}"/>'
        + mark
    )


def _jar() -> str:
    return (
        _path("i-paper", "M-62 0q-18 0-18-20v-74q0-16 16-26v-14h128v14q16 10 16 26v74q0 20-18 20z")
        + _path("i-faint", "M-72 -80h144v58q0 14-14 14h-116q-14 0-14-14z")
        + _coin(-40, -28, 22)
        + _coin(6, -26, 22)
        + _coin(46, -34, 20)
        + _coin(-18, -58, 21)
        + _coin(26, -64, 20)
        + _rect("i-wood", -72, -148, 144, 18, 8)
    )


def _cloud(kind: str = "i-paper") -> str:
    return _path(kind, "M-46 0c-18 0-20-24-2-26 2-22 34-26 42-8 12-10 32-2 30 12 20 0 20 22 2 22z")


def _bubble(kind: str, lines: str = "k-paper") -> str:
    return _path(kind, "M-44 -62h88q14 0 14 14v26q0 14-14 14h-52l-22 18v-18h-14q-14 0-14-14v-26q0-14 14-14z") + _path(
        lines, "M-36 -44h72M-36 -30h44", 6
    )


def _bunting(x: float, y: float, w: float, dip: float = 26, n: int = 7) -> str:
    flags = ""
    for i in range(n):
        t = (i + 0.5) / n
        fx, fy = x + w * t, y + 4 * dip * t * (1 - t)
        flags += _path(("i-second", "i-sun", "i-accent")[i % 3], f"M{fx - 11:g} {fy:g}h22l-11 24z")
    return _path("k-line", f"M{x:g} {y:g}Q{x + w / 2:g} {y + 2 * dip:g} {x + w:g} {y:g}", 2.5) + flags


def _crane() -> str:
    return (
        _path("k-second", "M0 0V-210M-16 0V-190M-16 -10L0 -40L-16 -70L0 -100L-16 -130L0 -160L-16 -190", 5)
        + _path("k-second", "M-60 -190H150M-8 -214L150 -190M-8 -214L-60 -190M-8 -190V-214", 5)
        + _rect("i-line", -64, -190, 26, 22, 3)
        + _path("k-line", "M116 -190V-120", 3)
    )


def _barrier(w: float = 90) -> str:
    stripes = "".join(
        _path("i-paper", f"M{x:g} -44l-14 22h16l14-22z") for x in range(-int(w / 2) + 20, int(w / 2) - 16, 32)
    )
    return (
        _path("k-line", f"M{-w / 2 + 10:g} 0V-46M{w / 2 - 10:g} 0V-46", 5)
        + _rect("i-second", -w / 2, -44, w, 22, 4)
        + stripes
    )


def _envelope() -> str:
    return (
        _path("i-strong", "M-80 -70L0 -130L80 -70V0H-80z")
        + _rect("i-paper", -60, -150, 120, 110, 6)
        + _path("k-stone", "M-40 -128h80M-40 -112h80M-40 -96h50", 5)
        + _path("i-accent", "M-80 -70L0 -18L80 -70V0q0 8-8 8H-72q-8 0-8-8z")
        + _path("i-soft", "M-78 6L0 -40L78 6q-2 2-6 2H-72q-4 0-6-2z")
    )


def _boat() -> str:
    return (
        _path("i-second", "M-46 -14h92l-16 22h-60z")
        + _path("k-line", "M0 -14V-96", 4)
        + _path("i-paper", "M6 -94L46 -24H6z")
        + _path("i-soft", "M-6 -84L-34 -24H-6z")
    )


def _sun(x: float, y: float, r: float) -> str:
    return _circle("i-sun", x, y, r)


def _pin(kind: str = "i-second") -> str:
    return _path(kind, "M0 0C-30 -34 -38 -52 -38 -70a38 38 0 0 1 76 0C38 -52 30 -34 0 0z") + _circle(
        "i-paper", 0, -70, 15
    )


def _football() -> str:
    return (
        _circle("i-paper", 0, -22, 22)
        + _path("i-line", "M0 -31l9 6.5-3.5 10.5h-11L-9 -24.5z")
        + _path("k-line", "M0 -31v-12M9 -24.5l11-3M5.5 -14l7 10M-5.5 -14l-7 10M-9 -24.5l-11-3", 2.5)
    )


def _books() -> str:
    return (
        _rect("i-accent", -60, -84, 24, 84, 3)
        + _rect("i-sun", -34, -70, 20, 70, 3)
        + _rect("i-second", -12, -92, 26, 92, 3)
        + '<g transform="rotate(14 30 0)">'
        + _rect("i-leaf2", 22, -80, 22, 80, 3)
        + "</g>"
        + _path("k-paper", "M-54 -66h12M-54 -58h12M-7 -72h16M-7 -64h16", 4)
    )


def _easel() -> str:
    return (
        _path("k-wood", "M-40 0L0 -130L40 0M0 -130V-10", 7)
        + _rect("i-paper", -48, -116, 96, 74, 4)
        + _path("i-second", "M-38 -52q14-40 38-16 20-40 38 16z")
        + _circle("i-sun", 24, -98, 10)
        + _rect("i-wood", -54, -44, 108, 8, 3)
    )


# --- grounds ---


def _frame(w: int, h: int, *shapes: str, title: str = "", fit: str = "", css: str = "il") -> SafeString:
    told = format_html('role="img" aria-label="{}"', title) if title else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" {}{} focusable="false">{}</svg>',
        css,
        w,
        h,
        told,
        mark_safe(f' preserveAspectRatio="{fit}"' if fit else ""),
        mark_safe("".join(shapes)),
    )


def _blob(w: float, h: float, kind: str = "i-sky") -> str:
    """A soft rounded backdrop, for pictures that stand on the page's own surface."""
    return _path(
        kind,
        f"M{w * 0.06:g} {h * 0.62:g}C{-w * 0.02:g} {h * 0.25:g} {w * 0.22:g} {h * 0.1:g} {w * 0.45:g} {h * 0.08:g}"
        f"S{w * 0.98:g} {h * 0.1:g} {w * 0.97:g} {h * 0.52:g} {w * 0.86:g} {h * 0.9:g} {w * 0.5:g} {h * 0.9:g}"
        f" {w * 0.1:g} {h * 0.86:g} {w * 0.06:g} {h * 0.62:g}z",
    )


def _ground(w: float, y: float, kind: str = "i-hill") -> str:
    return f'<ellipse class="{kind}" cx="{w / 2:g}" cy="{y:g}" rx="{w * 0.44:g}" ry="{w * 0.055:g}"/>'


def _hero() -> tuple[int, int, str]:
    people = (
        _at(
            300,
            500,
            1.1,
            _person("i-sc", "i-sun", arm=_arm("k-sun", "M14 -64L34 -40L48 -58")),
            _circle("i-sc", 49, -60, 5),
        ),
        _at(372, 504, 1.05, _wheelchair("i-sa", "i-accent")),
        _at(232, 506, 1.05, _person("i-sb", "i-second", hair="i-strong", arm=_arm("k-second", "M-14 -64L-34 -52"))),
        _at(690, 524, 1.0, _person("i-sa", "i-strong", hair="i-stone", arm=_arm("k-strong", "M-14 -62L-32 -44"))),
        _at(654, 530, 1.0, _child("i-sa", "i-sun")),
    )
    return (
        900,
        600,
        "".join(
            (
                _sun(700, 130, 62),
                _at(180, 110, 1.2, _cloud()),
                _at(480, 70, 0.9, _cloud()),
                _at(830, 190, 0.8, _cloud()),
                _path("i-faint", "M110 460C150 300 230 262 330 300S540 220 660 270 830 260 900 230V600H110z"),
                _at(206, 384, 0.72, _house("i-second", "i-strong")),
                _at(262, 368, 0.8, _house("i-sun", "i-strong", 60, 70)),
                _at(322, 362, 0.66, _house("i-accent", "i-strong", 76)),
                _at(446, 352, 1.0, _town_hall()),
                _at(600, 346, 0.75, _house("i-paper", "i-second", 66, 62)),
                _at(656, 342, 0.7, _house("i-second", "i-strong", 64, 50)),
                _path("i-far", "M50 520C90 370 270 346 420 348S720 300 900 350V600H50z"),
                _at(130, 436, 0.72, _spruce()),
                _at(164, 416, 0.56, _spruce("i-leaf")),
                _at(742, 356, 0.75, _spruce()),
                _at(786, 362, 0.95, _spruce("i-leaf")),
                _at(540, 366, 0.55, _tree()),
                _path("i-water", "M600 470C660 420 770 396 900 392V600H560C540 540 550 500 600 470z"),
                _at(800, 440, 0.62, _boat()),
                _path(
                    "i-hill",
                    "M0 600C8 470 150 404 290 424C330 430 350 434 380 440S560 520 640 500 800 520 900 560V600H0z",
                ),
                _path("k-paper", "M16 552C130 510 260 560 420 548S660 520 760 620", 22),
                _at(100, 500, 1.25, _tree()),
                _at(148, 512, 0.8, _bush("i-leaf2")),
                _at(556, 506, 0.92, _swing(_child("i-sb", "i-second", "i-line"))),
                *people,
                _at(166, 566, 0.8, _bike()),
                _at(486, 486, 0.9, _lamp()),
                _bunting(112, 372, 374, 20, 9),
                _at(790, 584, 0.9, _bush("i-leaf")),
                _at(64, 596, 1.0, _bush("i-leaf2")),
                _at(860, 598, 1.1, _bush("i-leaf2")),
            )
        ),
    )


def _small(
    shapes: Callable[[], str], ground: str = "i-hill", backdrop: bool = True
) -> Callable[[], tuple[int, int, str]]:
    def draw() -> tuple[int, int, str]:
        return (
            400,
            300,
            (_blob(400, 300) if backdrop else "") + (_ground(400, 256, ground) if ground else "") + shapes(),
        )

    return draw


_DRAWINGS: dict[str, Callable[[], tuple[int, int, str]]] = {
    "hero": _hero,
    "park": _small(
        lambda: (
            _sun(310, 80, 30)
            + _at(110, 252, 1.1, _tree())
            + _at(220, 258, 1.1, _bench())
            + _at(196, 250, 0.9, _person("i-sb", "i-second", hair="i-strong"))
            + _at(310, 254, 0.8, _lamp())
            + _at(64, 262, 0.7, _bush("i-leaf2"))
            + _at(348, 262, 0.7, _bush())
        )
    ),
    "playground": _small(
        lambda: (
            _sun(80, 84, 28)
            + _at(130, 254, 1.25, _slide())
            + _at(290, 254, 1.1, _swing(_child("i-sc", "i-accent", "i-line")))
            + _at(200, 260, 1, _child("i-sa", "i-sun"))
        )
    ),
    "people": _small(
        lambda: (
            _at(130, 138, 1, _bubble("i-second"))
            + _at(280, 118, 0.95, _bubble("i-accent"), flip=True)
            + _at(110, 256, 1.15, _person("i-sa", "i-accent", hair="i-wood"))
            + _at(180, 260, 1.1, _wheelchair("i-sc", "i-sun"))
            + _at(250, 258, 1.15, _person("i-sb", "i-strong"))
            + _at(312, 260, 1.05, _person("i-sa", "i-second", hair="i-stone"))
        )
    ),
    "ballot-box": _small(
        lambda: (
            _at(200, 256, 1.15, _ballot_box())
            + _at(76, 258, 1.1, _person("i-sb", "i-sun", arm=_arm("k-sun", "M14 -64L38 -76")))
            + _at(330, 258, 1.1, _person("i-sa", "i-second", hair="i-wood", arm=_arm("k-second", "M-14 -64L-36 -74")))
        ),
        "i-faint",
    ),
    "money": _small(
        lambda: (
            _at(200, 254, 1.15, _jar())
            + _coin(92, 84, 20)
            + _coin(200, 56, 24)
            + _coin(310, 96, 18)
            + _coin(330, 236, 24)
            + _coin(66, 240, 20)
        ),
        "i-faint",
    ),
    "building": _small(
        lambda: (
            _at(130, 256, 1.02, _crane())
            + _rect("i-wood", 210, 166, 80, 10, 3)
            + _path("k-line", "M248 136L216 166M248 136L284 166", 2.5)
            + _at(
                262,
                256,
                1,
                _rect("i-soft", -54, -60, 108, 60),
                _path("k-paper", "M-54 -30h108M-18 -60v30M18 -30v30", 3),
            )
            + _at(338, 258, 0.95, _person("i-sc", "i-second", hair="i-sun"))
            + _at(70, 262, 0.8, _barrier())
        ),
        "i-stone",
    ),
    "map": _small(
        lambda: (
            _path("i-paper", "M70 90L160 62 240 90 330 62V220L240 248 160 220 70 248z")
            + _path("i-far", "M70 160L160 132V220L70 248z")
            + _path("i-water", "M240 170q40-30 90-20v70L240 248z")
            + _path("i-hill", "M160 62L240 90V140q-40 16-80-4z")
            + _path("k-stone", "M84 130C140 110 180 190 244 160S300 100 330 104", 6)
            + _path("k-stone", "M160 62V220M240 90V248", 1.5)
            + _at(190, 178, 1, _pin())
            + _at(282, 140, 0.7, _pin("i-accent"))
            + _at(116, 204, 0.6, _pin("i-sun"))
        ),
        "",
    ),
    "empty": _small(
        lambda: (
            _at(200, 256, 1.2, _bench())
            + _at(310, 256, 0.9, _lamp())
            + _at(96, 254, 0.95, _tree())
            + _at(258, 108, 0.9, _cloud())
            + _at(220, 204, 0.7, _path("i-paper", "M0 0h28v36h-28z"), _path("k-stone", "M6 10h16M6 18h16", 3))
        )
    ),
    "lost": _small(
        lambda: (
            _path("k-wood", "M200 258V70", 10)
            + _path("i-accent", "M204 84h86l22 20-22 20h-86z")
            + _path("i-second", "M196 132h-80l-22 20 22 20h80z")
            + _path("k-paper", "M222 104h50M126 152h50", 6)
            + _at(296, 258, 1.1, _person("i-sa", "i-sun", hair="i-wood", arm=_arm("k-sun", "M-14 -64L-26 -84L-12 -94")))
            + _at(90, 258, 0.8, _spruce())
            + _at(60, 262, 0.6, _spruce("i-leaf"))
            + _path("k-line", "M330 150q0-14 12-14t12 12q0 8-8 12v8M346 180v1", 5)
        )
    ),
    "letter": _small(
        lambda: (
            _at(200, 250, 1.15, _envelope())
            + _path("i-sun", "M300 84l30-12-8 32-8-12z")
            + _path("k-stone", "M290 110q-20 30-50 30", 2.5)
        ),
        "i-faint",
    ),
    "celebration": _small(
        lambda: (
            _bunting(40, 62, 320, 30, 9)
            + _path("k-second", "M60 196H340", 7)
            + _path("i-second", "M190 182l10 14-10 14h-16l6-14-6-14zM210 182l-10 14 10 14h16l-6-14 6-14z")
            + _path("k-line", "M64 258V170M336 258V170", 6)
            + _at(120, 258, 1.1, _person("i-sb", "i-accent", arm=_arm("k-accent", "M14 -64L34 -98")))
            + _at(176, 260, 1.1, _child("i-sa", "i-sun"))
            + _at(232, 260, 1.1, _child("i-sc", "i-accent", "i-line"))
            + _at(286, 258, 1.1, _person("i-sa", "i-strong", hair="i-stone", arm=_arm("k-strong", "M-14 -64L-34 -98")))
            + "".join(
                _circle(k, x, y, 4)
                for k, x, y in (
                    ("i-sun", 90, 130),
                    ("i-second", 150, 118),
                    ("i-accent", 210, 130),
                    ("i-sun", 262, 116),
                    ("i-second", 318, 128),
                )
            )
        )
    ),
    "assessment": _small(
        lambda: (
            _rect("i-paper", 120, 60, 130, 180, 10)
            + _rect("i-strong", 160, 48, 50, 24, 8)
            + "".join(
                _path("k-accent", f"M138 {y}l7 7 13-15", 5) + _path("k-stone", f"M172 {y}h60", 6)
                for y in (104, 140, 176)
            )
            + _path("k-stone", "M138 212h18M172 212h40", 6)
            + _at(310, 258, 1.2, _person("i-sb", "i-second", hair="i-strong", arm=_arm("k-second", "M-14 -64L-44 -60")))
        ),
        "i-faint",
    ),
    "idea": _small(
        lambda: (
            _circle("i-sun", 200, 116, 62)
            + _path("i-sun", "M170 150h60v36h-60z")
            + _rect("i-stone", 172, 188, 56, 12, 6)
            + _rect("i-stone", 178, 204, 44, 12, 6)
            + _path("k-line", "M186 176V130l14 12 14-12v46", 4)
            + _path("k-second", "M200 30V14M112 116H94M306 116H288M138 54L126 42M262 54L274 42", 7)
            + _at(84, 258, 1.1, _person("i-sc", "i-accent", arm=_arm("k-accent", "M14 -64L36 -90")))
            + _at(322, 260, 1.2, _child("i-sa", "i-second"))
        )
    ),
    "maintenance": _small(
        lambda: (
            _at(200, 258, 1.4, _barrier(150))
            + _at(90, 258, 1.05, _person("i-sa", "i-sun", hair="i-second"))
            + _at(316, 256, 0.9, _lamp())
        ),
        "i-stone",
    ),
}

NAMES = tuple(_DRAWINGS)


def illustration(name: str, *, title: str = "") -> SafeString:
    """One drawn scene as inline SVG, decoration unless given a title. Raises KeyError for a scene that does not exist."""
    width, height, shapes = _DRAWINGS[name]()
    return _frame(width, height, shapes, title=title, fit="xMidYMax slice" if name == "hero" else "")


# --- pictures for proposals without a photo ---

MOTIFS: dict[str, tuple[str, ...]] = {
    "play": ("lek", "barn", "gung", "rutsch", "förskol", "klätter", "play"),
    "sport": ("idrott", "sport", "motion", "fotboll", "träning", "utegym", "skate", "padel", "basket", "hälsa", "rink"),
    "bike": ("cykel", "trafik", "gata", "gator", "väg", "buss", "gång", "övergång", "transport", "parkering"),
    "light": ("ljus", "belys", "trygg", "säker", "lampa", "safety"),
    "water": ("vatten", "bad", "strand", "brygga", "hamn", "å", "sjö", "damm", "fontän", "båt"),
    "books": ("bok", "biblio", "läs", "skola", "utbild", "läxa", "digital"),
    "art": ("konst", "kultur", "musik", "scen", "teater", "mural", "staty", "arv"),
    "meeting": (
        "möte",
        "äldre",
        "social",
        "förening",
        "gemenskap",
        "ung",
        "delaktig",
        "integration",
        "torg",
        "evenemang",
        "fest",
    ),
    "bench": ("bänk", "vila", "sitt", "tillgäng", "rast"),
    "nature": ("park", "grön", "natur", "träd", "odl", "miljö", "klimat", "blom", "skog", "djur", "bi"),
    "house": ("hus", "lokal", "byggnad", "fastighet", "bo"),
}
"""Motif → beginnings of the words (theme, title) that call for it. Short ones must match a whole word."""

_MOTIF_SHAPES: dict[str, Callable[[], str]] = {
    "play": lambda: _at(120, 176, 0.95, _slide()) + _at(250, 178, 0.85, _swing(_child("i-sb", "i-sun", "i-line"))),
    "sport": lambda: (
        _path("k-paper", "M196 176V96H300V176", 5)
        + _path("k-paper", "M210 96v80M230 96v80M250 96v80M270 96v80M290 96v80M196 116h104M196 136h104M196 156h104", 1)
        + _at(120, 184, 1.3, _football())
        + _at(76, 182, 0.8, _person("i-sc", "i-second"))
    ),
    "bike": lambda: (
        _path("k-paper", "M-10 188C90 168 220 206 340 178", 24)
        + _at(160, 184, 1.2, _bike())
        + _at(276, 164, 0.6, _lamp())
    ),
    "light": lambda: (
        "".join(
            _at(x, 180, k, _path("i-glow", "M-8 -122L-52 0H52L8 -122z"), _lamp("k-stone", "i-stone"))
            for x, k in ((74, 0.85), (176, 1.0), (266, 0.8))
        )
        + _at(128, 186, 0.74, _person("i-sa", "i-second", "i-paper", "i-wood"))
    ),
    "water": lambda: (
        _path("i-water", "M0 150Q80 136 160 150T320 148V200H0z")
        + _at(210, 150, 0.9, _boat())
        + _path("k-wood", "M-4 176H116M20 176v20M60 176v20M100 176v20", 8)
        + _path("k-paper", "M150 178q10-6 20 0t20 0M236 186q10-6 20 0t20 0", 3)
    ),
    "books": lambda: _at(130, 178, 1.25, _books()) + _at(238, 182, 1.2, _child("i-sc", "i-second", "i-line")),
    "art": lambda: (
        _at(130, 182, 0.98, _easel())
        + _at(232, 182, 0.95, _person("i-sb", "i-sun", hair="i-strong", arm=_arm("k-sun", "M-14 -62L-38 -72")))
    ),
    "meeting": lambda: (
        _at(118, 184, 0.95, _person("i-sa", "i-second", hair="i-stone"))
        + _at(166, 186, 0.9, _wheelchair("i-sc", "i-sun"))
        + _at(220, 184, 0.95, _person("i-sb", "i-strong"))
        + _at(150, 84, 0.62, _bubble("i-second"))
        + _at(216, 78, 0.6, _bubble("i-accent"), flip=True)
    ),
    "bench": lambda: (
        _at(160, 182, 1.15, _bench())
        + _at(256, 178, 0.8, _lamp())
        + _at(140, 172, 0.85, _person("i-sb", "i-second", hair="i-stone"))
    ),
    "nature": lambda: (
        _at(96, 180, 0.92, _tree())
        + _at(166, 184, 0.75, _tree("i-hill", "i-leaf"))
        + _at(234, 178, 0.9, _spruce())
        + _at(200, 188, 0.7, _bush("i-leaf2"))
    ),
    "house": lambda: (
        _at(110, 176, 1.15, _house("i-second", "i-strong"))
        + _at(206, 178, 1.0, _house("i-sun", "i-strong", 66, 72))
        + _at(270, 182, 0.6, _tree())
    ),
    "place": lambda: (
        _at(160, 172, 1.15, _pin()) + _at(84, 178, 0.6, _tree()) + _at(244, 176, 0.55, _house("i-paper", "i-second"))
    ),
}

_SKIES = ("i-sky", "i-faint", "i-soft")
_HILLS = (
    ("M0 112C60 84 130 92 190 112S280 96 320 88V200H0z", "M0 150C70 128 150 142 210 150S290 140 320 134V200H0z"),
    ("M0 92C70 100 110 124 180 110S270 76 320 96V200H0z", "M0 136C60 150 130 130 200 142S290 156 320 142V200H0z"),
    ("M0 104C50 70 100 78 150 104S260 124 320 92V200H0z", "M0 146C90 126 190 158 320 132V200H0z"),
)
_HILL_KINDS = (("i-far", "i-hill"), ("i-soft", "i-hill"), ("i-far", "i-soft"), ("i-faint", "i-far"))


def motif_for(*words: str) -> str:
    """Which motif suits a theme's and a title's words; the first text that has one decides, "place" when none has."""
    for text in words:
        for word in text.lower().replace("-", " ").replace(",", " ").split():
            for motif, beginnings in MOTIFS.items():
                if any(
                    word == b if len(b) <= 2 else (word.startswith(b) or (len(b) > 3 and b in word)) for b in beginnings
                ):
                    return motif
    return "place"


def proposal_picture(seed: str, *words: str) -> SafeString:
    """A landscape with the motif of the words, always the same for the same seed, so that neighbours in a list differ."""
    return _frame(320, 200, proposal_scene(seed, *words), fit="xMidYMid slice")


def proposal_scene(seed: str, *words: str) -> str:
    """The shapes of proposal_picture, 320 by 200, without the svg element around them."""
    dice = hashlib.sha256(seed.encode()).digest()
    far, near = _HILLS[dice[0] % 3]
    far_kind, near_kind = _HILL_KINDS[dice[1] % 4]
    sun_x, sun_y = 40 + dice[2] % 240, 36 + dice[3] % 22
    cloud = _at(40 + dice[4] % 230, 40 + dice[5] % 24, 0.4 + (dice[6] % 4) / 10, _cloud())
    motif = motif_for(*words)
    if motif == "light":
        # Lamps are for the evening: a dark sky with a moon and a few stars.
        stars = "".join(_circle("i-paper", 20 + dice[10 + i] % 280, 12 + dice[16 + i] % 60, 1.6) for i in range(6))
        # Between the lamps, so that none of them hides it.
        moon = (28, 124, 224, 296)[dice[2] % 4]
        scene = _rect("i-night", 0, 0, 320, 200) + stars
        scene += _circle("i-paper", moon, sun_y, 13) + _circle("i-night", moon + 6, sun_y - 4, 12)
        scene += _path("i-dusk", far) + _path("i-leaf2", near)
    else:
        scene = _rect("i-sky" if dice[7] % 2 else "i-faint", 0, 0, 320, 200)
        scene += (_sun(sun_x, sun_y, 16 + dice[8] % 10) if dice[9] % 3 else "") + cloud
        scene += _path(far_kind, far) + _path(near_kind, near)
    return scene + _MOTIF_SHAPES[motif]()


def product_mark() -> SafeString:
    """The product's mark: a coin that grows a leaf, held up by a hand-like bow."""
    return mark_safe(
        '<svg class="mark" viewBox="0 0 48 48" aria-hidden="true" focusable="false">'
        '<rect class="i-accent" width="48" height="48" rx="13"/>'
        '<circle class="i-sun" cx="24" cy="20" r="11.5"/>'
        '<path class="i-strong" d="M24 27c0-6 2-10 8-12 0 7-3 11-8 12zM24 27c0-4-1.5-7-6-8.5 0 5 2 8 6 8.5z"/>'
        '<path class="k-paper" d="M9.5 27.5C11 35 16.5 39.5 24 39.5S37 35 38.5 27.5" stroke-width="4"/></svg>'
    )
