"""Addresses of staff's pages: proposals."""

from django.urls import path

from medborgarbudget.sites.staff.proposals import entry, listing, moderation, proposal

urlpatterns = [
    path("forslag/", listing.proposals, name="proposals"),
    path("forslag/lista.csv", listing.export, name="proposals-export"),
    path("forslag/kontaktuppgifter/", listing.ask_contacts, name="proposals-contacts"),
    path("forslag/kontaktuppgifter/<int:deed_id>/lista.csv", listing.contacts, name="proposals-contacts-file"),
    path("forslag/nytt/", entry.new, name="proposal-new"),
    path("forslag/<str:reference>/", proposal.proposal, name="proposal"),
    path("forslag/<str:reference>/kvitto/", entry.receipt, name="proposal-receipt"),
    path("forslag/<str:reference>/andra/", proposal.edit, name="proposal-edit"),
    path("forslag/<str:reference>/flytta/", proposal.move, name="proposal-move"),
    path("forslag/<str:reference>/publicera/", moderation.publish, name="proposal-publish"),
    path("forslag/<str:reference>/dolj/", moderation.hide, name="proposal-hide"),
    path("forslag/<str:reference>/visa/", moderation.show, name="proposal-show"),
    path("granskning/", moderation.queue, name="moderation"),
    path("granskning/anmalan/<int:flag>/", moderation.settle, name="flag"),
    path("granskning/kommentar/<int:comment>/dolj/", moderation.hide_comment, name="comment-hide"),
]
