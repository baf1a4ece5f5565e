#!/bin/sh
# PostgreSQL's restore_command: get a file of the write-ahead log back. restore_wal.sh ARCHIVED WANTED
#
# Exit code 1: it is not in the archive, which is how recovery learns that it has come to the end. What is there and
# cannot be read must not look like the end: beyond 125 PostgreSQL gives up and says so.
set -u
if [ -e "$1.gz" ]; then
  gzip -dc "$1.gz" >"$2" || exit 126
elif [ -e "$1" ]; then
  cp "$1" "$2" || exit 126
else
  exit 1
fi
