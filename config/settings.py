"""All settings, from the environment; docs/settings.md explains each. Nothing else reads os.environ.

Two shapes from one code: embedded (SQLite, our own Valkey, mail into a folder), which is the default, and production
(DATABASE_URL names PostgreSQL, REDIS_URL a Redis). A wrong value stops the start with a sentence.
"""

import json
import shlex
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from cases.organisation import load as load_organisation
from config import environment as env
from config.embedded.broker import socket_path
from config.logs import logging_settings
from config.secret import embedded_secret_key
from config.signon import checked_issuer, origin_of
from intake.hooks.guard import PROVIDERS
from intake.mailbox import Mailbox, TokenSource, checked_token_url, parse_mailboxes

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = env.in_tests()

# Folders. Everything that an embedded run writes is below DATA_DIR.
DATA_DIR = Path(tempfile.mkdtemp(prefix="claims-test-")) if TESTING else env.folder("DATA_DIR", BASE_DIR / "var")
KEY_DIR = DATA_DIR / "keys" if TESTING else env.folder("KEY_DIR", DATA_DIR / "keys")
BLOB_DIR = DATA_DIR / "blobs"
SENT_DIR = DATA_DIR / "sent"
ANCHOR_DIR = DATA_DIR / "anchors"

# The organisation.
ORGANISATION_FILE = env.parsed(
    "ORGANISATION_FILE",
    lambda value: Path(value).resolve(strict=True),
    default=BASE_DIR / "config" / "organisation.toml",
    expected="the path of an organisation file",
)
ORGANISATION = load_organisation(ORGANISATION_FILE)

# Database.
_database_url = env.text("DATABASE_URL")
EMBEDDED = not _database_url


def _embedded_database() -> dict[str, Any]:
    pragmas = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000"
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "claims.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
        "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
    }


def _production_database(url: str) -> dict[str, Any]:
    database = dj_database_url.parse(url)
    if database["ENGINE"] != "django.db.backends.postgresql":
        raise ValueError(url)
    pool = {"min_size": 1, "max_size": env.whole_number("DATABASE_POOL", 8, least=1, most=200), "timeout": 10}
    options = dict(database.get("OPTIONS", {}))
    options.update(
        pool=pool,
        connect_timeout=5,
        options="-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000",
    )
    return {**database, "OPTIONS": options}


DATABASES = {
    "default": _embedded_database()
    if EMBEDDED
    else env.parsed(
        "DATABASE_URL",
        _production_database,
        default=None,
        expected="a PostgreSQL address such as postgresql://user:password@host:5432/name",
        secret=True,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Secrets. An embedded run makes its own and keeps it in KEY_DIR; production must be given one.
SECRET_KEY = env.text("SECRET_KEY") or (embedded_secret_key(KEY_DIR) if EMBEDDED or TESTING else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is empty, but should be a long random text when DATABASE_URL is set: "
        "python -c 'import secrets; print(secrets.token_urlsafe(50))' makes one."
    )

# The web.
DEBUG = env.switch("DEBUG", False)
PUBLIC_URL = env.read(
    "PUBLIC_URL",
    default="http://localhost:8000",
    as_=lambda value: value.rstrip("/") if value.startswith(("http://", "https://")) else env.refuse(value),
    expected="the address that people reach us at, such as https://privacy.example.com",
)
HTTPS = PUBLIC_URL.startswith("https://")
_public_host = PUBLIC_URL.split("://", 1)[1].split("/", 1)[0].rsplit(":", 1)[0]
ALLOWED_HOSTS = [*dict.fromkeys([_public_host, "localhost", "127.0.0.1", "[::1]", *env.listed("ALLOWED_HOSTS")])]
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured('ALLOWED_HOSTS is "*", but should list host names: letters carry links to our own host.')
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
TRUST_PROXY_TLS = env.switch("TRUST_PROXY_TLS", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY_TLS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# Under "no-referrer" a browser sends "Origin: null" with a form, which the check of forms must refuse.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
# A form with files is at most 25 MB; one larger is refused with a sentence before it is read to the end.
UPLOAD_LIMIT_BYTES = 25 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# More than a form takes, so that the form itself can say so and keep what was typed.
DATA_UPLOAD_MAX_NUMBER_FILES = 30

INSTALLED_APPS = [
    "cases",
    "correspondence",
    "dsar",
    "complaints",
    "intake",
    "portal",
    "reports",
    "desk",
    "desk.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "drf_spectacular",
    "anymail",
    "csp",
]
MIDDLEWARE = [
    # First what puts headers on every answer, so that those of the redirect to HTTPS and of a foreign host carry them too.
    "csp.middleware.CSPMiddleware",
    "portal.middleware.ResponsePolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "desk.signin.limits.SessionLimitsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.organisation",
                "desk.signin.context.frame",
            ],
        },
    }
]

# People.
AUTH_USER_MODEL = "cases.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# How long the link to set one's password works.
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
LOGIN_URL = "/admin/login/"
LOGIN_REDIRECT_URL = "/admin/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/admin/login/"
_usual_mfa = "optional" if TESTING or (EMBEDDED and not HTTPS) else "required"
# A second factor (an authenticator app or a passkey) for every member of staff, or for who wants one.
STAFF_MFA = env.one_of("STAFF_MFA", _usual_mfa, ("required", "optional"))
# A session ends after so long without a page, and after so long in any case.
SESSION_IDLE = timedelta(minutes=env.whole_number("SESSION_IDLE_MINUTES", 60, least=1, most=24 * 60))
SESSION_LASTS = timedelta(hours=env.whole_number("SESSION_HOURS", 10, least=1, most=24 * 7))
SESSION_COOKIE_AGE = int(SESSION_LASTS.total_seconds())
# How many proxies of ours stand before the desk: the sender's address is read so far from the end of X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole_number("PROXY_COUNT", 0, most=5)
ACCOUNT_ADAPTER = "desk.signin.adapters.StaffAccountAdapter"
ACCOUNT_FORMS = {"login": "desk.signin.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Failures, by address, and by account and address together (desk/signin/adapters.py); all attempts, by address.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/5m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "signup": "1/m/ip",
}
MFA_ADAPTER = "desk.signin.adapters.StaffMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A browser takes http://localhost for safe, so passkeys work on the machine itself.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SOCIALACCOUNT_ADAPTER = "desk.signin.adapters.StaffSocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
# Single sign-on by OpenID Connect, where OIDC_URL names the provider.
OIDC_URL = env.read(
    "OIDC_URL",
    default="",
    as_=checked_issuer,
    expected="the https:// address of an OpenID Connect provider (http:// only on this machine itself)",
)
OIDC_TRUST_EMAIL = env.switch("OIDC_TRUST_EMAIL", False)
if OIDC_URL and not (env.text("OIDC_CLIENT_ID") and env.text("OIDC_CLIENT_SECRET")):
    raise ImproperlyConfigured("OIDC_URL is set, but OIDC_CLIENT_ID or OIDC_CLIENT_SECRET is empty.")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": env.text("OIDC_NAME", "your company account"),
                "client_id": env.text("OIDC_CLIENT_ID"),
                "secret": env.text("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_URL
        else [],
    }
}
if OIDC_URL:
    # Browsers hold the answer to a form, which leads there, against this list too.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append(origin_of(OIDC_URL))

# Languages and time: legal days are taken in the case's place, moments are UTC.
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = str(ORGANISATION.time_zone)

# Static files.
STATIC_URL = "/static/"
STATIC_ROOT = None if EMBEDDED or TESTING else env.folder("STATIC_ROOT", BASE_DIR / "static-root")
WHITENOISE_USE_FINDERS = EMBEDDED or TESTING
_static_backend = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if EMBEDDED or TESTING
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": _static_backend},
}

# Mail out: a folder when embedded, else SMTP or, through Anymail, a provider.
EMAIL_BACKEND = env.text(
    "EMAIL_BACKEND",
    "correspondence.maildir.MaildirBackend" if EMBEDDED else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.whole_number("EMAIL_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.switch("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env.switch("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 30
ANYMAIL = env.parsed("ANYMAIL", json.loads, default={}, expected="a JSON object of Anymail's settings", secret=True)
# Providers that may post mail (/hooks/inbound/NAME/) and what became of letters (/hooks/tracking/NAME/).
WEBHOOKS = env.listed("WEBHOOKS")
if unknown := set(WEBHOOKS) - set(PROVIDERS):
    raise ImproperlyConfigured(
        f'WEBHOOKS names "{sorted(unknown)[0]}", but should name providers of this list: {", ".join(PROVIDERS)}.'
    )
if env.text("WEBHOOK_SECRET"):
    ANYMAIL["WEBHOOK_SECRET"] = env.listed("WEBHOOK_SECRET")
DEFAULT_FROM_EMAIL = ORGANISATION.mailbox
SERVER_EMAIL = ORGANISATION.mailbox
# The wait between an officer's "send" and the letter's leaving, in which it can be taken back.
UNDO_WINDOW = timedelta(seconds=env.whole_number("UNDO_SECONDS", 60, most=3600))

# Mail in.
MAX_MESSAGE_BYTES = env.whole_number("MAX_MESSAGE_BYTES", 50 * 1024 * 1024, least=1024)
# A provider's post carries a mail in base64 and a little more.
MAX_WEBHOOK_BYTES = MAX_MESSAGE_BYTES * 3 // 2
# How long a worker may take over one arrival before another takes it: more than the 20 s that reading may take.
ARRIVAL_LEASE = timedelta(seconds=env.whole_number("ARRIVAL_LEASE_SECONDS", 60, least=1, most=3600))
TRUSTED_AUTHSERV_ID = env.text("TRUSTED_AUTHSERV_ID")
# Whether we check DKIM signatures ourselves, which asks name servers for the keys of strangers' domains.
CHECK_SENDERS = env.switch("CHECK_SENDERS", False)
# From which score of the mail server's spam filter on a mail waits for a person; 0: only where the filter itself says spam.
SPAM_SCORE = env.whole_number("SPAM_SCORE", 0, most=1000)
# Where ClamAV's daemon listens; without it files are shown as not scanned.
CLAMD_SOCKET = env.read(
    "CLAMD_SOCKET",
    default="",
    as_=lambda value: value if value.startswith("/") or value.rpartition(":")[2].isdigit() else env.refuse(value),
    expected="the path of ClamAV's socket, such as /run/clamav/clamd.ctl, or its host:port",
)
_mailbox = "addresses such as imaps://user:password@host:993/INBOX (imap:// only to this machine itself)"
IMAP_MAILBOXES: tuple[Mailbox, ...] = (
    *env.parsed("IMAP_URLS", parse_mailboxes, default=(), expected=_mailbox, secret=True),
    *env.parsed("IMAP_URL", parse_mailboxes, default=(), expected=_mailbox, secret=True),
)
# For mailboxes with ?auth=xoauth2: where their access tokens come from.
IMAP_TOKENS = TokenSource(
    command=env.parsed(
        "IMAP_TOKEN_COMMAND", lambda value: tuple(shlex.split(value)), default=(), expected="a command line"
    ),
    url=env.read(
        "IMAP_TOKEN_URL", default="", as_=checked_token_url, expected="the https:// address of an OAuth 2 token server"
    ),
    client_id=env.text("IMAP_CLIENT_ID"),
    client_secret=env.text("IMAP_CLIENT_SECRET"),
    refresh_token=env.text("IMAP_REFRESH_TOKEN"),
    scope=env.text("IMAP_TOKEN_SCOPE"),
)
if any(mailbox.by_token for mailbox in IMAP_MAILBOXES) and not (IMAP_TOKENS.command or IMAP_TOKENS.url):
    raise ImproperlyConfigured(
        "A mailbox says auth=xoauth2, but neither IMAP_TOKEN_COMMAND nor IMAP_TOKEN_URL says where its token comes from."
    )
IMAP_POLL_SECONDS = env.whole_number("IMAP_POLL_SECONDS", 20, least=1, most=3600)
SMTP_DOOR: dict[str, Any] = {
    "host": env.text("SMTP_DOOR_HOST", "127.0.0.1"),
    "port": env.whole_number("SMTP_DOOR_PORT", 2525, most=65535),
    # A mail takes three times its size while it is stored, and the largest must find room.
    "memory": env.whole_number(
        "SMTP_DOOR_MEMORY",
        max(256 * 1024 * 1024, 3 * MAX_MESSAGE_BYTES),
        least=3 * MAX_MESSAGE_BYTES,
        most=2**40,
    ),
    "allow": env.listed("SMTP_DOOR_ALLOW"),
    "tls_cert": env.text("SMTP_DOOR_TLS_CERT"),
    "tls_key": env.text("SMTP_DOOR_TLS_KEY"),
    "user": env.text("SMTP_DOOR_USER"),
    "password": env.text("SMTP_DOOR_PASSWORD"),
}

# What web processes count of the public, such as the forms of one sender: in Redis where there is one for all of them, else in
# the memory of each process. It may be lost, and nobody waits for it longer than this.
LIMITS_TIMEOUT_S = 0.25
_counted_in: dict[str, Any] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "limits"}
if env.text("REDIS_URL"):
    _counted_in = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.text("REDIS_URL").replace("redis+socket://", "unix://", 1),
        "KEY_PREFIX": "claims-limits",
        "OPTIONS": {"socket_timeout": LIMITS_TIMEOUT_S, "socket_connect_timeout": LIMITS_TIMEOUT_S, "retry": None},
    }
# What a sign-in counts, and codes that were used once: in the database, so that it holds for all processes, through restarts
# and without a Redis. Only signing in writes there. Of more rows than MAX_ENTRIES those that have run out go first.
_signing_in = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "cases_count",
    "OPTIONS": {"MAX_ENTRIES": 200_000},
}
CACHES = {"default": _signing_in, "limits": _counted_in}

# Celery. The database is the queue of record: no results, short time-outs, nothing but ids in a task.
# Where REDIS_URL names no Redis, an embedded run starts a broker of its own at this socket.
BROKER_SOCKET: Path | None = None if env.text("REDIS_URL") else socket_path(DATA_DIR)
REDIS_URL = env.read(
    "REDIS_URL",
    default=f"redis+socket://{quote(str(BROKER_SOCKET))}",
    as_=lambda value: value if value.startswith(("redis://", "rediss://", "redis+socket://")) else env.refuse(value),
    expected="the address of a Redis, such as redis://:password@host:6379/0",
    secret=True,
)
CELERY_BROKER_URL = REDIS_URL
# Off in tests: they call the tasks themselves, or start real workers.
BELL_RINGS = not TESTING
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    # Who rings the bell hears at once that nobody answers, instead of six seconds later.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "global_keyprefix": "claims:",
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker, however long that is away
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KiB
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
QUEUES = ("intake", "mail_out", "packages", "housekeeping", "sweep")
CELERY_TASK_QUEUES = [Queue(name, routing_key=name) for name in QUEUES]
CELERY_TASK_DEFAULT_QUEUE = "housekeeping"
# A sweep's message is worthless once the next is due, hence the expiry.
SWEEP_SECONDS = env.whole_number("SWEEP_SECONDS", 15, least=1, most=600)


def _every(seconds: float, task: str, queue: str) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"queue": queue, "expires": max(seconds, 5)}}


CELERY_BEAT_SCHEDULE = {
    "find arrivals that the bell missed": _every(SWEEP_SECONDS, "intake.sweep_arrivals", "sweep"),
    "find letters that are due to leave": _every(SWEEP_SECONDS, "correspondence.sweep_outbox", "sweep"),
    "watch the dates": _every(60, "cases.watch_dates", "sweep"),
    "make the daily digests": _every(60, "desk.make_digests", "sweep"),
    "find digests that are due to leave": _every(60, "correspondence.sweep_digests", "sweep"),
    "find mails to staff that are due to leave": _every(SWEEP_SECONDS, "correspondence.sweep_staff_mails", "sweep"),
    "watch that mail is read and processed": _every(60, "intake.watch_intake", "sweep"),
    "note that beat and worker live": _every(10, "cases.heartbeat", "sweep"),
    "find files of lists that wait, and those whose day is over": _every(60, "reports.sweep_files", "sweep"),
    "keep the figures of the reports": _every(60, "reports.bring_up_to_date", "housekeeping"),
    "freeze the reports of months that have ended": {
        "task": "reports.freeze_months",
        "schedule": crontab(minute=20, hour=2),
        "options": {"queue": "housekeeping"},
    },
    "anchor the histories": {
        "task": "cases.anchor_histories",
        "schedule": crontab(minute=10, hour=0),
        "options": {"queue": "housekeeping"},
    },
    "remove files that no row names": {
        "task": "cases.remove_strays",
        "schedule": crontab(minute=50, hour=3),
        "options": {"queue": "housekeeping"},
    },
    "recompute what a change of law touches": {
        "task": "cases.recompute_deadlines",
        "schedule": crontab(minute=40, hour=1),
        "options": {"queue": "housekeeping"},
    },
}
if CHECK_SENDERS:
    CELERY_BEAT_SCHEDULE["check the signatures of new mail"] = _every(60, "intake.check_senders", "packages")
if CLAMD_SOCKET:
    CELERY_BEAT_SCHEDULE["scan new files for viruses"] = _every(
        SWEEP_SECONDS, "correspondence.scan_attachments", "packages"
    )
for _position, _ in enumerate(IMAP_MAILBOXES):
    CELERY_BEAT_SCHEDULE[f"fetch mailbox {_position + 1}"] = {
        **_every(IMAP_POLL_SECONDS, "intake.poll_mailbox", "intake"),
        # It may stand behind a flood of mail in the queue, and must not run out there.
        "options": {"queue": "intake", "expires": max(3 * IMAP_POLL_SECONDS, 60)},
        "args": (_position,),
    }

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["intake.api.auth.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Claims Desk API",
    "DESCRIPTION": "Open a case and follow its state and dates.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}

# Figures of single officers: only where those who speak for the staff agree.
REPORTS_BY_OFFICER = env.switch("REPORTS_BY_OFFICER", False)
# Counts below this are not said in a report that is masked to be published.
REPORTS_MASK_BELOW = env.whole_number("REPORTS_MASK_BELOW", 5, least=2, most=1000)

# /metrics answers this machine itself, and others only with this token.
METRICS_TOKEN = env.text("METRICS_TOKEN")

# Logs: JSON lines without personal data.
LOG_LEVEL = env.one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING_CONFIG = "config.logs.configure"
LOGGING = logging_settings(LOG_LEVEL)
