#!/usr/bin/env bash
# Runs the statements of a file on a real Apache Flink in one JVM, which this shell becomes: run-sql.sh file.sql
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

[ $# -eq 1 ] || { sed -n '2s/^# //p' "$0" >&2; exit 2; }
run_class RunSql "$1"
