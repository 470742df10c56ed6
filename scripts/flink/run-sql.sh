#!/usr/bin/env bash
# Runs the statements of a file on a real Apache Flink in one JVM, which this shell becomes: run-sql.sh file.sql
# FLINK_HOME_DIR (default: .flink/ of the project, ignored by git) keeps the jars; FLINK_HEAP (512m) is the memory.
set -euo pipefail
SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
FLINK_HOME_DIR=${FLINK_HOME_DIR:-$(cd "$SCRIPTS/../.." && pwd)/.flink}
LIBS=$FLINK_HOME_DIR/libs
CLASSES=$FLINK_HOME_DIR/classes

fail() { echo "flink: $*" >&2; exit 1; }

# What was fetched or compiled carries the checksum of what it came from, so that a change is noticed.
is_from() { [ "$(cat "$1/.complete" 2>/dev/null)" = "$(cksum < "$2")" ]; }

need_libs() {
  is_from "$LIBS" "$SCRIPTS/pom.xml" && return
  command -v mvn >/dev/null || fail "no 'mvn' on the PATH; Maven fetches Apache Flink (Debian: apt-get install maven)"
  echo "flink: fetching the jars named in scripts/flink/pom.xml (once)" >&2
  rm -rf "$LIBS"
  mvn -q -B -f "$SCRIPTS/pom.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$LIBS" >&2 || fail "Maven could not fetch Apache Flink; see the lines above"
  cksum < "$SCRIPTS/pom.xml" > "$LIBS/.complete"
}

need_classes() {
  is_from "$CLASSES" "$SCRIPTS/RunSql.java" && return
  rm -rf "$CLASSES"
  javac -nowarn -cp "$LIBS/*" -d "$CLASSES" "$SCRIPTS/RunSql.java" || fail "RunSql.java does not compile"
  cksum < "$SCRIPTS/RunSql.java" > "$CLASSES/.complete"
}

[ $# -eq 1 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
command -v javac >/dev/null || fail "no 'javac' on the PATH; Apache Flink 2 needs a JDK of 17 (Debian: apt-get install openjdk-17-jdk-headless)"
mkdir -p "$FLINK_HOME_DIR"
exec 9> "$FLINK_HOME_DIR/lock"
if command -v flock >/dev/null; then flock 9; fi
need_libs
need_classes
exec 9>&-
opens=()
for package in lang net io nio lang.reflect text time util util.concurrent util.concurrent.atomic util.concurrent.locks; do
  opens+=("--add-opens=java.base/java.$package=ALL-UNNAMED")
done
exec java "${opens[@]}" "-Xmx${FLINK_HEAP:-512m}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true \
  "-Dlog4j2.configurationFile=$SCRIPTS/log4j2.xml" -cp "$CLASSES:$LIBS/*" RunSql "$1"
