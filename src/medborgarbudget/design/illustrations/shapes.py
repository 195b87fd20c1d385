"""What are the scenes made of? Trees, houses, people and things, standing on (0, 0); a grown person is about 100 units tall.

Shapes carry classes (i-accent, i-leaf, k-wood …) and no colours of their own: design.css gives them, in light and dark.
"""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


def path(kind: str, d: str, width: float = 0) -> str:
    stroke = f' stroke-width="{width:g}"' if width else ""
    return f'<path class="{kind}" d="{d}"{stroke}/>'


def circle(kind: str, x: float, y: float, r: float) -> str:
    return f'<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="{r:g}"/>'


def rect(kind: str, x: float, y: float, w: float, h: float, r: float = 0) -> str:
    corner = f' rx="{r:g}"' if r else ""
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}"{corner}/>'


def at(x: float, y: float, scale: float, *shapes: str, flip: bool = False) -> str:
    across = -scale if flip else scale
    return f'<g transform="translate({x:g} {y:g}) scale({across:g} {scale:g})">{"".join(shapes)}</g>'


def frame(w: int, h: int, *shapes: str, title: str = "", fit: str = "", css: str = "il") -> SafeString:
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


def tree(kind: str = "i-leaf", other: str = "i-leaf2") -> str:
    return (
        path("k-wood", "M0 0V-70M0 -38L14 -52M0 -30L-12 -44", 7)
        + path(kind, "M0 -150c26 0 40 18 40 40 14 10 10 40 -12 42h-56c-22-2-26-32-12-42 0-22 14-40 40-40z")
        + path(other, "M6 -149c21 3 34 20 34 39 14 10 10 40 -12 42h-14c22-18 18-56 -8-81z")
    )


def spruce(kind: str = "i-leaf2") -> str:
    return rect("i-wood", -4, -18, 8, 18) + path(
        kind, "M0 -150l26 46h-12l22 40h-14l24 46q-46 8 -92 0l24-46h-14l22-40h-12z"
    )


def bush(kind: str = "i-leaf") -> str:
    return path(kind, "M-34 0c-16-2-16-26 2-26 0-18 28-22 34-6 16-8 32 4 26 16 16 2 12 16 2 16z")


def person(skin: str, top: str, legs: str = "i-line", hair: str = "i-line", arm: str = "") -> str:
    return (
        path("k-line" if legs == "i-line" else legs.replace("i-", "k-"), "M-7 -40V-4M7 -40V-4", 10)
        + path(top, "M-18 -38v-22q0-20 18-20t18 20v22q-18 6-36 0z")
        + circle(skin, 0, -92, 13)
        + path(hair, "M-14 -92a14 14 0 0 1 28 0q-6-8-16-7-8 1-12 7z")
        + arm
    )


def arm(kind: str, d: str) -> str:
    return path(kind, d, 9)


def child(skin: str, top: str, hair: str = "i-wood") -> str:
    return (
        path("k-strong", "M-5 -22V-3M5 -22V-3", 8)
        + path(top, "M-13 -20v-15q0-14 13-14t13 14v15q-13 5-26 0z")
        + circle(skin, 0, -60, 12)
        + path(hair, "M-13 -60a13 13 0 0 1 26 0q-5-7-14-6-8 0-12 6z")
    )


def wheelchair(skin: str, top: str) -> str:
    return (
        circle("k-line", -2, -22, 20).replace("/>", ' stroke-width="5"/>')
        + path("k-line", "M-22 -66v30h34l10 28h10", 5)
        + path("k-strong", "M-4 -42h20l8 26", 11)
        + path(top, "M-20 -40v-18q0-20 17-20t17 20v18z")
        + circle(skin, -2, -92, 13)
        + path("i-second", "M-16 -90a14 14 0 0 1 28-4q-4-4-12-2-2 18-16 20-2-6 0-14z")
    )


def bench() -> str:
    return (
        path("k-line", "M-42 0v-26M42 0v-26M-46 -58v32M46 -58v32", 5)
        + rect("i-wood", -56, -32, 112, 8, 4)
        + rect("i-wood", -56, -46, 112, 8, 4)
        + rect("i-wood", -56, -60, 112, 8, 4)
    )


def lamp(post: str = "k-line", shade: str = "i-line") -> str:
    return path(post, "M0 0V-128", 5) + path(shade, "M-14 -128h28l-6-16h-16z") + circle("i-sun", 0, -124, 9)


def house(wall: str, roof: str, w: float = 70, h: float = 56) -> str:
    half = w / 2
    return (
        rect(wall, -half, -h, w, h)
        + path(roof, f"M{-half - 8:g} {-h:g}L0 {-h - w * 0.5:g}L{half + 8:g} {-h:g}z")
        + rect("i-paper", -half + 12, -h + 12, 14, 16, 2)
        + rect("i-paper", half - 26, -h + 12, 14, 16, 2)
        + path("i-line", "M-8 0v-20q8-8 16 0v20z")
    )


def town_hall() -> str:
    return (
        rect("i-second", -80, -70, 160, 70)
        + rect("i-second", -20, -130, 40, 70)
        + path("i-strong", "M-26 -130L0 -168L26 -130z")
        + path("i-strong", "M-90 -70h180l-14-20h-152z")
        + circle("i-paper", 0, -108, 11)
        + path("k-line", "M0 -114v6l4 4", 2.5)
        + "".join(path("i-paper", f"M{x} -18v-26q9-10 18 0v26z") for x in (-68, -42, 24, 50))
        + path("i-line", "M-11 0v-34q11-12 22 0V0z")
        + path("k-line", "M0 -168v-22", 3)
        + path("i-sun", "M0 -190h26l-7 8 7 8h-26z")
    )


def slide() -> str:
    return (
        path("k-line", "M-30 0V-84M-4 0V-84", 6)
        + path("k-line", "M-30 -20h26M-30 -38h26M-30 -56h26M-30 -74h26", 5)
        + path("k-second", "M-2 -80Q40 -74 52 -28T96 -6", 15)
        + path("i-sun", "M-40 -96L-17 -122L6 -96z")
        + path("k-line", "M-30 -84v-12M-4 -84v-12", 6)
    )


def swing(rider: str = "") -> str:
    return (
        path("k-accent", "M-52 0L-38 -110H42L56 0M-30 0L-38 -110M34 0L42 -110", 7)
        + path("k-line", "M-14 -108L-24 -40M10 -108L0 -40", 2.5)
        + rect("i-wood", -30, -42, 36, 7, 3)
        + (at(-12, -40, 0.9, rider) if rider else "")
    )


def bike() -> str:
    return (
        '<circle class="k-line" cx="-34" cy="-24" r="24" stroke-width="5"/><circle class="k-line" cx="36" cy="-24" r="24" stroke-width="5"/>'
        + path("k-second", "M-34 -24L-14 -62H22L2 -24H-34M-14 -62L2 -24M22 -62L36 -24M22 -62L18 -76", 6)
        + path("k-line", "M-22 -66h16M10 -78h16", 6)
    )


def ballot_box() -> str:
    return (
        rect("i-paper", -26, -168, 52, 84, 4)
        + path("k-stone", "M-14 -150h28M-14 -138h28M-14 -126h18", 4)
        + path("k-accent", "M-12 -110l8 8 16-18", 6)
        + path("i-strong", "M-84 -100h168l-14-18h-140z")
        + rect("i-line", -38, -112, 76, 6, 3)
        + rect("i-accent", -84, -100, 168, 100, 6)
        + rect("i-strong", -84, -100, 168, 10)
        + circle("i-paper", 0, -46, 26)
        + path("k-second", "M0 -36c-14-10-14-22-6-24 4 0 6 4 6 6 0-2 2-6 6-6 8 2 8 14-6 24z", 4)
    )


def coin(x: float, y: float, r: float) -> str:
    mark = path(
        "k-line",
        f"M{x - r * 0.22:g} {y - r * 0.45:g}v{r * 0.9:g}M{x + r * 0.26:g} {y - r * 0.2:g}l{-r * 0.46:g} {r * 0.3:g}l{r * 0.46:g} {r * 0.35:g}",
        r * 0.14,
    )
    return (
        circle("i-sun", x, y, r)
        + f'<circle class="k-paper" cx="{x:g}" cy="{y:g}" r="{r * 0.78:g}" stroke-width="{r * 0.1:g}"/>'
        + mark
    )


def jar() -> str:
    return (
        path("i-paper", "M-62 0q-18 0-18-20v-74q0-16 16-26v-14h128v14q16 10 16 26v74q0 20-18 20z")
        + path("i-faint", "M-72 -80h144v58q0 14-14 14h-116q-14 0-14-14z")
        + coin(-40, -28, 22)
        + coin(6, -26, 22)
        + coin(46, -34, 20)
        + coin(-18, -58, 21)
        + coin(26, -64, 20)
        + rect("i-wood", -72, -148, 144, 18, 8)
    )


def cloud(kind: str = "i-paper") -> str:
    return path(kind, "M-46 0c-18 0-20-24-2-26 2-22 34-26 42-8 12-10 32-2 30 12 20 0 20 22 2 22z")


def bubble(kind: str, lines: str = "k-paper") -> str:
    return path(kind, "M-44 -62h88q14 0 14 14v26q0 14-14 14h-52l-22 18v-18h-14q-14 0-14-14v-26q0-14 14-14z") + path(
        lines, "M-36 -44h72M-36 -30h44", 6
    )


def bunting(x: float, y: float, w: float, dip: float = 26, n: int = 7) -> str:
    flags = ""
    for i in range(n):
        t = (i + 0.5) / n
        fx, fy = x + w * t, y + 4 * dip * t * (1 - t)
        flags += path(("i-second", "i-sun", "i-accent")[i % 3], f"M{fx - 11:g} {fy:g}h22l-11 24z")
    return path("k-line", f"M{x:g} {y:g}Q{x + w / 2:g} {y + 2 * dip:g} {x + w:g} {y:g}", 2.5) + flags


def crane() -> str:
    return (
        path("k-second", "M0 0V-210M-16 0V-190M-16 -10L0 -40L-16 -70L0 -100L-16 -130L0 -160L-16 -190", 5)
        + path("k-second", "M-60 -190H150M-8 -214L150 -190M-8 -214L-60 -190M-8 -190V-214", 5)
        + rect("i-line", -64, -190, 26, 22, 3)
        + path("k-line", "M116 -190V-120", 3)
    )


def barrier(w: float = 90) -> str:
    stripes = "".join(
        path("i-paper", f"M{x:g} -44l-14 22h16l14-22z") for x in range(-int(w / 2) + 20, int(w / 2) - 16, 32)
    )
    return (
        path("k-line", f"M{-w / 2 + 10:g} 0V-46M{w / 2 - 10:g} 0V-46", 5)
        + rect("i-second", -w / 2, -44, w, 22, 4)
        + stripes
    )


def envelope() -> str:
    return (
        path("i-strong", "M-80 -70L0 -130L80 -70V0H-80z")
        + rect("i-paper", -60, -150, 120, 110, 6)
        + path("k-stone", "M-40 -128h80M-40 -112h80M-40 -96h50", 5)
        + path("i-accent", "M-80 -70L0 -18L80 -70V0q0 8-8 8H-72q-8 0-8-8z")
        + path("i-soft", "M-78 6L0 -40L78 6q-2 2-6 2H-72q-4 0-6-2z")
    )


def boat() -> str:
    return (
        path("i-second", "M-46 -14h92l-16 22h-60z")
        + path("k-line", "M0 -14V-96", 4)
        + path("i-paper", "M6 -94L46 -24H6z")
        + path("i-soft", "M-6 -84L-34 -24H-6z")
    )


def sun(x: float, y: float, r: float) -> str:
    return circle("i-sun", x, y, r)


def pin(kind: str = "i-second") -> str:
    return path(kind, "M0 0C-30 -34 -38 -52 -38 -70a38 38 0 0 1 76 0C38 -52 30 -34 0 0z") + circle(
        "i-paper", 0, -70, 15
    )


def football() -> str:
    return (
        circle("i-paper", 0, -22, 22)
        + path("i-line", "M0 -31l9 6.5-3.5 10.5h-11L-9 -24.5z")
        + path("k-line", "M0 -31v-12M9 -24.5l11-3M5.5 -14l7 10M-5.5 -14l-7 10M-9 -24.5l-11-3", 2.5)
    )


def books() -> str:
    return (
        rect("i-accent", -60, -84, 24, 84, 3)
        + rect("i-sun", -34, -70, 20, 70, 3)
        + rect("i-second", -12, -92, 26, 92, 3)
        + '<g transform="rotate(14 30 0)">'
        + rect("i-leaf2", 22, -80, 22, 80, 3)
        + "</g>"
        + path("k-paper", "M-54 -66h12M-54 -58h12M-7 -72h16M-7 -64h16", 4)
    )


def easel() -> str:
    return (
        path("k-wood", "M-40 0L0 -130L40 0M0 -130V-10", 7)
        + rect("i-paper", -48, -116, 96, 74, 4)
        + path("i-second", "M-38 -52q14-40 38-16 20-40 38 16z")
        + circle("i-sun", 24, -98, 10)
        + rect("i-wood", -54, -44, 108, 8, 3)
    )


def dog() -> str:
    return (
        path("k-wood", "M-22 -2V-20M-12 -2V-20M16 -2V-20M24 -2V-20M28 -34Q40 -46 36 -56", 6)
        + rect("i-wood", -28, -40, 60, 22, 11)
        + circle("i-wood", -32, -46, 14)
        + path("i-line", "M-24 -58q10 4 8 18q-8 0-12-8z")
        + circle("i-line", -45, -45, 3)
        + circle("i-line", -34, -50, 2)
        + path("k-second", "M-28 -34q8 4 12 0", 4)
    )


def fence(w: float) -> str:
    posts = "".join(f"M{x:g} 0V-40" for x in range(0, int(w) + 1, 26))
    return path("k-paper", f"M-8 -14H{w + 8:g}M-8 -30H{w + 8:g}", 6) + path("k-paper", posts, 8)


def picnic_table() -> str:
    return (
        path("k-wood", "M-36 0L-18 -40M36 0L18 -40M-58 -20H58", 7)
        + rect("i-wood", -50, -48, 100, 9, 4)
        + rect("i-second", -30, -60, 14, 12, 3)
        + rect("i-paper", -6, -56, 24, 8, 4)
        + path("i-sun", "M-4 -56q10-12 20 0z")
    )


def grill() -> str:
    return (
        path("k-line", "M-14 0L-8 -40M14 0L8 -40", 5)
        + path("i-line", "M-26 -56h52q-2 22-26 22t-26-22z")
        + path("k-stone", "M-8 -66q-8-10 0-18t0-18M8 -66q-8-10 0-18t0-18", 4)
    )


def planting_box(w: float = 90) -> str:
    leaves = "".join(
        path("k-line", f"M{x} -30v-16", 3)
        + path("i-leaf", f"M{x} -44q-14-2-14-16 14 0 14 16z")
        + path("i-leaf2", f"M{x} -44q14-2 14-16-14 0-14 16z")
        + circle(("i-second", "i-sun", "i-accent")[n % 3], x, -62, 6)
        for n, x in enumerate(range(-int(w / 2) + 16, int(w / 2), 29))
    )
    return leaves + rect("i-wood", -w / 2, -32, w, 32, 4) + path("k-line", f"M{-w / 2:g} -16h{w:g}", 1.5)


def stage() -> str:
    return (
        path("i-second", "M-86 -12V-60Q-86 -132 0 -132T86 -60V-12z")
        + path("i-strong", "M-66 -12V-56Q-66 -108 0 -108T66 -56V-12z")
        + path("i-sun", "M0 -108L-36 -12H36z")
        + rect("i-wood", -96, -14, 192, 14, 3)
    )


def notes() -> str:
    return path("k-line", "M0 0V-34L26 -40V-6", 4) + circle("i-line", -5, 0, 7) + circle("i-line", 21, -6, 7)


def shelter() -> str:
    return (
        rect("i-soft", -62, -96, 124, 92, 2)
        + path("k-line", "M-62 0V-100M62 0V-100M0 -4V-96", 5)
        + rect("i-accent", -74, -110, 148, 14, 5)
        + rect("i-wood", -44, -34, 88, 8, 4)
        + path("k-line", "M-34 0V-28M34 0V-28M92 0V-104", 5)
        + circle("i-sun", 92, -108, 17)
        + path("k-line", "M86 -108h12", 4)
    )


def sled() -> str:
    return path("k-second", "M-40 -4H30Q46 -4 46 -20", 6) + path("k-wood", "M-26 -16H26M-18 -16V-4M16 -16V-4", 5)


def workbench() -> str:
    return (
        path("k-wood", "M-56 0V-44M56 0V-44M-56 -18H56", 7)
        + rect("i-wood", -70, -52, 140, 11, 4)
        + path("k-line", "M-40 -60h26M-40 -60v8", 7)
        + path("k-stone", "M4 -54v-22M14 -54v-22M24 -54v-30", 5)
        + path("k-second", "M4 -76v-12M14 -76v-12", 7)
        + rect("i-accent", 36, -76, 26, 24, 4)
    )


def heart_box() -> str:
    return (
        path("k-line", "M0 0V-60", 6)
        + rect("i-second", -34, -130, 68, 72, 10)
        + path(
            "i-paper",
            "M0 -74C-24 -92 -26 -112 -12 -114-4 -114 0 -108 0 -104 0 -108 4 -114 12 -114 26 -112 24 -92 0 -74z",
        )
    )


def mural() -> str:
    return (
        rect("i-paper", -100, -104, 200, 104, 4)
        + path("i-accent", "M-100 -50q50-60 100-10t100-20V-4q0 4-4 4H-96q-4 0-4-4z")
        + circle("i-sun", 54, -72, 18)
        + path("i-second", "M-80 0q10-70 40-70t40 70z")
        + path("i-leaf2", "M-6 0q6-46 30-46t30 46z")
        + circle("i-paper", -52, -44, 5)
        + circle("i-paper", -30, -44, 5)
        + path("k-paper", "M-54 -26q14 12 26 0", 4)
    )


def climbing_frame() -> str:
    return (
        path("k-accent", "M-60 0L-20 -96H20L60 0M-46 -34H46M-34 -64H34M-20 -96L0 0L20 -96", 6)
        + path("k-second", "M20 -92H96M96 -92V0M40 -92V-60M60 -92V-60M80 -92V-60", 5)
        + circle("k-sun", 40, -54, 6).replace("/>", ' stroke-width="4"/>')
        + circle("k-sun", 60, -54, 6).replace("/>", ' stroke-width="4"/>')
        + circle("k-sun", 80, -54, 6).replace("/>", ' stroke-width="4"/>')
    )


def flower(kind: str) -> str:
    petals = "".join(circle(kind, x, y, 7) for x, y in ((0, -48), (9, -41), (6, -31), (-6, -31), (-9, -41)))
    return (
        path("k-line", "M0 0V-38", 3)
        + path("i-leaf2", "M0 -14q16-2 18-16-16 0-18 16z")
        + petals
        + circle("i-paper", 0, -39, 6)
    )


def blob(w: float, h: float, kind: str = "i-sky") -> str:
    """A soft rounded backdrop, for pictures that stand on the page's own surface."""
    return path(
        kind,
        f"M{w * 0.06:g} {h * 0.62:g}C{-w * 0.02:g} {h * 0.25:g} {w * 0.22:g} {h * 0.1:g} {w * 0.45:g} {h * 0.08:g}"
        f"S{w * 0.98:g} {h * 0.1:g} {w * 0.97:g} {h * 0.52:g} {w * 0.86:g} {h * 0.9:g} {w * 0.5:g} {h * 0.9:g}"
        f" {w * 0.1:g} {h * 0.86:g} {w * 0.06:g} {h * 0.62:g}z",
    )


def ground(w: float, y: float, kind: str = "i-hill") -> str:
    return f'<ellipse class="{kind}" cx="{w / 2:g}" cy="{y:g}" rx="{w * 0.44:g}" ry="{w * 0.055:g}"/>'
