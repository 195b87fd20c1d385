"""How does sign-in fit our pages? What allauth asks its adapter for."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mails go out in the organisation's name; `next` stays on the host that was asked."""

    def is_safe_url(self, url: str | None) -> bool:
        from django.utils.http import url_has_allowed_host_and_scheme

        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return str(self.get_login_redirect_url(self.request))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return str(super().get_login_redirect_url(request))
