"""manage.py make_sample: made-up spreadsheets of any size, to try and to measure imports with."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from archives.demo.sample.files import Sample, academic_year, make_sample


class Command(BaseCommand):
    help = (
        "Write made-up spreadsheets of the demo school: units, students (12 columns), decisions with all their "
        "papers, loans and repayments, and expected.json, which says what a check must find. The same seed gives "
        "the same rows for a whole academic year, and the first rows of a longer list are those of a shorter one. "
        "Identity numbers are valid by their check digit and nobody's."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--students", type=int, default=300, metavar="N", help="rows of students (default 300)")
        parser.add_argument("--records", type=int, default=0, metavar="M", help="rows of decisions (default none)")
        parser.add_argument("--loans", type=int, default=0, metavar="L",
                            help="loan contracts, and as many repayments (default none)")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder; made where it is not")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, other people (default 1)")
        parser.add_argument("--bad", type=float, default=0, metavar="SHARE",
                            help="share of rows with a mistake, such as 0.05: wrong check digits, missing names, "
                                 "unknown units, impossible dates, damaged numbers, minors, repeated numbers")
        parser.add_argument("--csv", action="store_true",
                            help="csv instead of xlsx; lists that do not fit on a sheet are csv anyway")
        parser.add_argument("--no-title", action="store_true", help="nothing above the row of headings")
        parser.add_argument("--json", action="store_true", help="print one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["students"] < 1 or min(options["records"], options["loans"], options["seed"]) < 0:
            raise CommandError("At least one student; no number below zero.")
        if not 0 <= options["bad"] <= 1:
            raise CommandError("The share of bad rows is between 0 and 1, such as 0.05.")
        sample = Sample(students=options["students"], records=options["records"], loans=options["loans"],
                        seed=options["seed"], year=academic_year(timezone.localdate()), bad=options["bad"],
                        as_csv=options["csv"], title=not options["no_title"])
        try:
            made = make_sample(sample, options["out"])
        except (OSError, ValueError) as reason:
            raise CommandError(str(reason)) from reason
        for name, holds in made.items():
            refused = sum(holds.get("refused_rows", {}).values())
            self.stdout.write(f"{options['out'] / name}: {holds['data_rows']} rows" +
                              (f", {refused} with a mistake" if refused else ""))
        if options["json"]:
            self.stdout.write(json.dumps({"folder": str(options["out"]), "files": made}, ensure_ascii=False))
