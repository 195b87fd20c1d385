"""Addresses of staff's pages: cycles."""

from django.urls import URLPattern, path

from medborgarbudget.sites.staff.cycles import decisions, money, preview, rules, steps, views

urlpatterns: list[URLPattern] = [
    path("", views.cycles, name="cycles"),
    path("ny/", views.new, name="cycle-new"),
    path("forhandsvisa/sluta/", preview.stop, name="preview-stop"),
    path("<slug:cycle>/", views.cycle, name="cycle"),
    path("<slug:cycle>/om/", views.edit, name="cycle-edit"),
    path("<slug:cycle>/publicera/", views.publish, name="cycle-publish"),
    path("<slug:cycle>/arkivera/", views.archive, name="cycle-archive"),
    path("<slug:cycle>/forhandsvisa/", preview.start, name="cycle-preview"),
    path("<slug:cycle>/steg/", steps.edit, name="cycle-steps"),
    path("<slug:cycle>/pengar/", money.overview, name="cycle-money"),
    path("<slug:cycle>/pengar/omraden/", money.areas, name="cycle-areas"),
    path("<slug:cycle>/pengar/efter-folkmangd/", money.by_population, name="cycle-pots-by-population"),
    path("<slug:cycle>/pengar/ny/", money.new_pot, name="cycle-pot-new"),
    path("<slug:cycle>/pengar/<int:pot>/", money.pot, name="cycle-pot"),
    path("<slug:cycle>/pengar/<int:pot>/ta-bort/", money.remove_pot, name="cycle-pot-remove"),
    path("<slug:cycle>/regler/", rules.edit, name="cycle-rules"),
    path("<slug:cycle>/beslut/", decisions.register, name="cycle-decisions"),
    path("<slug:cycle>/beslut/<int:decision>/", decisions.correct, name="decision"),
]
