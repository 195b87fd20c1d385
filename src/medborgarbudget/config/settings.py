"""Which settings does Django run with? What differs between installations comes from environment.py; the rest is decided here."""

from __future__ import annotations

import importlib.util
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from medborgarbudget.config import environment
from medborgarbudget.foundation import queues

ENVIRONMENT = environment.read()
SOURCE = Path(__file__).resolve().parent.parent

DEBUG = ENVIRONMENT.debug
DEMO = ENVIRONMENT.demo
SECRET_KEY = ENVIRONMENT.keys.django
KEYS = ENVIRONMENT.keys
PUBLIC_URL = ENVIRONMENT.public_url
SMS_GATEWAY = ENVIRONMENT.sms
EID_PROVIDERS = ENVIRONMENT.eid
SECURE = PUBLIC_URL.startswith("https://")
# Organisations with a host of their own are admitted by the tenancy middleware, which asks the database; Django's own check
# would need the list at start. The middleware answers 404 to every host it does not know.
ALLOWED_HOSTS = ["*"]
INSTALLATION_HOSTS = ENVIRONMENT.hosts

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "medborgarbudget.config",
    "medborgarbudget.foundation",
    "medborgarbudget.domain.organisations",
    "medborgarbudget.domain.people",
    "medborgarbudget.domain.cycles",
    "medborgarbudget.domain.proposals",
    "medborgarbudget.domain.assessment",
    "medborgarbudget.domain.rolls",
    "medborgarbudget.domain.voting",
    "medborgarbudget.domain.paper",
    "medborgarbudget.domain.counting",
    "medborgarbudget.domain.delivery",
    "medborgarbudget.domain.network.human",
    "medborgarbudget.domain.network.search",
    "medborgarbudget.domain.network.membership",
    "medborgarbudget.domain.network.pages",
    "medborgarbudget.domain.network.contact",
    "medborgarbudget.domain.network.room",
    "medborgarbudget.domain.network.experts",
    "medborgarbudget.domain.network.meetings",
    "medborgarbudget.domain.network.library",
    "medborgarbudget.domain.network.examples",
    "medborgarbudget.domain.network.comparison",
    "medborgarbudget.domain.network.newsletter",
    "medborgarbudget.design",
    "medborgarbudget.sites.access",
    "medborgarbudget.sites.residents",
    "medborgarbudget.sites.staff",
    "medborgarbudget.sites.hub",
    *(["medborgarbudget.demo"] if DEMO else []),
]

MIDDLEWARE = [
    "medborgarbudget.sites.access.headers.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "medborgarbudget.sites.access.caching.VisitorCacheMiddleware",
    "medborgarbudget.sites.access.tenancy.TenancyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "medborgarbudget.sites.access.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "medborgarbudget.sites.access.visitor.VisitorMiddleware",
    "medborgarbudget.sites.access.guards.GuardMiddleware",
]

ROOT_URLCONF = "medborgarbudget.config.urls"
ORGANISATION_URLCONF = "medborgarbudget.config.urls_organisation"
NETWORK_URLCONF = "medborgarbudget.config.urls_network"
WSGI_APPLICATION = "medborgarbudget.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The product's own templates come before allauth's.
        "DIRS": [SOURCE / "design" / "templates", SOURCE / "sites" / "residents" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "medborgarbudget.sites.access.frame.frame",
            ],
            "builtins": ["django.templatetags.i18n", "medborgarbudget.design.templatetags.design"],
        },
    }
]
FORM_RENDERER = "medborgarbudget.design.forms.Renderer"

DATABASES: dict[str, Any] = {"default": environment.database(ENVIRONMENT.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "residents:my"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "medborgarbudget.sites.access.accounts.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Wrong passwords cost a growing wait in the adapter; allauth's own limit would let anybody lock anybody out.
ACCOUNT_RATE_LIMITS: Any = {"login_failed": None}
_FORMS = "medborgarbudget.sites.access.account_forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.LoginForm",
    "signup": f"{_FORMS}.SignupForm",
    "add_email": f"{_FORMS}.AddEmailForm",
    "change_email": f"{_FORMS}.ChangeEmailForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reset_password": f"{_FORMS}.ResetPasswordForm",
    "reset_password_from_key": f"{_FORMS}.ResetPasswordKeyForm",
    "confirm_email_verification_code": f"{_FORMS}.ConfirmEmailForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
}
MFA_ADAPTER = "medborgarbudget.sites.access.accounts.MFAAdapter"
MFA_FORMS = {
    "authenticate": f"{_FORMS}.AuthenticateForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateCodeForm",
    "activate_totp": f"{_FORMS}.ActivateTOTPForm",
    "add_webauthn": f"{_FORMS}.AddKeyForm",
    "edit_webauthn": f"{_FORMS}.EditKeyForm",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Medborgarbudget"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE

# How long after it was added a second factor cannot confirm what takes two people: whoever has stolen a password can add a
# factor, but not an older one. A demonstration is shown the same day that it is built.
NEW_FACTOR_WAITS = timedelta(0) if DEMO else timedelta(hours=24)

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("svenska")), ("en", _("engelska")), ("fi", _("finska"))]
LOCALE_PATHS = [SOURCE / "locale"]
LANGUAGE_COOKIE_NAME = "sprak"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.data_dir / "static"
# Leaflet comes with django-leaflet; only its files are used, not the Django app, which wants GDAL.
LEAFLET_STATIC = Path(str(importlib.util.find_spec("leaflet").origin)).parent / "static"  # type: ignore[union-attr]
STATICFILES_DIRS = [LEAFLET_STATIC]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_URL = "/media/"
MEDIA_ROOT = ENVIRONMENT.data_dir / "media"
# Documents lie outside MEDIA_ROOT: they are handed out by pages that ask who wants them, never by their address.
DOCUMENT_ROOT = ENVIRONMENT.data_dir / "documents"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
FILE_UPLOAD_PERMISSIONS = 0o644

_mail = urlsplit(ENVIRONMENT.mail_url)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from
EMAIL_TIMEOUT = 15
if _mail.scheme == "demo":
    EMAIL_BACKEND = "medborgarbudget.demo.outbox.OutboxBackend"
elif _mail.scheme == "console":
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
elif _mail.scheme in {"smtp", "smtps"}:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or (465 if _mail.scheme == "smtps" else 587)
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp" and EMAIL_HOST not in {"localhost", "127.0.0.1"}
else:
    raise environment.EnvironmentRefused(
        "MEDBORGARBUDGET_MAIL", "use smtp://user:password@host:port, smtps://… or console:"
    )

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "ENQUEUE_ON_COMMIT": False,
        "QUEUES": list(queues.ALL),
    }
}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "medborgarbudget.sites.access.errors.csrf_failure"
# The tenancy middleware refuses unknown hosts with 404 (W020), the server in front turns http to https (W008), and what is
# true of a municipality's other names is not ours to promise browsers (W005, W021). W004 is about installations without https.
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W005", "security.W008", "security.W020", "security.W021"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "WARNING"}},
}
