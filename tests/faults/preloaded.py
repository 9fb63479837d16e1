"""Imported once by the server that forks the workers: each of them then starts in milliseconds.

It opens no connection; what a fork inherits is code, not sockets.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campus.settings")
django.setup()

import openpyxl  # noqa: E402, F401
import pytest  # noqa: E402, F401  the main module of a test run, which each worker looks at
import time_machine  # noqa: E402, F401

import archives.imports.tasks  # noqa: E402, F401
from campus.jobs.registry import handler_of  # noqa: E402
from campus.management.commands import work  # noqa: E402, F401

handler_of("imports.check")
