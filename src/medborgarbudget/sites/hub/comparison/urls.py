"""Addresses of the network's pages: comparison."""

from django.urls import path

from medborgarbudget.sites.hub.comparison import pages

urlpatterns = [
    path("", pages.comparison, name="comparison"),
    path("jamforelse.csv", pages.comparison_csv, name="comparison-csv"),
    path("jamforelse.xlsx", pages.comparison_xlsx, name="comparison-xlsx"),
    path("roster.zip", pages.comparison_all_votes, name="comparison-all-votes"),
    path("roster/<int:count>.pb", pages.comparison_votes, name="comparison-votes"),
    path("vara/", pages.comparison_mine, name="comparison-mine"),
    path("vara/omgang/<int:cycle>/", pages.comparison_share, name="comparison-share"),
    path("vara/<int:row>/", pages.comparison_shown, name="comparison-shown"),
    path("vara/<int:row>/ta-bort/", pages.comparison_withdraw, name="comparison-withdraw"),
    path("vara/nyckel/<int:key>/avsluta/", pages.comparison_key_end, name="comparison-key-end"),
]
