import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Topics, records, groups and positions as Kafka's own Java clients make and see them: java JavaClients.java address mark.
 * Each line on stdout is a JSON object with a step and its answer, the same on every broker that is one.
 */
public class JavaClients {
  private static final long START = System.currentTimeMillis() - 600_000;
  private final String address;
  private final String mark;
  private final Admin admin;

  private JavaClients(String address, String mark) {
    this.address = address;
    this.mark = mark;
    this.admin = Admin.create(Map.of("bootstrap.servers", address));
  }

  public static void main(String[] arguments) {
    try {
      new JavaClients(arguments[0], arguments[1]).run();
      System.exit(0);
    } catch (Throwable failure) {
      failure.printStackTrace(); // the launcher of source files stumbles over some
      System.exit(1);
    }
  }

  private void run() throws Exception {
    topics();
    records();
    positions();
    for (String assignor : List.of("RangeAssignor", "RoundRobinAssignor", "StickyAssignor", "CooperativeStickyAssignor"))
      sharing(assignor);
    staticMember();
    refusals();
    removal();
  }

  private void topics() throws Exception {
    String topic = topic("made", 2);
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    step("made again", () -> admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get());
    step("partitions", () -> partitionsOf(topic));
    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3))).all().get();
    for (int tries = 0; tries < 600 && partitionsOf(topic) < 3; tries++) Thread.sleep(50);
    step("more partitions", () -> partitionsOf(topic));
    step("fewer", () -> admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(1))).all().get());
    step("nodes", () -> admin.describeCluster().nodes().get().size());
    step("listed", () -> admin.listTopics().names().get().contains(topic));
    step("not there", () -> partitionsOf(named("nowhere")));
    var set = new AlterConfigOp(new ConfigEntry("retention.ms", "123456"), AlterConfigOp.OpType.SET);
    step("configured", () -> admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get());
    step("config", () -> {
      for (int tries = 0; ; tries++) {
        var entry = admin.describeConfigs(List.of(resource)).all().get().get(resource).get("retention.ms");
        if (tries > 600 || !entry.isDefault()) return entry.value() + " " + entry.source();
        Thread.sleep(50);
      }
    });
    var wrong = new AlterConfigOp(new ConfigEntry("retention.ms", "soon"), AlterConfigOp.OpType.SET);
    step("wrong config", () -> admin.incrementalAlterConfigs(Map.of(resource, List.of(wrong))).all().get());
  }

  private void records() throws Exception {
    String topic = topic("records", 1);
    for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd"))
      try (var producer = producer(Map.of("compression.type", codec, "linger.ms", 20))) {
        for (int i = 0; i < 20; i++) {
          var record = new ProducerRecord<>(topic, 0, START + i, i % 3 == 0 ? null : "ключ" + i, i == 7 ? null : codec + i + "茅台 53度");
          record.headers().add("h", "é".getBytes(StandardCharsets.UTF_8)).add("h", new byte[0]).add("none", null);
          producer.send(record);
        }
      }
    try (var consumer = consumer(Map.of("max.partition.fetch.bytes", 500))) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      List<String> wrong = new ArrayList<>();
      List<String> codecs = List.of("none", "gzip", "snappy", "lz4", "zstd");
      List<ConsumerRecord<String, String>> found = take(consumer, 100);
      for (int n = 0; n < found.size(); n++) {
        var each = found.get(n);
        int i = n % 20;
        String value = i == 7 ? null : codecs.get(n / 20) + i + "茅台 53度";
        String key = i % 3 == 0 ? null : "ключ" + i;
        int headers = each.headers().toArray().length;
        boolean same = each.offset() == n && each.timestamp() == START + i && headers == 3
            && java.util.Objects.equals(value, each.value()) && java.util.Objects.equals(key, each.key());
        if (!same) wrong.add(each.toString());
      }
      step("records of five codecs", () -> found.size() + " " + wrong);
    }
    step("a large one", () -> {
      try (var producer = producer(Map.of("max.request.size", 3_000_000)); var consumer = consumer(Map.of())) {
        String wide = named("large");
        admin.createTopics(List.of(new NewTopic(wide, 1, (short) 1).configs(Map.of("max.message.bytes", "4000000")))).all().get();
        until(wide, 1);
        producer.send(new ProducerRecord<>(wide, "k", "x".repeat(2_000_000))).get();
        consumer.assign(List.of(new TopicPartition(wide, 0)));
        return take(consumer, 1).get(0).value().length();
      }
    });
  }

  private void positions() throws Exception {
    String topic = topic("positions", 1);
    TopicPartition partition = new TopicPartition(topic, 0);
    step("largest time of nothing", () -> offset(partition, OffsetSpec.maxTimestamp()));
    try (var producer = producer(Map.of())) {
      for (int ms : new int[] {100, 300, 200}) producer.send(new ProducerRecord<>(topic, 0, START + ms, "k", "v" + ms)).get();
    }
    step("start and end", () -> offset(partition, OffsetSpec.earliest()) + " " + offset(partition, OffsetSpec.latest()));
    step("by time", () -> offset(partition, OffsetSpec.forTimestamp(START + 150)) + " " + offset(partition, OffsetSpec.forTimestamp(START + 400)));
    step("largest time", () -> offset(partition, OffsetSpec.maxTimestamp()));
    try (var consumer = consumer(Map.of("group.id", named("positions"), "auto.offset.reset", "none"))) {
      consumer.assign(List.of(partition));
      step("no position", () -> consumer.poll(Duration.ofSeconds(30)).count());
      consumer.seek(partition, 99);
      step("out of range", () -> consumer.poll(Duration.ofSeconds(30)).count());
      consumer.seek(partition, 1);
      step("from 1", () -> take(consumer, 2).stream().map(ConsumerRecord::value).toList().toString());
      step("position", () -> consumer.position(partition));
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(2, "a note")));
      step("committed", () -> consumer.committed(Set.of(partition)).get(partition).metadata());
      step("time to offset", () -> consumer.offsetsForTimes(Map.of(partition, START + 250)).get(partition).offset());
      step("beginning and end", () -> consumer.beginningOffsets(List.of(partition)).get(partition) + " " + consumer.endOffsets(List.of(partition)).get(partition));
    }
    String group = named("positions");
    step("seen by the administrator", () -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().get(partition).offset());
    step("altered", () -> admin.alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(1))).all().get());
    step("seen altered", () -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().get(partition).offset());
  }

  /** Two members share four partitions; when one leaves the other has them all, and no record is read twice. */
  private void sharing(String assignor) throws Exception {
    String topic = topic("shared-" + assignor, 4);
    String group = named("group-" + assignor);
    Map<String, Object> settings = Map.of("group.id", group, "partition.assignment.strategy",
        "org.apache.kafka.clients.consumer." + assignor, "heartbeat.interval.ms", 100);
    List<String> values = new ArrayList<>();
    try (var producer = producer(Map.of()); var one = consumer(settings)) {
      one.subscribe(List.of(topic));
      try (var two = consumer(settings)) {
        two.subscribe(List.of(topic));
        long deadline = System.currentTimeMillis() + 60_000;
        // Nothing is read before: positions could not be committed in the middle of a rebalance.
        while ((one.assignment().size() != 2 || two.assignment().size() != 2) && System.currentTimeMillis() < deadline)
          for (var each : List.of(one, two)) each.poll(Duration.ofMillis(50));
        for (int i = 0; i < 40; i++) producer.send(new ProducerRecord<>(topic, i % 4, "k", "a" + i));
        producer.flush();
        while (values.size() < 40 && System.currentTimeMillis() < deadline)
          for (var each : List.of(one, two)) {
            each.poll(Duration.ofMillis(50)).forEach((record) -> values.add(record.value()));
            each.commitSync();
          }
        step(assignor + " shares", () -> one.assignment().size() + " " + two.assignment().size());
        step(assignor + " described", () -> {
          var described = admin.describeConsumerGroups(List.of(group)).all().get().get(group);
          return described.groupState() + " " + described.members().size() + " " + described.partitionAssignor();
        });
      }
      for (int i = 0; i < 40; i++) producer.send(new ProducerRecord<>(topic, i % 4, "k", "b" + i));
      producer.flush();
      long deadline = System.currentTimeMillis() + 60_000;
      while ((one.assignment().size() != 4 || values.size() < 80) && System.currentTimeMillis() < deadline)
        one.poll(Duration.ofMillis(50)).forEach((record) -> values.add(record.value()));
      step(assignor + " alone", () -> one.assignment().size());
    }
    step(assignor + " read", () -> values.size() + " " + new TreeSet<>(values).size());
  }

  private void staticMember() throws Exception {
    String topic = topic("static", 2);
    Map<String, Object> settings = Map.of("group.id", named("static"), "group.instance.id", "one", "session.timeout.ms", 20_000);
    String first;
    try (var consumer = consumer(settings)) {
      consumer.subscribe(List.of(topic));
      untilAssigned(consumer);
      first = consumer.groupMetadata().generationId() + "";
    }
    try (var consumer = consumer(settings); var intruder = consumer(settings)) {
      consumer.subscribe(List.of(topic));
      untilAssigned(consumer);
      step("static member back without a rebalance", () -> first.equals(consumer.groupMetadata().generationId() + ""));
      intruder.subscribe(List.of(topic));
      untilAssigned(intruder);
      step("static member replaced", () -> {
        for (int i = 0; i < 100; i++) consumer.poll(Duration.ofMillis(100));
        return "polls on";
      });
    }
  }

  private void refusals() throws Exception {
    String topic = topic("refusals", 1);
    try (var impatient = producer(Map.of("max.block.ms", 2000))) {
      step("to no topic", () -> impatient.send(new ProducerRecord<>(named("nowhere"), "v")).get());
    }
    try (var producer = producer(Map.of("max.request.size", 20_000_000, "buffer.memory", 40_000_000L))) {
      step("too large", () -> producer.send(new ProducerRecord<>(topic, "x".repeat(12_000_000))).get());
      step("from the future", () -> producer.send(new ProducerRecord<>(topic, 0, System.currentTimeMillis() + 7_200_000, "k", "v")).get());
    }
    String compacted = named("compacted");
    admin.createTopics(List.of(new NewTopic(compacted, 1, (short) 1).configs(Map.of("cleanup.policy", "compact")))).all().get();
    until(compacted, 1);
    try (var producer = producer(Map.of())) {
      step("without a key", () -> producer.send(new ProducerRecord<>(compacted, "v")).get());
    }
    step("a bad name", () -> admin.createTopics(List.of(new NewTopic("bad name", 1, (short) 1))).all().get());
    step("too many replicas", () -> admin.createTopics(List.of(new NewTopic(named("three"), 1, (short) 3))).all().get());
    step("an unknown config", () -> admin.createTopics(List.of(new NewTopic(named("x"), 1, (short) 1).configs(Map.of("no.such", "1")))).all().get());
  }

  private void removal() throws Exception {
    String topic = topic("removed", 1);
    TopicPartition partition = new TopicPartition(topic, 0);
    try (var producer = producer(Map.of())) {
      for (int i = 0; i < 5; i++) producer.send(new ProducerRecord<>(topic, "v" + i)).get();
    }
    step("records deleted", () -> admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(3))).lowWatermarks().get(partition).get().lowWatermark());
    step("start after", () -> offset(partition, OffsetSpec.earliest()));
    String group = named("group-RangeAssignor");
    step("group state", () -> admin.describeConsumerGroups(List.of(group)).all().get().get(group).groupState().toString());
    step("group listed", () -> admin.listGroups().all().get().stream().anyMatch((each) -> each.groupId().equals(group)));
    step("group deleted", () -> admin.deleteConsumerGroups(List.of(group)).all().get());
    step("group deleted again", () -> admin.deleteConsumerGroups(List.of(group)).all().get());
    step("topic deleted", () -> admin.deleteTopics(List.of(topic)).all().get());
    step("topic deleted again", () -> admin.deleteTopics(List.of(topic)).all().get());
  }

  private String topic(String name, int partitions) throws Exception {
    String topic = named(name);
    admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty()))).all().get();
    until(topic, partitions);
    return topic;
  }

  /** A new topic is there before all of the cluster knows. */
  private void until(String topic, int partitions) throws Exception {
    for (int tries = 0; tries < 600; tries++) {
      try {
        for (int i = 0; i < partitions; i++) offset(new TopicPartition(topic, i), OffsetSpec.latest());
        return;
      } catch (ExecutionException notYet) {
        Thread.sleep(50);
      }
    }
    throw new IllegalStateException("topic " + topic + " does not come up");
  }

  private int partitionsOf(String topic) throws Exception {
    return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
  }

  private long offset(TopicPartition partition, OffsetSpec at) throws Exception {
    return admin.listOffsets(Map.of(partition, at)).partitionResult(partition).get().offset();
  }

  private static void untilAssigned(KafkaConsumer<String, String> consumer) {
    long deadline = System.currentTimeMillis() + 60_000;
    while (consumer.assignment().isEmpty() && System.currentTimeMillis() < deadline) consumer.poll(Duration.ofMillis(50));
  }

  private static List<ConsumerRecord<String, String>> take(KafkaConsumer<String, String> consumer, int count) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    long deadline = System.currentTimeMillis() + 60_000;
    while (records.size() < count && System.currentTimeMillis() < deadline)
      consumer.poll(Duration.ofMillis(100)).forEach(records::add);
    return records;
  }

  private String named(String name) {
    return "java-" + name + "-" + mark;
  }

  private KafkaProducer<String, String> producer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", address, "max.block.ms", 60_000));
    settings.putAll(more);
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private KafkaConsumer<String, String> consumer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", address, "auto.offset.reset", "earliest", "enable.auto.commit", false));
    settings.putAll(more);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
  }

  private static void step(String name, Callable<Object> work) {
    Object answer;
    try {
      answer = work.call();
    } catch (Exception failure) {
      Throwable cause = failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
      answer = cause.getClass().getSimpleName();
    }
    System.out.println("{\"step\": \"" + name + "\", \"answer\": \"" + answer + "\"}");
  }
}
