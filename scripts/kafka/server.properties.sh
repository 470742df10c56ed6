# Prints the server's configuration for the ports and folders of common.sh; sourced by up.sh.

server_properties() {
  local listener mechanism login
  cat <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$CONTROLLER_PORT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAIN
listener.security.protocol.map=PLAIN:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,SASLTLS:SASL_SSL,TLS:SSL
listeners=PLAIN://127.0.0.1:$PLAIN_PORT,CONTROLLER://127.0.0.1:$CONTROLLER_PORT,SASL://127.0.0.1:$SASL_PORT,SASLTLS://127.0.0.1:$SASL_TLS_PORT,TLS://127.0.0.1:$TLS_PORT
advertised.listeners=PLAIN://127.0.0.1:$PLAIN_PORT,SASL://127.0.0.1:$SASL_PORT,SASLTLS://127.0.0.1:$SASL_TLS_PORT,TLS://127.0.0.1:$TLS_PORT
log.dirs=$DATA
auto.create.topics.enable=false
num.partitions=1
message.max.bytes=10485760
group.initial.rebalance.delay.ms=0
# One broker: every internal topic has one replica.
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=8
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
num.network.threads=2
num.io.threads=4
ssl.keystore.type=PEM
ssl.keystore.location=$TLS/server.pem
ssl.truststore.type=PEM
ssl.truststore.location=$TLS/ca.crt
ssl.client.auth=none
# Nothing is forbidden until a test adds an ACL for a resource of its own.
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=true
super.users=User:ANONYMOUS
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
PROPERTIES
  for listener in sasl sasltls; do
    echo "listener.name.$listener.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_alice=\"alice-secret\";"
    for mechanism in scram-sha-256 scram-sha-512; do
      login=org.apache.kafka.common.security.scram.ScramLoginModule
      echo "listener.name.$listener.$mechanism.sasl.jaas.config=$login required;"
    done
  done
}
