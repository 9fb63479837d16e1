"""Puts the whole demo school (web server, worker, commands) on the day of the suite: Python loads this at its start.

The clock runs. Every process counts from the moment in MINGXIN_JOURNEYS_BEGAN, so that all of them agree.
"""

import os
import time
from datetime import datetime, timedelta

began = os.environ.get("MINGXIN_JOURNEYS_BEGAN")
if began:
    import time_machine

    since = timedelta(seconds=time.time() - float(began))
    time_machine.travel(datetime.fromisoformat(os.environ["MINGXIN_JOURNEYS_NOW"]) + since, tick=True).start()
