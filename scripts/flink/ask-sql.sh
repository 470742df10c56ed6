#!/usr/bin/env bash
# Asks a real Apache Flink in one JVM, which this shell becomes: ask-sql.sh file [types|plan], one query a line; one JSON line for each answer.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

[ $# -eq 1 ] || { [ $# -eq 2 ] && [[ $2 == types || $2 == plan ]]; } || { sed -n '2s/^# //p' "$0" >&2; exit 2; }
run_class AskSql "$@"
