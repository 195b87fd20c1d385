"""Addresses of the office's work with pages."""

from django.urls import path

from medborgarbudget.sites.hub.pages import office

urlpatterns = [
    path("", office.pages, name="pages"),
    path("ordning/", office.arrange, name="pages-arrange"),
    path("mall/", office.from_template, name="pages-template"),
    path("ny/", office.new, name="page-new"),
    path("svar/", office.feedback, name="page-feedback"),
    path("svar/<int:pk>/", office.feedback_handled, name="page-feedback-handled"),
    path("<int:pk>/ansvariga/", office.responsibles, name="page-responsibles"),
    path("<int:pk>/dra-in/", office.withdraw, name="page-withdraw"),
    path("<int:pk>/ta-bort/", office.remove, name="page-remove"),
    path("<int:pk>/<slug:language>/", office.page, name="page"),
    path("<int:pk>/<slug:language>/ord/", office.words, name="page-words"),
    path("<int:pk>/<slug:language>/utkast/", office.draft, name="page-draft"),
    path("<int:pk>/<slug:language>/publicera/", office.publish, name="page-publish"),
    path("<int:pk>/<slug:language>/kasta/", office.throw_draft, name="page-throw"),
    path("<int:pk>/<slug:language>/granska/", office.preview, name="page-preview"),
    path("<int:pk>/<slug:language>/historik/", office.history, name="page-history"),
    path("<int:pk>/<slug:language>/historik/<int:number>/", office.version, name="page-version"),
    path("<int:pk>/<slug:language>/historik/<int:number>/ater/", office.restore, name="page-restore"),
    path("<int:pk>/<slug:language>/ny-del/<slug:block_type>/", office.block_new, name="page-block-new"),
    path("<int:pk>/<slug:language>/del/<slug:block_id>/", office.block, name="page-block"),
    path("<int:pk>/<slug:language>/del/<slug:block_id>/gor/", office.block_deed, name="page-block-deed"),
]
