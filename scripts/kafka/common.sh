# What up.sh, down.sh and tools.sh share; sourced, never run.
# KAFKA_HOME_DIR (default: .kafka/ of the project, ignored by git) holds everything: jars, data, TLS keys, log, pid.

SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
KAFKA_HOME_DIR=${KAFKA_HOME_DIR:-$(cd "$SCRIPTS/../.." && pwd)/.kafka}
PLAIN_PORT=${KAFKA_PLAIN_PORT:-19092}
CONTROLLER_PORT=${KAFKA_CONTROLLER_PORT:-19093}
SASL_PORT=${KAFKA_SASL_PORT:-19094}
SASL_TLS_PORT=${KAFKA_SASL_TLS_PORT:-19095}
TLS_PORT=${KAFKA_TLS_PORT:-19096}

LIBS=$KAFKA_HOME_DIR/libs
DATA=$KAFKA_HOME_DIR/data
TLS=$KAFKA_HOME_DIR/tls
PID_FILE=$KAFKA_HOME_DIR/pid
SERVER_LOG=$KAFKA_HOME_DIR/server.log

say() { echo "kafka: $*" >&2; }
fail() { say "$*"; exit 1; }

need_java() {
  command -v java >/dev/null || fail "no 'java' on the PATH; Apache Kafka 4 needs Java 17 or newer (Debian: apt-get install openjdk-17-jre-headless)"
  local version
  version=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -1)
  [ "${version:-0}" -ge 17 ] || fail "java is version ${version:-unknown}; Apache Kafka 4 needs Java 17 or newer"
}

# Jars by Maven, once; the marker names the pom they came from, so a changed version is fetched again.
need_libs() {
  local wanted
  wanted=$(cksum < "$SCRIPTS/pom.xml")
  [ "$(cat "$LIBS/.complete" 2>/dev/null)" = "$wanted" ] && return
  command -v mvn >/dev/null || fail "no 'mvn' on the PATH; Maven fetches Apache Kafka from Maven Central (Debian: apt-get install maven)"
  say "fetching the jars named in scripts/kafka/pom.xml (once)"
  rm -rf "$LIBS"
  mvn -q -B -f "$SCRIPTS/pom.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$LIBS" >&2 || fail "Maven could not fetch Apache Kafka; see the lines above"
  echo "$wanted" > "$LIBS/.complete"
}

# The pid of our server if it lives. The command line is compared: the number may belong to someone else by now.
running_pid() {
  local pid
  pid=$(cat "$PID_FILE" 2>/dev/null) || return 1
  kill -0 "$pid" 2>/dev/null || return 1
  ps -o args= -p "$pid" 2>/dev/null | grep -q "kafka\.Kafka .*$KAFKA_HOME_DIR" || return 1
  echo "$pid"
}

port_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
