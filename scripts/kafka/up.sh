#!/usr/bin/env bash
# Starts one real Apache Kafka (KRaft, a single node) on loopback for the test suite and waits until it answers.
# Running it again is harmless: a server that lives is left alone. Prints the plain address.
#   19092 plain   19093 controller   19094 SASL   19095 SASL over TLS   19096 TLS
#   user alice, password alice-secret (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512); CA in $KAFKA_HOME_DIR/tls/ca.crt
# Ports by KAFKA_{PLAIN,CONTROLLER,SASL,SASL_TLS,TLS}_PORT, memory by KAFKA_HEAP (1g), more lines for the server's
# configuration by KAFKA_EXTRA ("key=value key=value").
set -euo pipefail
. "$(dirname "$0")/common.sh"
. "$SCRIPTS/server.properties.sh"

make_tls() {
  [ -s "$TLS/server.pem" ] && return
  command -v openssl >/dev/null || fail "no 'openssl' on the PATH; it makes the keys of the TLS listeners"
  local work
  work=$(mktemp -d "$KAFKA_HOME_DIR/tls.XXXXXX")
  (
    cd "$work"
    openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=weir tests" \
      -addext "basicConstraints=critical,CA:TRUE" -keyout ca.key -out ca.crt
    openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout server.key -out server.csr
    echo "subjectAltName=DNS:localhost,IP:127.0.0.1" > names
    openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 -extfile names -out server.crt
    openssl pkcs8 -topk8 -nocrypt -in server.key | cat - server.crt ca.crt > server.pem
  ) 2> "$work/log" || fail "openssl failed: $(tail -3 "$work/log")"
  rm -rf "$TLS"
  mv "$work" "$TLS"
}

format_storage() {
  [ -e "$DATA/meta.properties" ] && return
  local tool=(java -Xmx256m "-Dlog4j2.configurationFile=$SCRIPTS/log4j2.xml" -cp "$LIBS/*" kafka.tools.StorageTool) id
  id=$("${tool[@]}" random-uuid | tail -1)
  "${tool[@]}" format --cluster-id "$id" --config "$KAFKA_HOME_DIR/server.properties" \
    --add-scram 'SCRAM-SHA-256=[name=alice,password=alice-secret]' \
    --add-scram 'SCRAM-SHA-512=[name=alice,password=alice-secret]' > "$SERVER_LOG" 2>&1 ||
    { tail -5 "$SERVER_LOG" >&2; fail "the data folder could not be formatted"; }
}

start() {
  local port
  for port in "$PLAIN_PORT" "$CONTROLLER_PORT" "$SASL_PORT" "$SASL_TLS_PORT" "$TLS_PORT"; do
    port_answers "$port" && fail "port $port is taken by something this script did not start"
  done
  make_tls
  server_properties > "$KAFKA_HOME_DIR/server.properties"
  for line in ${KAFKA_EXTRA:-}; do echo "$line" >> "$KAFKA_HOME_DIR/server.properties"; done
  format_storage
  local heap=${KAFKA_HEAP:-1g}
  setsid java "-Xms$heap" "-Xmx$heap" -Djava.awt.headless=true -Dweir.log.level=WARN \
    "-Dlog4j2.configurationFile=$SCRIPTS/log4j2.xml" -cp "$LIBS/*" kafka.Kafka "$KAFKA_HOME_DIR/server.properties" \
    > "$SERVER_LOG" 2>&1 < /dev/null 9>&- &
  echo $! > "$PID_FILE"
}

wait_until_ready() {
  local deadline=$((SECONDS + ${KAFKA_START_SECONDS:-240})) tool
  while [ $SECONDS -lt $deadline ]; do
    running_pid >/dev/null || { tail -20 "$SERVER_LOG" >&2; fail "the server ended; its log is $SERVER_LOG"; }
    port_answers "$PLAIN_PORT" && port_answers "$SASL_TLS_PORT" && return
    sleep 0.2
  done
  tail -20 "$SERVER_LOG" >&2
  fail "the server does not answer; its log is $SERVER_LOG"
}

mkdir -p "$KAFKA_HOME_DIR"
KAFKA_HOME_DIR=$(cd "$KAFKA_HOME_DIR" && pwd)
# Two callers at once: the second waits and finds the server of the first.
exec 9> "$KAFKA_HOME_DIR/lock"
if command -v flock >/dev/null; then flock 9; fi

need_java
if pid=$(running_pid); then
  say "already running, pid $pid"
else
  need_libs
  start
fi
wait_until_ready
say "Apache Kafka answers on 127.0.0.1:$PLAIN_PORT, pid $(cat "$PID_FILE")"
echo "127.0.0.1:$PLAIN_PORT"
