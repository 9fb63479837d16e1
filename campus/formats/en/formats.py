"""English: 23 November 2026 in sentences, the same on every page and on paper; tables have 2026-11-23."""

DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
DATETIME_FORMAT = "j F Y, H:i"
TIME_FORMAT = "H:i"
