"""Addresses of accounts: sign in, sign up, password, second factor. The names are those that allauth asks for."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.urls import path

from medborgarbudget.sites.access import account_views as views
from medborgarbudget.sites.access.account_views import ours

urlpatterns = [
    path("logga-in/", views.sign_in, name="account_login"),
    path("logga-in/lank/", views.send_link, name="account_send_link"),
    path("logga-in/skickat/", views.link_sent, name="account_link_sent"),
    path("lank/<str:token>/", views.link, name="account_link"),
    path("logga-ut/", ours(account.logout), name="account_logout"),
    path("avslutat/", ours(account.account_inactive), name="account_inactive"),
    path("skapa/", ours(account.signup), name="account_signup"),
    path("bekrafta/", ours(account.email_verification_sent), name="account_email_verification_sent"),
    path("igen/", ours(account.reauthenticate), name="account_reauthenticate"),
    path("e-post/", ours(account.email), name="account_email"),
    path("losenord/byt/", ours(account.password_change), name="account_change_password"),
    path("losenord/valj/", ours(account.password_set), name="account_set_password"),
    path("losenord/glomt/", ours(account.password_reset), name="account_reset_password"),
    path("losenord/glomt/skickat/", ours(account.password_reset_done), name="account_reset_password_done"),
    path(
        "losenord/nytt/<str:uidb36>/<str:key>/",
        ours(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "losenord/nytt/klart/",
        ours(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("tvasteg/", views.second_factor, name="mfa_index"),
    path("tvasteg/kod/", ours(mfa.authenticate), name="mfa_authenticate"),
    path("tvasteg/igen/", ours(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("tvasteg/app/", ours(totp.activate_totp), name="mfa_activate_totp"),
    path("tvasteg/app/ta-bort/", ours(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("tvasteg/reservkoder/", ours(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("tvasteg/reservkoder/nya/", ours(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("tvasteg/reservkoder/hamta/", ours(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("tvasteg/nycklar/", ours(keys.list_webauthn), name="mfa_list_webauthn"),
    path("tvasteg/nycklar/ny/", ours(keys.add_webauthn), name="mfa_add_webauthn"),
    path("tvasteg/nycklar/igen/", ours(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("tvasteg/nycklar/logga-in/", ours(keys.login_webauthn), name="mfa_login_webauthn"),
    path("tvasteg/nycklar/<int:pk>/ta-bort/", ours(keys.remove_webauthn), name="mfa_remove_webauthn"),
    path("tvasteg/nycklar/<int:pk>/", ours(keys.edit_webauthn), name="mfa_edit_webauthn"),
]
