#!/usr/bin/env bash
# Stops the server that up.sh started, by its pid. `down.sh -9` kills it hard; `down.sh --clean` also drops its data.
set -euo pipefail
. "$(dirname "$0")/common.sh"

signal=-15
[ "${1:-}" = "-9" ] && signal=-9
if pid=$(running_pid); then
  kill $signal "$pid"
  for _ in $(seq 1 150); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  kill -0 "$pid" 2>/dev/null && kill -9 "$pid"
  say "stopped, pid $pid"
fi
rm -f "$PID_FILE"
if [ "${1:-}" = "--clean" ]; then rm -rf "$DATA"; fi
