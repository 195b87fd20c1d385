"""Addresses of staff's pages: voting."""

from django.urls import path

from medborgarbudget.sites.staff.voting import deciding, helping, holders, letters, views

urlpatterns = [
    path("omrostning/", views.vote, name="vote"),
    path("omrostning/forbered/", views.prepare, name="vote-prepare"),
    path("omrostning/valsedel/<int:place>/", views.preview, name="vote-preview"),
    path("omrostning/forslag/<int:number>/", views.withdraw, name="vote-withdraw"),
    path("omrostning/rattelse/", views.correct, name="vote-correct"),
    path("omrostning/gor-om/", views.call_off, name="vote-call-off"),
    path("omrostning/beslut/<slug:deed>/", deciding.ask, name="vote-ask"),
    path("omrostning/nycklar/", holders.holders, name="vote-holders"),
    path("omrostning/nycklar/<int:place>/", holders.holder, name="vote-holder"),
    path("omrostning/nycklar/ovning/", holders.rehearse, name="vote-rehearse"),
    path("omrostning/nycklar/oppnad/", holders.hand_in, name="vote-hand-in"),
    path("omrostning/nycklar/forstord/", holders.destroyed, name="vote-key-destroyed"),
    path("omrostning/nycklar/<slug:which>.txt", holders.urn_file, name="vote-urn-file"),
    path("rosthjalp/", helping.help_to_vote, name="vote-help"),
    path("rosthjalp/granskning/", helping.review, name="vote-help-review"),
    path("rosthjalp/granskning/<int:clerk>/<slug:day>/", helping.review_day, name="vote-help-day"),
    path("skolklasser/", helping.classes, name="school-classes"),
    path("skolklasser/<int:batch>/hamta/", helping.take_slips, name="school-take"),
    path("brev/", letters.letters, name="letters"),
    path("brev/rostlangd/", letters.order_roll, name="letters-order-roll"),
    path("brev/fa-hamta/", letters.ask_to_take, name="letters-ask"),
    path("brev/<int:batch>/hamta/", letters.take, name="letters-take"),
    path("brev/<int:batch>/fortsatt/", letters.resume, name="letters-resume"),
    path("brev/blankett/", letters.offer_forms, name="letters-forms"),
    path("brev/ersatt/", letters.replace, name="letters-replace"),
]
