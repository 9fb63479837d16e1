"""Settings of every installation. What differs between installations comes from the environment.

`.env.example` lists each variable. Without any, the settings are those of a developer's machine:
DEBUG on, SQLite, mail into files, all of it below MINGXIN_HOME (default: `.demo/`).
"""

import os
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy

from campus.logs import logging_config

# What the site writes (database, mail, keys, private files) is its owner's alone, whatever the umask of whoever started
# it; what others may read (pictures, style sheets) says so below.
os.umask(0o077)

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if env.bool("DJANGO_READ_DOT_ENV", default=True):
    environ.Env.read_env(BASE_DIR / ".env")

# --- Where this installation keeps its own things -----------------------------------------------
PRODUCTION = env.bool("MINGXIN_PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=not PRODUCTION)
HOME_DIR = Path(env.str("MINGXIN_HOME", default=str(BASE_DIR / ".demo")))
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(HOME_DIR / "media"))
MEDIA_URL = "/media/"
# Uploaded spreadsheets hold personal data: outside MEDIA_ROOT, never served by a URL.
PRIVATE_ROOT = env.str("PRIVATE_ROOT", default=str(HOME_DIR / "private"))
# What is worked on for a moment, uploads on their way in among it (campus/working_files.py).
WORKING_ROOT = str(Path(PRIVATE_ROOT) / "working")
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "campus.working_files.UnnamedUploadHandler",
]

# --- Keys ---------------------------------------------------------------------------------------
_DEVELOPMENT_KEY = "development-only-" + "0" * 50
SECRET_KEY = env.str("SECRET_KEY") if PRODUCTION else env.str("SECRET_KEY", default=_DEVELOPMENT_KEY)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Data keys never derive from SECRET_KEY: rotating the one must not lose the other.
ENCRYPTION_KEYS_FILE = env.str("ENCRYPTION_KEYS_FILE", default=str(HOME_DIR / "keys" / "encryption.json"))
AUDIT_KEY_FILE = env.str("AUDIT_KEY_FILE", default=str(HOME_DIR / "keys" / "audit-ed25519.pem"))
# The newest signed checkpoint is kept here too: a cut tail can be seen only from outside the database.
AUDIT_CHECKPOINT_FILE = env.str("AUDIT_CHECKPOINT_FILE", default=str(HOME_DIR / "audit-checkpoint.json"))

# --- Web ----------------------------------------------------------------------------------------
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "testserver"])
if PRODUCTION and any("*" in host or host.startswith(".") for host in ALLOWED_HOSTS):
    # Any name would do then, also that of a stranger, in the links of mails.
    raise ImproperlyConfigured("In production ALLOWED_HOSTS names each host in full: no * and no dot at the beginning.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")
WSGI_APPLICATION = "campus.wsgi.application"
ROOT_URLCONF = "campus.urls"
SITE_ID = 1
APPEND_SLASH = True

INSTALLED_APPS = [
    "archives",
    "education",
    "campus",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "import_export",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "campus.logs.RequestLog",
    # Before everything that may answer by itself: what they say stands on every answer.
    "campus.middleware.TellBrowsers",
    "campus.middleware.KeepPrivate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "campus.workbench.security.StaffAwareContentSecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "campus.middleware.RefuseNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "campus.middleware.RememberLanguage",
    "campus.middleware.LanguageOfPath",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "campus.accounts.middleware.ProvenSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "campus.workbench.door.AllowedViewsMiddleware",
    "campus.accounts.middleware.StaffDoorMiddleware",
    "campus.accounts.middleware.RequireSecondFactorMiddleware",
    "campus.errors.TooManyMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "wagtail.contrib.settings.context_processors.settings",
                "campus.site_context.site",
            ],
        },
    },
]

# How {{ form }} looks: templates/components. "django.forms" is an app so that its widgets are found there.
FORM_RENDERER = "campus.form_rendering.FormRenderer"
CSRF_FAILURE_VIEW = "campus.errors.csrf_failure"

# --- Databases: SQLite embedded by default, PostgreSQL in production -----------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{HOME_DIR / 'mingxin.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock at BEGIN, so that two writers wait instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-16000;",  # kilobytes; with the usual 2,000 an import waits for the disk
    }
    # A file, not memory: tests of two people at once need two connections.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME_DIR / "test.sqlite3")}

# --- Cache: shared by all processes, for rate limits and locks ------------------------------------
CACHES = {
    "default": env.cache("CACHE_URL", default="dbcache://campus_cache?max_entries=100000"),
}

# --- Background work ------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": env.str("TASKS_BACKEND", default="django_tasks_db.DatabaseBackend")}}

# --- People: sign-in, passwords, second factor ----------------------------------------------------
AUTH_USER_MODEL = "campus.User"
AUTHENTICATION_BACKENDS = ["campus.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "campus.accounts.passwords.OwnWordsValidator"},
]
# One sign-in for everybody: Wagtail's own ways in lead to it (campus/accounts/door_urls.py).
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
ACCOUNT_ADAPTER = "campus.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_PRESERVE_USERNAME_CASING = False
# Accounts are made by staff or by a student's activation; the adapter keeps sign-up closed.
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True  # one address; a new one counts only after the link sent to it was opened
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[明信 Mingxin] "
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers cannot make the site write to any address they type
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # all other sessions end; the one in hand goes on
# A lecture hall shares one address, so limits per address are wide and limits per account narrow.
ACCOUNT_RATE_LIMITS = {
    "login": None,  # the next two count wrong tries; a limit before them would let strangers shut out known devices
    "login_failed": "60/m/ip,600/h/ip,6/5m/key",
    # A device or address that signed in to this account before: no stranger uses up its tries.
    "login_failed_where_known": "10/5m/key",
    "reset_password": "20/m/ip,3/10m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "activate_account": "60/m/ip,600/h/ip,6/5m/key",
}
# How many proxies of our own stand before the site and add X-Forwarded-For: limits count the address they saw.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1 if PRODUCTION else 0)
# The answer takes the same time for a known and an unknown address: the mail is the worker's.
ACCOUNT_FORMS = {"reset_password": "campus.accounts.forms.PasswordLinkForm"}
MFA_ADAPTER = "campus.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "campus.accounts.forms.SignInCodeForm",
    "reauthenticate": "campus.accounts.forms.ConfirmCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # phones whose clock is half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from the school
MFA_PASSKEY_LOGIN_ENABLED = True
# Browsers refuse passkeys on 127.0.0.1; on a developer's machine they work on http://localhost:8000.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Staff must have a second factor in production; a demo would be unusable with it.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=PRODUCTION)

# --- Languages and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
# Our words, then Chinese that Wagtail does not bring for the screens that staff see.
LOCALE_PATHS = [BASE_DIR / "campus" / name for name in ("locale", "locale_wagtail")]
FORMAT_MODULE_PATH = "campus.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")

# What a filter shows that filters nothing.
FILTERS_EMPTY_CHOICE_LABEL = gettext_lazy("All")

# --- Static files and uploads ---------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(HOME_DIR / "static"))
# In production `collectstatic` gathers the files under names that change with their content.
WHITENOISE_USE_FINDERS = not PRODUCTION
# Pictures of courses; in production the proxy or S3-compatible storage serves them.
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=not PRODUCTION)
STATICFILES_DIRS: list[str] = []
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o755
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "campus.encryption.storage.EncryptedStorage",
        "OPTIONS": {"location": PRIVATE_ROOT},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Mail -----------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail:///{HOME_DIR / 'mail'}")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Mingxin <mingxin@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Wagtail --------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "明信 Mingxin"
WAGTAILADMIN_BASE_URL = BASE_URL
# The site calls nobody.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
# Addresses in Latin letters, short and the same in both languages (education/courses/addresses.py).
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# Half a second, the default, saves (and refuses) every half-typed web address.
WAGTAIL_AUTOSAVE_INTERVAL = 2000
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
# A translation begins as a draft, also where its source is live: it is written first and reviewed like any page.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "campus.workbench.uploads.DocumentForm"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # always a download, never a page of this site
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "campus.workbench.uploads.PictureForm"
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
# Nobody shares a page by a password of its own: signing in has one door.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "campus.workbench.search"}}
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"

# --- Security headers -----------------------------------------------------------------------------
# Strict outside /staff/; campus.workbench relaxes inline script there, because Wagtail's editors need it.
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": [],
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}
X_FRAME_OPTIONS = "DENY"  # Wagtail's previews say SAMEORIGIN themselves
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60  # of every session, however much it is used
# A session that nobody uses ends: of staff, and of everybody else.
SESSION_IDLE_MINUTES_STAFF = env.int("SESSION_IDLE_MINUTES_STAFF", default=30)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=120)
CSRF_COOKIE_SAMESITE = "Lax"
DEVICE_COOKIE_NAME = "mingxin_device"  # remembers who signed in on this device (campus/accounts/known_devices.py)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# The rest is said in campus/middleware.py: Permissions-Policy, Cross-Origin-Resource-Policy, Cache-Control.
USE_X_FORWARDED_HOST = False  # links in mails name a host of ALLOWED_HOSTS, whatever a visitor's header says
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    # Browsers take a cookie of such a name from this host alone, over https, for the whole site: no other host of the
    # school can set one.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    DEVICE_COOKIE_NAME = "__Host-mingxin_device"

# --- Limits of uploaded spreadsheets (archives/imports) --------------------------------------------
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=50 * 2**20)
IMPORT_MAX_UNPACKED_BYTES = env.int("IMPORT_MAX_UNPACKED_BYTES", default=600 * 2**20)
IMPORT_MAX_ROWS = env.int("IMPORT_MAX_ROWS", default=1_000_000)
IMPORT_MAX_COLUMNS = env.int("IMPORT_MAX_COLUMNS", default=200)
IMPORT_CHILD_MEMORY_BYTES = env.int("IMPORT_CHILD_MEMORY_BYTES", default=1024 * 2**20)
IMPORT_CHILD_SECONDS = env.int("IMPORT_CHILD_SECONDS", default=300)
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- How often one person may do something (campus/limits) ------------------------------------------
# Far above what an office at work needs, far below what empties an archive. "30/10m,200/d": 30 times in 10 minutes
# and 200 a day, counted in the database for all processes together.
LIMITS = {
    "consultation.look_up": env.str("LIMIT_LOOK_UPS", default="30/10m,200/d"),
    # Whoever works through what waits opens each record before and after the verb.
    "consultation.look_at_record": env.str("LIMIT_RECORDS", default="90/10m,600/d"),
    "portal.extract": env.str("LIMIT_EXTRACTS", default="20/h"),
    "exports.export": env.str("LIMIT_EXPORTS", default="20/d"),
    "imports.download": env.str("LIMIT_DOWNLOADS", default="40/h,200/d"),
    "workbench.search": env.str("LIMIT_SEARCHES", default="120/10m,2000/d"),
}

# --- Logs: structured, without personal data --------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = logging_config(json=PRODUCTION, level=LOG_LEVEL)

