"""Addresses of the office's pages: newsletter."""

from django.urls import path

from medborgarbudget.sites.hub.newsletter import office

urlpatterns = [
    path("", office.newsletters, name="newsletters"),
    path("nytt/", office.newsletter_new, name="newsletter-new"),
    path("<int:newsletter>/", office.newsletter, name="newsletter"),
    path("<int:newsletter>/rubrik/", office.newsletter_head, name="newsletter-head"),
    path("<int:newsletter>/valj/", office.newsletter_choose, name="newsletter-choose"),
    path("<int:newsletter>/egna-ord/", office.newsletter_own_words, name="newsletter-own-words"),
    path("<int:newsletter>/delar/<int:item>/", office.newsletter_item, name="newsletter-item"),
    path("<int:newsletter>/delar/<int:item>/flytta/", office.newsletter_move, name="newsletter-move"),
    path("<int:newsletter>/prov/", office.newsletter_try, name="newsletter-try"),
    path("<int:newsletter>/skicka/", office.newsletter_send, name="newsletter-send"),
    path("<int:newsletter>/fortsatt/", office.newsletter_resume, name="newsletter-resume"),
    path("<int:newsletter>/ta-bort/", office.newsletter_remove, name="newsletter-remove"),
]
