"""Made-up spreadsheets of any size, as a school would have them: the same for the same seed."""
