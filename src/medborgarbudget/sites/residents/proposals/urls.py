"""Addresses of residents' pages: proposals."""

from django.urls import path

from medborgarbudget.sites.residents.proposals import listing, proposal, propose, sent

urlpatterns = [
    path("forslag/", listing.proposals, name="proposals"),
    path("forslag/nytt/", propose.propose, name="propose"),
    path("forslag/nytt/liknande/", propose.similar, name="propose-similar"),
    path("forslag/nytt/granska/", propose.review, name="propose-review"),
    path("forslag/<str:reference>/", proposal.proposal, name="proposal"),
    path("forslag/<str:reference>/stod/", proposal.support, name="proposal-support"),
    path("forslag/<str:reference>/folj/", proposal.follow, name="proposal-follow"),
    path("forslag/<str:reference>/kommentera/", proposal.comment, name="proposal-comment"),
    path("forslag/<str:reference>/anmal/", proposal.flag, name="proposal-flag"),
    path("forslag/<str:reference>/andra/", sent.edit, name="proposal-edit"),
    path("forslag/<str:reference>/dra-tillbaka/", sent.withdraw, name="proposal-withdraw"),
    path("mitt-forslag/<str:key>/", sent.status, name="proposal-status"),
    path("mitt-forslag/<str:key>/oppna/", sent.reopen, name="proposal-reopen"),
    path("bekrafta/<str:token>/", sent.confirm, name="propose-confirm"),
]
