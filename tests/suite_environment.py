"""A pytest plugin that runs before Django reads its settings: the suite has its own home and no .env."""

import os
import tempfile
from pathlib import Path

HOME = Path(os.environ.setdefault("MINGXIN_TEST_HOME", tempfile.mkdtemp(prefix="mingxin-tests-")))

(HOME / "static").mkdir(exist_ok=True)  # whitenoise warns without it

os.environ["MINGXIN_HOME"] = str(HOME)
os.environ["DJANGO_READ_DOT_ENV"] = "false"
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["MINGXIN_PRODUCTION"] = "false"
os.environ["DEBUG"] = "false"
# Playwright's synchronous API runs an event loop in the test's own thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
