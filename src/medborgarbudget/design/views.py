"""What does everything look like? The page that shows all components in all states, and the ready palettes."""

from __future__ import annotations

from types import SimpleNamespace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from medborgarbudget.design import icons, illustrations, samples, theme

# The sites' guard asks each view who may open it. Its decorator lives above this layer, so the answer is given here by hand.
_PUBLIC = SimpleNamespace(kind="public", roles=frozenset())

NAV = (("Startsida", "start"), ("Förslag", "kort"), ("Rösta", "val"), ("Resultat", "diagram"), ("Karta", "karta"))
CONTENTS = (
    ("Grund", "grund"),
    ("Startsida", "start"),
    ("Kort", "kort"),
    ("Val och valsedel", "val"),
    ("Märken, knappar, meddelanden", "marken"),
    ("Pengar och siffror", "pengar"),
    ("Diagram", "diagram"),
    ("Karta", "karta"),
    ("Formulär", "form"),
    ("Listor, tabeller, tid", "listor"),
    ("Samtal och tomma lägen", "samtal"),
    ("Illustrationer och ikoner", "bilder"),
)
SWATCHES = (
    ("i-accent", "accent"),
    ("i-strong", "accent-strong"),
    ("i-sky", "accent-soft"),
    ("i-second", "secondary"),
    ("i-sun", "highlight"),
    ("i-ink", "ink"),
    *((f"s{n}", f"series-{n}") for n in range(1, 9)),
)


def everything(request: HttpRequest) -> HttpResponse:
    """All components. `?theme=coast` shows them in another palette, `?dir=rtl` from right to left."""
    chosen = request.GET.get("theme", "neutral")
    chosen = chosen if chosen in theme.PRESETS else "neutral"
    context = samples.context() | {
        "marked_sample": "Text med **fetstil**, *kursiv* och [en länk](#sidor).\n\n- En punkt\n- En till",
        "noindex": True,
        "site_name": {"coast": "Solvik", "forest": "Granby", "plum": "Region Mälarskog"}.get(chosen, "Medborgarbudget"),
        "site_tagline": "Designsystem",
        "site_url": request.path,
        "site_nav": [{"label": label, "url": f"#{anchor}", "current": anchor == "start"} for label, anchor in NAV],
        "contents": CONTENTS,
        "mark_samples": samples.MARK_SAMPLES,
        "swatches": SWATCHES,
        "demo_ribbon": "Det här är en demo. Allt är påhittat.",
        "person_menu": {"name": "Asta Lind", "links": samples.PERSON_LINKS},
        "footer_text": "Solviks kommun ansvarar för medborgarbudgeten.",
        "footer_links": [{"label": label, "url": "#"} for label in ("Tillgänglighet", "Personuppgifter", "Öppna data")],
        "theme_name": chosen,
        "themes": theme.PRESETS,
        "icon_names": icons.NAMES,
        "illustration_names": illustrations.NAMES,
        "right_to_left": request.GET.get("dir") == "rtl",
    }
    context.setdefault("languages", [])
    return render(request, "design/all.html", context)


def preset_stylesheet(request: HttpRequest, name: str) -> HttpResponse:
    """A ready palette as a stylesheet."""
    if name not in theme.PRESETS:
        raise Http404
    return HttpResponse(theme.stylesheet(theme.PRESETS[name]), content_type="text/css; charset=utf-8")


everything.access = _PUBLIC  # type: ignore[attr-defined]
preset_stylesheet.access = _PUBLIC  # type: ignore[attr-defined]
