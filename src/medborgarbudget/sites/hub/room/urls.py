"""Addresses of the members' room."""

from django.urls import URLPattern, path

from medborgarbudget.sites.hub.room import documents, questions, views

urlpatterns: list[URLPattern] = [
    path("", views.room, name="room"),
    path("prata-med/", views.matches, name="matches"),
    path("prata-med/<slug:member>/", views.ask_contact, name="ask-contact"),
    path("sa-hor-du/", views.hearing, name="hearing"),
    path("fragor/", questions.questions, name="questions"),
    path("fragor/ny/", questions.new, name="question-new"),
    path("fragor/<int:question>/", questions.question, name="question"),
    path("fragor/<int:question>/andra/", questions.change, name="question-change"),
    path("fragor/<int:question>/folj/", questions.follow, name="question-follow"),
    path("fragor/<int:question>/dolj/", questions.hide, name="question-hide"),
    path("fragor/<int:question>/svar/<int:answer>/andra/", questions.change_answer, name="answer-change"),
    path("fragor/<int:question>/svar/<int:answer>/hjalpte/", questions.accept, name="answer-accept"),
    path("fragor/<int:question>/svar/<int:answer>/dolj/", questions.hide, name="answer-hide"),
    path("dokument/", documents.documents, name="documents"),
    path("dokument/nytt/", documents.new, name="document-new"),
    path("dokument/<int:document>/", documents.document, name="document"),
    path("dokument/<int:document>/version/", documents.version, name="document-version"),
    path("dokument/<int:document>/andra/", documents.change, name="document-change"),
    path("dokument/<int:document>/ta-bort/", documents.withdraw, name="document-withdraw"),
    path("dokument/<int:document>/<int:number>/hamta/", documents.download, name="document-download"),
]
