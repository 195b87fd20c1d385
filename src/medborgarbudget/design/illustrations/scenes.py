"""Which scenes can a page show by name? The landscape of the start page, and small pictures for occasions and empty places."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.safestring import SafeString, mark_safe

from medborgarbudget.design.illustrations.shapes import (
    arm,
    at,
    ballot_box,
    barrier,
    bench,
    bike,
    blob,
    boat,
    bubble,
    bunting,
    bush,
    child,
    circle,
    cloud,
    coin,
    crane,
    easel,
    envelope,
    frame,
    ground,
    house,
    jar,
    lamp,
    path,
    person,
    pin,
    rect,
    slide,
    spruce,
    sun,
    swing,
    town_hall,
    tree,
    wheelchair,
)


def _hero() -> tuple[int, int, str]:
    people = (
        at(
            300,
            500,
            1.1,
            person("i-sc", "i-sun", arm=arm("k-sun", "M14 -64L34 -40L48 -58")),
            circle("i-sc", 49, -60, 5),
        ),
        at(372, 504, 1.05, wheelchair("i-sa", "i-accent")),
        at(232, 506, 1.05, person("i-sb", "i-second", hair="i-strong", arm=arm("k-second", "M-14 -64L-34 -52"))),
        at(690, 524, 1.0, person("i-sa", "i-strong", hair="i-stone", arm=arm("k-strong", "M-14 -62L-32 -44"))),
        at(654, 530, 1.0, child("i-sa", "i-sun")),
    )
    return (
        900,
        600,
        "".join(
            (
                sun(700, 130, 62),
                at(180, 110, 1.2, cloud()),
                at(480, 70, 0.9, cloud()),
                at(830, 190, 0.8, cloud()),
                path("i-faint", "M110 460C150 300 230 262 330 300S540 220 660 270 830 260 900 230V600H110z"),
                at(206, 384, 0.72, house("i-second", "i-strong")),
                at(262, 368, 0.8, house("i-sun", "i-strong", 60, 70)),
                at(322, 362, 0.66, house("i-accent", "i-strong", 76)),
                at(446, 352, 1.0, town_hall()),
                at(600, 346, 0.75, house("i-paper", "i-second", 66, 62)),
                at(656, 342, 0.7, house("i-second", "i-strong", 64, 50)),
                path("i-far", "M50 520C90 370 270 346 420 348S720 300 900 350V600H50z"),
                at(130, 436, 0.72, spruce()),
                at(164, 416, 0.56, spruce("i-leaf")),
                at(742, 356, 0.75, spruce()),
                at(786, 362, 0.95, spruce("i-leaf")),
                at(540, 366, 0.55, tree()),
                path("i-water", "M600 470C660 420 770 396 900 392V600H560C540 540 550 500 600 470z"),
                at(800, 440, 0.62, boat()),
                path(
                    "i-hill",
                    "M0 600C8 470 150 404 290 424C330 430 350 434 380 440S560 520 640 500 800 520 900 560V600H0z",
                ),
                path("k-paper", "M16 552C130 510 260 560 420 548S660 520 760 620", 22),
                at(100, 500, 1.25, tree()),
                at(148, 512, 0.8, bush("i-leaf2")),
                at(556, 506, 0.92, swing(child("i-sb", "i-second", "i-line"))),
                *people,
                at(166, 566, 0.8, bike()),
                at(486, 486, 0.9, lamp()),
                bunting(112, 372, 374, 20, 9),
                at(790, 584, 0.9, bush("i-leaf")),
                at(64, 596, 1.0, bush("i-leaf2")),
                at(860, 598, 1.1, bush("i-leaf2")),
            )
        ),
    )


def _network() -> tuple[int, int, str]:
    """Towns on their hills with paths between them, and somebody telling something in each."""
    roads = (
        "M150 456C230 380 300 352 400 330",
        "M400 330C520 300 600 260 704 258",
        "M400 330C470 400 560 452 690 466",
        "M704 258C760 320 760 400 690 466",
        "M150 456C300 500 480 520 690 466",
    )
    return (
        900,
        600,
        "".join(
            (
                sun(590, 110, 50),
                at(150, 120, 1.1, cloud()),
                at(350, 70, 0.9, cloud()),
                path("i-faint", "M70 500C150 300 260 250 420 290S640 180 760 200 860 220 900 210V600H70z"),
                path("i-far", "M24 560C60 396 250 340 410 352S660 250 900 300V600H24z"),
                path("i-water", "M470 600C430 540 470 510 560 500S760 520 900 480V600z"),
                path("i-hill", "M0 600C6 480 200 430 330 470S470 560 560 600z"),
                path("i-hill", "M560 470C620 430 760 420 900 452V500C780 540 640 520 560 470z"),
                *(path("k-paper", road, 13) for road in roads),
                *(path("k-second", road, 3.5) for road in roads),
                at(352, 330, 0.72, house("i-second", "i-strong")),
                at(400, 322, 0.86, town_hall()),
                at(456, 330, 0.66, house("i-sun", "i-strong", 60, 64)),
                at(664, 258, 0.62, house("i-paper", "i-second", 66, 62)),
                at(712, 252, 0.72, town_hall()),
                at(764, 258, 0.6, house("i-accent", "i-strong", 76)),
                at(640, 470, 0.7, house("i-sun", "i-strong", 64, 60)),
                at(696, 474, 0.8, house("i-second", "i-strong", 70, 66)),
                at(748, 470, 0.64, house("i-paper", "i-second", 60, 60)),
                at(96, 462, 0.8, house("i-accent", "i-strong", 70, 62)),
                at(154, 456, 0.92, house("i-second", "i-strong", 72, 70)),
                at(212, 462, 0.72, house("i-sun", "i-strong", 60, 58)),
                at(52, 486, 0.7, spruce()),
                at(270, 448, 0.66, spruce("i-leaf")),
                at(306, 344, 0.5, spruce()),
                at(506, 344, 0.52, tree()),
                at(812, 266, 0.56, spruce("i-leaf")),
                at(604, 268, 0.5, tree()),
                at(806, 478, 0.66, tree()),
                at(840, 540, 0.6, boat()),
                at(170, 318, 0.95, bubble("i-second")),
                at(446, 200, 0.9, bubble("i-accent"), flip=True),
                at(690, 140, 0.85, bubble("i-sun"), flip=True),
                at(100, 560, 1.0, person("i-sa", "i-accent", hair="i-wood", arm=arm("k-accent", "M14 -64L36 -88"))),
                at(160, 566, 0.95, wheelchair("i-sc", "i-sun")),
                at(226, 562, 1.0, person("i-sb", "i-strong", hair="i-line")),
                at(284, 566, 0.98, person("i-sa", "i-second", hair="i-stone", arm=arm("k-second", "M-14 -64L-34 -84"))),
                at(366, 582, 0.8, bush("i-leaf2")),
                at(40, 592, 0.9, bush()),
            )
        ),
    )


def _small(
    shapes: Callable[[], str], floor: str = "i-hill", backdrop: bool = True
) -> Callable[[], tuple[int, int, str]]:
    def draw() -> tuple[int, int, str]:
        return (
            400,
            300,
            (blob(400, 300) if backdrop else "") + (ground(400, 256, floor) if floor else "") + shapes(),
        )

    return draw


_DRAWINGS: dict[str, Callable[[], tuple[int, int, str]]] = {
    "hero": _hero,
    "network": _network,
    "meeting": _small(
        lambda: (
            at(206, 150, 0.9, easel())
            + at(92, 258, 1.15, person("i-sb", "i-accent", hair="i-line", arm=arm("k-accent", "M14 -64L38 -84")))
            + at(160, 260, 1.05, wheelchair("i-sa", "i-sun"))
            + at(262, 258, 1.1, person("i-sc", "i-second", hair="i-line"))
            + at(322, 258, 1.15, person("i-sa", "i-strong", hair="i-stone", arm=arm("k-strong", "M-14 -64L-36 -80")))
        ),
        "i-faint",
    ),
    "screen": _small(
        lambda: (
            rect("i-line", 70, 60, 260, 164, 12)
            + rect("i-paper", 80, 70, 240, 144, 6)
            + rect("i-soft", 88, 78, 108, 60, 5)
            + rect("i-far", 204, 78, 108, 60, 5)
            + rect("i-faint", 88, 146, 108, 60, 5)
            + rect("i-soft", 204, 146, 108, 60, 5)
            + "".join(
                circle(skin, x, y, 13) + path(top, f"M{x - 24} {y + 34}c2-18 12-22 24-22s22 4 24 22z")
                for skin, top, x, y in (
                    ("i-sa", "i-second", 142, 104),
                    ("i-sc", "i-accent", 258, 104),
                    ("i-sb", "i-sun", 142, 172),
                    ("i-sa", "i-strong", 258, 172),
                )
            )
            + path("i-stone", "M176 224h48l10 28h-68z")
            + rect("i-stone", 140, 250, 120, 9, 4)
        ),
        "i-faint",
    ),
    "journey": _small(
        lambda: (
            sun(320, 76, 28)
            + at(60, 254, 0.9, spruce())
            + path("k-stone", "M20 252H380", 5)
            + rect("i-second", 74, 168, 224, 74, 16)
            + path("i-second", "M280 168c34 0 56 34 60 74h-60z")
            + rect("i-paper", 94, 184, 38, 28, 5)
            + rect("i-paper", 144, 184, 38, 28, 5)
            + rect("i-paper", 194, 184, 38, 28, 5)
            + path("i-paper", "M250 184h34c14 4 24 16 30 28h-64z")
            + path("k-paper", "M76 226h254", 4)
            + circle("i-line", 122, 246, 11)
            + circle("i-line", 176, 246, 11)
            + circle("i-line", 250, 246, 11)
            + circle("i-line", 304, 246, 11)
            + at(120, 150, 0.8, pin())
            + at(230, 132, 0.65, pin("i-accent"))
            + path("k-accent", "M120 150C150 170 200 150 230 132", 3)
        ),
        "i-faint",
    ),
    "park": _small(
        lambda: (
            sun(310, 80, 30)
            + at(110, 252, 1.1, tree())
            + at(220, 258, 1.1, bench())
            + at(196, 250, 0.9, person("i-sb", "i-second", hair="i-strong"))
            + at(310, 254, 0.8, lamp())
            + at(64, 262, 0.7, bush("i-leaf2"))
            + at(348, 262, 0.7, bush())
        )
    ),
    "playground": _small(
        lambda: (
            sun(80, 84, 28)
            + at(130, 254, 1.25, slide())
            + at(290, 254, 1.1, swing(child("i-sc", "i-accent", "i-line")))
            + at(200, 260, 1, child("i-sa", "i-sun"))
        )
    ),
    "people": _small(
        lambda: (
            at(130, 138, 1, bubble("i-second"))
            + at(280, 118, 0.95, bubble("i-accent"), flip=True)
            + at(110, 256, 1.15, person("i-sa", "i-accent", hair="i-wood"))
            + at(180, 260, 1.1, wheelchair("i-sc", "i-sun"))
            + at(250, 258, 1.15, person("i-sb", "i-strong"))
            + at(312, 260, 1.05, person("i-sa", "i-second", hair="i-stone"))
        )
    ),
    "ballot-box": _small(
        lambda: (
            at(200, 256, 1.15, ballot_box())
            + at(76, 258, 1.1, person("i-sb", "i-sun", arm=arm("k-sun", "M14 -64L38 -76")))
            + at(330, 258, 1.1, person("i-sa", "i-second", hair="i-wood", arm=arm("k-second", "M-14 -64L-36 -74")))
        ),
        "i-faint",
    ),
    "money": _small(
        lambda: (
            at(200, 254, 1.15, jar())
            + coin(92, 84, 20)
            + coin(200, 56, 24)
            + coin(310, 96, 18)
            + coin(330, 236, 24)
            + coin(66, 240, 20)
        ),
        "i-faint",
    ),
    "building": _small(
        lambda: (
            at(130, 256, 1.02, crane())
            + rect("i-wood", 210, 166, 80, 10, 3)
            + path("k-line", "M248 136L216 166M248 136L284 166", 2.5)
            + at(
                262,
                256,
                1,
                rect("i-soft", -54, -60, 108, 60),
                path("k-paper", "M-54 -30h108M-18 -60v30M18 -30v30", 3),
            )
            + at(338, 258, 0.95, person("i-sc", "i-second", hair="i-sun"))
            + at(70, 262, 0.8, barrier())
        ),
        "i-stone",
    ),
    "map": _small(
        lambda: (
            path("i-paper", "M70 90L160 62 240 90 330 62V220L240 248 160 220 70 248z")
            + path("i-far", "M70 160L160 132V220L70 248z")
            + path("i-water", "M240 170q40-30 90-20v70L240 248z")
            + path("i-hill", "M160 62L240 90V140q-40 16-80-4z")
            + path("k-stone", "M84 130C140 110 180 190 244 160S300 100 330 104", 6)
            + path("k-stone", "M160 62V220M240 90V248", 1.5)
            + at(190, 178, 1, pin())
            + at(282, 140, 0.7, pin("i-accent"))
            + at(116, 204, 0.6, pin("i-sun"))
        ),
        "",
    ),
    "empty": _small(
        lambda: (
            at(200, 256, 1.2, bench())
            + at(310, 256, 0.9, lamp())
            + at(96, 254, 0.95, tree())
            + at(258, 108, 0.9, cloud())
            + at(220, 204, 0.7, path("i-paper", "M0 0h28v36h-28z"), path("k-stone", "M6 10h16M6 18h16", 3))
        )
    ),
    "lost": _small(
        lambda: (
            path("k-wood", "M200 258V70", 10)
            + path("i-accent", "M204 84h86l22 20-22 20h-86z")
            + path("i-second", "M196 132h-80l-22 20 22 20h80z")
            + path("k-paper", "M222 104h50M126 152h50", 6)
            + at(296, 258, 1.1, person("i-sa", "i-sun", hair="i-wood", arm=arm("k-sun", "M-14 -64L-26 -84L-12 -94")))
            + at(90, 258, 0.8, spruce())
            + at(60, 262, 0.6, spruce("i-leaf"))
            + path("k-line", "M330 150q0-14 12-14t12 12q0 8-8 12v8M346 180v1", 5)
        )
    ),
    "letter": _small(
        lambda: (
            at(200, 250, 1.15, envelope())
            + path("i-sun", "M300 84l30-12-8 32-8-12z")
            + path("k-stone", "M290 110q-20 30-50 30", 2.5)
        ),
        "i-faint",
    ),
    "celebration": _small(
        lambda: (
            bunting(40, 62, 320, 30, 9)
            + path("k-second", "M60 196H340", 7)
            + path("i-second", "M190 182l10 14-10 14h-16l6-14-6-14zM210 182l-10 14 10 14h16l-6-14 6-14z")
            + path("k-line", "M64 258V170M336 258V170", 6)
            + at(120, 258, 1.1, person("i-sb", "i-accent", arm=arm("k-accent", "M14 -64L34 -98")))
            + at(176, 260, 1.1, child("i-sa", "i-sun"))
            + at(232, 260, 1.1, child("i-sc", "i-accent", "i-line"))
            + at(286, 258, 1.1, person("i-sa", "i-strong", hair="i-stone", arm=arm("k-strong", "M-14 -64L-34 -98")))
            + "".join(
                circle(k, x, y, 4)
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
            rect("i-paper", 120, 60, 130, 180, 10)
            + rect("i-strong", 160, 48, 50, 24, 8)
            + "".join(
                path("k-accent", f"M138 {y}l7 7 13-15", 5) + path("k-stone", f"M172 {y}h60", 6) for y in (104, 140, 176)
            )
            + path("k-stone", "M138 212h18M172 212h40", 6)
            + at(310, 258, 1.2, person("i-sb", "i-second", hair="i-strong", arm=arm("k-second", "M-14 -64L-44 -60")))
        ),
        "i-faint",
    ),
    "idea": _small(
        lambda: (
            circle("i-sun", 200, 116, 62)
            + path("i-sun", "M170 150h60v36h-60z")
            + rect("i-stone", 172, 188, 56, 12, 6)
            + rect("i-stone", 178, 204, 44, 12, 6)
            + path("k-line", "M186 176V130l14 12 14-12v46", 4)
            + path("k-second", "M200 30V14M112 116H94M306 116H288M138 54L126 42M262 54L274 42", 7)
            + at(84, 258, 1.1, person("i-sc", "i-accent", arm=arm("k-accent", "M14 -64L36 -90")))
            + at(322, 260, 1.2, child("i-sa", "i-second"))
        )
    ),
    "maintenance": _small(
        lambda: (
            at(200, 258, 1.4, barrier(150))
            + at(90, 258, 1.05, person("i-sa", "i-sun", hair="i-second"))
            + at(316, 256, 0.9, lamp())
        ),
        "i-stone",
    ),
}

NAMES = tuple(_DRAWINGS)


def illustration(name: str, *, title: str = "") -> SafeString:
    """One drawn scene as inline SVG, decoration unless given a title. Raises KeyError for a scene that does not exist."""
    width, height, shapes = _DRAWINGS[name]()
    return frame(width, height, shapes, title=title, fit="xMidYMax slice" if name == "hero" else "")


def product_mark() -> SafeString:
    """The product's mark: a coin that grows a leaf, held up by a hand-like bow."""
    return mark_safe(
        '<svg class="mark" viewBox="0 0 48 48" aria-hidden="true" focusable="false">'
        '<rect class="i-accent" width="48" height="48" rx="13"/>'
        '<circle class="i-sun" cx="24" cy="20" r="11.5"/>'
        '<path class="i-strong" d="M24 27c0-6 2-10 8-12 0 7-3 11-8 12zM24 27c0-4-1.5-7-6-8.5 0 5 2 8 6 8.5z"/>'
        '<path class="k-paper" d="M9.5 27.5C11 35 16.5 39.5 24 39.5S37 35 38.5 27.5" stroke-width="4"/></svg>'
    )
