"""Addresses of staff's pages: ballots on paper."""

from django.urls import path

from medborgarbudget.sites.staff.paper import batches, desk, posted, sample, views

urlpatterns = [
    path("papper/", views.paper, name="paper"),
    path("papper/valsedel-<int:place>.pdf", views.ballot, name="paper-ballot"),
    path("papper/disk/<int:desk_id>/", desk.at_desk, name="paper-desk"),
    path("papper/disk/<int:desk_id>/lamna-ut/", desk.hand_out, name="paper-hand-out"),
    path("papper/disk/<int:desk_id>/byt/", desk.exchange, name="paper-exchange"),
    path("papper/bunt/<int:batch>/", batches.batch, name="paper-batch"),
    path("papper/bunt/<int:batch>/las/", batches.key, name="paper-key"),
    path("papper/bunt/<int:batch>/klistra-in/", batches.paste, name="paper-paste"),
    path("papper/bunt/<int:batch>/avgor/<int:number>/", batches.settle, name="paper-settle"),
    path("papper/bunt/<int:batch>/ratta/", batches.correct, name="paper-correct"),
    path("papper/posten/", posted.register, name="paper-posted"),
    path("papper/posten/sortera/", posted.sort, name="paper-posted-sort"),
    path("papper/stickprov/", sample.sample, name="paper-sample"),
    path("papper/stickprov/<int:place>/", sample.read, name="paper-sample-read"),
]
