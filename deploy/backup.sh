#!/usr/bin/env bash
# A backup of one installation: deploy/backup.sh FOLDER [PYTHON]
#
# Writes FOLDER/<time>/ with the database (pg_dump, custom format) and the uploaded files, readable by its owner only.
# The keys are left out on purpose: who holds both can read everything. Keep ENCRYPTION_KEYS_FILE, AUDIT_KEY_FILE and
# .env in another, closed place; without the encryption keys a backup cannot be read.
set -euo pipefail
umask 077
folder=$(realpath "${1:?Name the folder for backups: deploy/backup.sh FOLDER}")
cd "$(dirname "$0")/.."
python=${2:-python}

setting() { "$python" -c "import os, campus.settings as s; print($1)"; }
database=$(setting 'os.environ.get("DATABASE_URL", "")')
case $database in
    postgres*) ;;
    *) echo "DATABASE_URL names no PostgreSQL database; this script backs up no other." >&2; exit 1 ;;
esac

backup="$folder/$(date -u +%Y-%m-%dT%H%M%SZ)"
mkdir -p "$backup"
pg_dump --format=custom --no-owner --no-privileges --file="$backup/database.dump" "$database"
for name in MEDIA_ROOT PRIVATE_ROOT; do
    files=$(setting "s.$name")
    if [ -d "$files" ]; then
        tar --create --gzip --file="$backup/$name.tar.gz" --directory="$files" .
    fi
done
checkpoint=$(setting 's.AUDIT_CHECKPOINT_FILE')
if [ -f "$checkpoint" ]; then
    cp "$checkpoint" "$backup/audit-checkpoint.json"
fi
(cd "$backup" && sha256sum -- * > SHA256SUMS)
echo "Written: $backup"
# A log that does not prove itself is backed up all the same, but not quietly.
"$python" manage.py verify_audit
