#!/usr/bin/env bash
# Runs one of Kafka's own Java tools: tools.sh <tool> [arguments]. The server need not run.
#   console-producer, console-consumer, topics, groups, configs, offsets, transactions, acls, api-versions,
#   producer-perf, consumer-perf, the full name of a class, or a Java source file that uses the clients
set -euo pipefail
. "$(dirname "$0")/common.sh"

tool=${1:-}
[ -n "$tool" ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }
shift
case $tool in
  console-producer) class=org.apache.kafka.tools.ConsoleProducer ;;
  console-consumer) class=org.apache.kafka.tools.consumer.ConsoleConsumer ;;
  topics) class=org.apache.kafka.tools.TopicCommand ;;
  groups) class=org.apache.kafka.tools.consumer.group.ConsumerGroupCommand ;;
  configs) class=kafka.admin.ConfigCommand ;;
  offsets) class=org.apache.kafka.tools.GetOffsetShell ;;
  transactions) class=org.apache.kafka.tools.TransactionsCommand ;;
  acls) class=org.apache.kafka.tools.AclCommand ;;
  api-versions) class=org.apache.kafka.tools.BrokerApiVersionsCommand ;;
  producer-perf) class=org.apache.kafka.tools.ProducerPerformance ;;
  consumer-perf) class=org.apache.kafka.tools.ConsumerPerformance ;;
  *.java)
    command -v javac >/dev/null || fail "a Java source file needs a JDK (Debian: apt-get install openjdk-17-jdk-headless)"
    class=$tool
    ;;
  *.*) class=$tool ;;
  *) fail "no tool '$tool'" ;;
esac
need_java
need_libs
exec java -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  "-Dlog4j2.configurationFile=$SCRIPTS/log4j2.xml" -cp "$LIBS/*" "$class" "$@"
