# What the scripts of this folder share. FLINK_HOME_DIR (default: .flink/ of the project, ignored by git) keeps the jars;
# FLINK_HEAP (512m) is the memory.
SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
FLINK_HOME_DIR=${FLINK_HOME_DIR:-$(cd "$SCRIPTS/../.." && pwd)/.flink}
LIBS=$FLINK_HOME_DIR/libs
CLASSES=$FLINK_HOME_DIR/classes

fail() { echo "flink: $*" >&2; exit 1; }

# What was fetched or compiled carries the checksum of what it came from, so that a change is noticed.
is_from() { [ "$(cat "$1/.complete" 2>/dev/null)" = "$(cat "${@:2}" | cksum)" ]; }

need_libs() {
  is_from "$LIBS" "$SCRIPTS/pom.xml" && return
  command -v mvn >/dev/null || fail "no 'mvn' on the PATH; Maven fetches Apache Flink (Debian: apt-get install maven)"
  echo "flink: fetching the jars named in scripts/flink/pom.xml (once)" >&2
  rm -rf "$LIBS"
  mvn -q -B -f "$SCRIPTS/pom.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$LIBS" >&2 || fail "Maven could not fetch Apache Flink; see the lines above"
  cat "$SCRIPTS/pom.xml" | cksum > "$LIBS/.complete"
}

need_classes() {
  is_from "$CLASSES" "$SCRIPTS"/*.java && return
  rm -rf "$CLASSES"
  javac -nowarn -cp "$LIBS/*" -d "$CLASSES" "$SCRIPTS"/*.java || fail "scripts/flink/*.java do not compile"
  cat "$SCRIPTS"/*.java | cksum > "$CLASSES/.complete"
}

# Becomes a JVM that runs a class of this folder with its arguments.
run_class() {
  command -v javac >/dev/null || fail "no 'javac' on the PATH; Apache Flink 2 needs a JDK of 17 (Debian: apt-get install openjdk-17-jdk-headless)"
  mkdir -p "$FLINK_HOME_DIR"
  exec 9> "$FLINK_HOME_DIR/lock"
  if command -v flock >/dev/null; then flock 9; fi
  need_libs
  need_classes
  exec 9>&-
  local opens=() package
  for package in lang net io nio lang.reflect text time util util.concurrent util.concurrent.atomic util.concurrent.locks; do
    opens+=("--add-opens=java.base/java.$package=ALL-UNNAMED")
  done
  exec java "${opens[@]}" "-Xmx${FLINK_HEAP:-512m}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true \
    "-Dlog4j2.configurationFile=$SCRIPTS/log4j2.xml" -cp "$CLASSES:$LIBS/*" "$@"
}
