"""Addresses of the network's pages: front page, pages and news."""

from django.urls import path

from medborgarbudget.sites.hub.pages import views

urlpatterns = [
    path("", views.front, name="front"),
    path("om/<slug:slug>/", views.page, name="page"),
    path("om/<slug:slug>/hjalpte/", views.feedback, {"kind": "page"}, name="page-feedback"),
    path("nyheter/", views.news, name="news"),
    path("nyheter/flode.xml", views.news_feed, name="news-feed"),
    path("nyheter/<slug:slug>/", views.news_item, name="news-item"),
    path("nyheter/<slug:slug>/hjalpte/", views.feedback, {"kind": "news"}, name="news-feedback"),
]
