"""What stands in for a photo? A landscape with a motif that suits the proposal, always the same for the same proposal."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.utils.safestring import SafeString

from medborgarbudget.design.illustrations.shapes import (
    arm,
    at,
    bench,
    bike,
    boat,
    books,
    bubble,
    bunting,
    bush,
    child,
    circle,
    climbing_frame,
    cloud,
    dog,
    easel,
    fence,
    flower,
    football,
    frame,
    grill,
    heart_box,
    house,
    lamp,
    mural,
    notes,
    path,
    person,
    picnic_table,
    pin,
    planting_box,
    rect,
    shelter,
    sled,
    slide,
    spruce,
    stage,
    sun,
    swing,
    tree,
    wheelchair,
    workbench,
)

MOTIFS: dict[str, tuple[str, ...]] = {
    "dog": ("hund",),
    "winter": ("pulka", "skridsk", "snö", "vinter", "skid", "isbana"),
    "music": ("musik", "scen", "dans", "konsert", "teater", "kör"),
    "food": ("grill", "mat", "café", "kafé", "picknick", "rast", "middag", "frukt"),
    "garden": ("odl", "kolonilott", "planter", "blom", "rabatt", "äng", "insekt", "bi"),
    "tools": ("repair", "verkstad", "verktyg", "fritidsbank", "låna", "låne", "snick", "maker", "återbruk"),
    "health": ("hjärt", "vård", "sjukvård", "livräd"),
    "bus": ("buss", "hållplats", "väntkur", "tåg", "kollektivtrafik"),
    "play": ("lek", "barn", "gung", "rutsch", "förskol", "klätter", "play", "sandlåd"),
    "sport": (
        "idrott",
        "sport",
        "motion",
        "fotboll",
        "träning",
        "utegym",
        "skate",
        "padel",
        "basket",
        "hälsa",
        "rink",
        "parkour",
        "discgolf",
        "boule",
        "gym",
        "löp",
    ),
    "bike": ("cyk", "trafik", "gata", "gator", "väg", "gång", "övergång", "transport", "parkering", "gå", "trottoar"),
    "light": ("ljus", "belys", "trygg", "säker", "lampa", "lykt", "safety"),
    "water": ("vatten", "bad", "strand", "brygga", "hamn", "å", "sjö", "damm", "fontän", "båt", "kaj", "kallbad"),
    "books": ("bok", "biblio", "läs", "skola", "utbild", "läxa", "digital"),
    "art": ("konst", "kultur", "mural", "vägg", "staty", "arv", "måln", "film", "foto", "histori"),
    "bench": ("bänk", "vila", "sitt", "tillgäng", "utsikt"),
    "nature": (
        "park",
        "grön",
        "natur",
        "träd",
        "miljö",
        "klimat",
        "skog",
        "djur",
        "fågel",
        "spång",
        "stig",
        "led",
        "äpple",
    ),
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
    "house": ("hus", "lokal", "byggnad", "fastighet", "bo"),
}
"""Motif → beginnings of the words (title, theme) that call for it, in order of precedence. Ones of two letters must be whole words."""

_MOTIF_SHAPES: dict[str, tuple[Callable[[], str], ...]] = {
    "play": (
        lambda: at(120, 176, 0.95, slide()) + at(250, 178, 0.85, swing(child("i-sb", "i-sun", "i-line"))),
        lambda: (
            at(130, 180, 1.15, climbing_frame())
            + at(270, 184, 1.1, child("i-sa", "i-second"))
            + at(60, 186, 1.1, child("i-sc", "i-sun", "i-line"))
        ),
    ),
    "sport": (
        lambda: (
            path("k-paper", "M196 176V96H300V176", 5)
            + path(
                "k-paper", "M210 96v80M230 96v80M250 96v80M270 96v80M290 96v80M196 116h104M196 136h104M196 156h104", 1
            )
            + at(120, 184, 1.3, football())
            + at(76, 182, 0.8, person("i-sc", "i-second"))
        ),
        lambda: (
            path("k-line", "M236 182V70M236 88h-26", 6)
            + rect("i-paper", 176, 52, 44, 50, 4)
            + path("k-second", "M176 96h-24M154 96l5 28h14l4-28", 4)
            + circle("i-second", 116, 92, 14)
            + path("k-line", "M103 88q13 8 26 2M112 79q10 12 6 26", 2)
            + at(92, 184, 0.95, person("i-sb", "i-accent", hair="i-wood", arm=arm("k-accent", "M14 -64L24 -82")))
            + at(280, 186, 0.8, person("i-sa", "i-sun", hair="i-strong"))
        ),
    ),
    "bike": (
        lambda: (
            path("k-paper", "M-10 188C90 168 220 206 340 178", 24)
            + at(160, 184, 1.2, bike())
            + at(276, 164, 0.6, lamp())
        ),
        lambda: (
            path("i-stone", "M-10 156H330V204H-10z")
            + "".join(rect("i-paper", x, 162, 18, 34, 2) for x in range(96, 236, 34))
            + at(132, 182, 0.95, person("i-sc", "i-sun"))
            + at(176, 184, 1.0, child("i-sb", "i-second", "i-line"))
            + path("k-line", "M268 158V84", 5)
            + path("i-accent", "M248 84h40v-40h-40z")
            + path("i-paper", "M268 50l14 28h-28z")
        ),
    ),
    "light": (
        lambda: (
            "".join(
                at(x, 180, k, path("i-glow", "M-8 -122L-52 0H52L8 -122z"), lamp("k-stone", "i-stone"))
                for x, k in ((74, 0.85), (176, 1.0), (266, 0.8))
            )
            + at(128, 186, 0.74, person("i-sa", "i-second", "i-paper", "i-wood"))
        ),
        lambda: (
            path("k-stone", "M150 204C150 176 190 160 162 128", 26)
            + "".join(
                at(x, y, k, path("i-glow", "M-8 -122L-52 0H52L8 -122z"), lamp("k-stone", "i-stone"))
                for x, y, k in ((92, 184, 0.9), (224, 172, 0.7), (132, 140, 0.4), (192, 136, 0.34))
            )
            + at(256, 188, 0.72, person("i-sc", "i-sun", "i-paper"))
            + at(286, 188, 0.7, person("i-sa", "i-accent", "i-paper", "i-wood"))
        ),
    ),
    "water": (
        lambda: (
            path("i-water", "M0 150Q80 136 160 150T320 148V200H0z")
            + at(210, 150, 0.9, boat())
            + path("k-wood", "M-4 176H116M20 176v20M60 176v20M100 176v20", 8)
            + path("k-paper", "M150 178q10-6 20 0t20 0M236 186q10-6 20 0t20 0", 3)
        ),
        lambda: (
            path("i-water", "M0 132Q80 120 160 132T320 130V200H0z")
            + path("k-wood", "M120 200V146H206V200M112 146H214", 8)
            + path("k-line", "M214 146V176M230 146V176M214 156h16M214 168h16", 4)
            + at(146, 142, 0.8, person("i-sb", "i-second", "i-sun"))
            + at(182, 142, 0.85, child("i-sa", "i-sun"))
            + path("k-paper", "M30 166q10-6 20 0t20 0M250 178q10-6 20 0t20 0M48 188q10-6 20 0t20 0", 3)
        ),
    ),
    "books": (lambda: at(130, 178, 1.25, books()) + at(238, 182, 1.2, child("i-sc", "i-second", "i-line")),),
    "art": (
        lambda: (
            at(130, 182, 0.98, easel())
            + at(232, 182, 0.95, person("i-sb", "i-sun", hair="i-strong", arm=arm("k-sun", "M-14 -62L-38 -72")))
        ),
        lambda: (
            at(150, 180, 1.12, mural())
            + at(282, 186, 0.9, person("i-sc", "i-second", arm=arm("k-second", "M-14 -62L-40 -76")))
        ),
    ),
    "music": (
        lambda: (
            at(160, 182, 0.95, stage())
            + at(160, 168, 0.62, person("i-sb", "i-accent", hair="i-wood"))
            + at(58, 92, 0.7, notes())
            + at(262, 76, 0.6, notes())
            + at(50, 190, 0.7, person("i-sa", "i-strong"))
            + at(272, 190, 0.72, person("i-sc", "i-sun"))
        ),
    ),
    "meeting": (
        lambda: (
            at(118, 184, 0.95, person("i-sa", "i-second", hair="i-stone"))
            + at(166, 186, 0.9, wheelchair("i-sc", "i-sun"))
            + at(220, 184, 0.95, person("i-sb", "i-strong"))
            + at(150, 84, 0.62, bubble("i-second"))
            + at(216, 78, 0.6, bubble("i-accent"), flip=True)
        ),
        lambda: (
            bunting(20, 46, 280, 16, 8)
            + at(84, 182, 0.9, person("i-sc", "i-sun"))
            + at(236, 182, 0.9, person("i-sa", "i-accent", hair="i-wood"))
            + at(160, 186, 1.15, picnic_table())
            + at(122, 186, 0.95, child("i-sb", "i-second", "i-line"))
            + at(204, 186, 0.9, person("i-sb", "i-second", hair="i-stone"))
        ),
    ),
    "food": (
        lambda: (
            at(120, 184, 1.15, picnic_table())
            + at(232, 184, 1.05, grill())
            + at(276, 186, 0.85, person("i-sa", "i-second", hair="i-wood", arm=arm("k-second", "M-14 -62L-32 -50")))
            + at(44, 180, 0.6, tree())
        ),
    ),
    "dog": (
        lambda: (
            at(20, 172, 0.9, fence(300))
            + at(64, 176, 0.75, tree())
            + at(150, 190, 1.1, dog())
            + at(236, 188, 0.75, dog(), flip=True)
            + at(284, 190, 0.8, person("i-sc", "i-sun"))
        ),
    ),
    "garden": (
        lambda: (
            at(104, 184, 1.15, planting_box())
            + at(212, 188, 1.05, planting_box(70))
            + at(274, 186, 0.9, person("i-sb", "i-second", hair="i-stone"))
        ),
        lambda: (
            "".join(
                at(x, y, k, flower(kind))
                for x, y, k, kind in (
                    (40, 190, 1.3, "i-second"),
                    (84, 182, 1.7, "i-sun"),
                    (132, 192, 1.4, "i-accent"),
                    (178, 184, 1.8, "i-second"),
                    (226, 192, 1.3, "i-sun"),
                    (266, 184, 1.6, "i-accent"),
                    (300, 192, 1.2, "i-second"),
                )
            )
            + circle("i-sun", 110, 74, 8)
            + path("k-line", "M106 68v12M112 67v14", 3)
            + path("i-paper", "M104 66q-8-14 6-12 2 8-2 13zM114 66q8-14-6-12-2 8 2 13z")
        ),
    ),
    "tools": (
        lambda: (
            at(140, 184, 1.05, workbench())
            + at(246, 184, 0.95, person("i-sa", "i-accent", hair="i-wood", arm=arm("k-accent", "M-14 -62L-40 -54")))
            + at(56, 186, 0.9, person("i-sc", "i-sun"))
        ),
    ),
    "health": (
        lambda: (
            at(150, 184, 1.05, heart_box())
            + at(238, 184, 0.92, person("i-sb", "i-sun", hair="i-strong"))
            + at(76, 178, 0.6, tree())
        ),
    ),
    "bus": (
        lambda: (
            path("i-stone", "M-10 172H330V204H-10z")
            + at(144, 174, 0.95, shelter())
            + at(124, 178, 0.75, person("i-sa", "i-second", hair="i-stone"))
            + at(280, 180, 0.8, person("i-sc", "i-accent"))
        ),
    ),
    "winter": (
        lambda: (
            path("i-paper", "M0 88C90 84 170 150 320 168V200H0z")
            + at(
                150,
                150,
                1.1,
                '<g transform="rotate(18)">',
                sled(),
                at(-4, -14, 0.95, child("i-sb", "i-second", "i-line")),
                "</g>",
            )
            + at(262, 182, 0.7, spruce())
            + at(294, 188, 0.5, spruce("i-leaf"))
            + at(52, 104, 0.75, person("i-sa", "i-sun", hair="i-second"))
        ),
    ),
    "bench": (
        lambda: (
            at(160, 182, 1.15, bench())
            + at(256, 178, 0.8, lamp())
            + at(140, 172, 0.85, person("i-sb", "i-second", hair="i-stone"))
        ),
        lambda: (
            at(70, 178, 0.85, tree())
            + at(190, 184, 1.15, bench())
            + at(174, 174, 0.82, person("i-sa", "i-accent", hair="i-wood"))
            + at(212, 174, 0.82, person("i-sc", "i-sun"))
        ),
    ),
    "nature": (
        lambda: (
            at(96, 180, 0.92, tree())
            + at(166, 184, 0.75, tree("i-hill", "i-leaf"))
            + at(234, 178, 0.9, spruce())
            + at(200, 188, 0.7, bush("i-leaf2"))
        ),
        lambda: (
            path("k-wood", "M-6 188L120 172L200 186L330 168", 10)
            + at(64, 168, 0.85, spruce())
            + at(112, 160, 0.6, spruce("i-leaf"))
            + at(250, 170, 0.85, tree())
            + at(176, 180, 0.72, person("i-sb", "i-second", hair="i-strong"))
            + at(302, 190, 0.6, bush("i-leaf2"))
        ),
    ),
    "house": (
        lambda: (
            at(110, 176, 1.15, house("i-second", "i-strong"))
            + at(206, 178, 1.0, house("i-sun", "i-strong", 66, 72))
            + at(270, 182, 0.6, tree())
        ),
    ),
    "place": (
        lambda: at(160, 172, 1.15, pin()) + at(84, 178, 0.6, tree()) + at(244, 176, 0.55, house("i-paper", "i-second")),
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
    """Which motif suits the words of a title and a theme; the first text that has one decides, "place" when none has."""
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
    return frame(320, 200, proposal_scene(seed, *words), fit="xMidYMid slice")


def proposal_scene(seed: str, *words: str) -> str:
    """The shapes of proposal_picture, 320 by 200, without the svg element around them."""
    dice = hashlib.sha256(seed.encode()).digest()
    far, near = _HILLS[dice[0] % 3]
    far_kind, near_kind = _HILL_KINDS[dice[1] % 4]
    sun_x, sun_y = 40 + dice[2] % 240, 36 + dice[3] % 22
    drifting = at(40 + dice[4] % 230, 40 + dice[5] % 24, 0.4 + (dice[6] % 4) / 10, cloud())
    motif = motif_for(*words)
    if motif == "light":
        # Lamps are for the evening: a dark sky with a moon and a few stars.
        stars = "".join(circle("i-paper", 20 + dice[10 + i] % 280, 12 + dice[16 + i] % 60, 1.6) for i in range(6))
        # Between the lamps, so that none of them hides it.
        moon = (28, 124, 224, 296)[dice[2] % 4]
        scene = rect("i-night", 0, 0, 320, 200) + stars
        scene += circle("i-paper", moon, sun_y, 13) + circle("i-night", moon + 6, sun_y - 4, 12)
        scene += path("i-dusk", far) + path("i-leaf2", near)
    else:
        scene = rect("i-sky" if dice[7] % 2 else "i-faint", 0, 0, 320, 200)
        scene += (sun(sun_x, sun_y, 16 + dice[8] % 10) if dice[9] % 3 else "") + drifting
        scene += path(far_kind, far) + path(near_kind, near)
    return scene + _MOTIF_SHAPES[motif][dice[22] % len(_MOTIF_SHAPES[motif])]()
