import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Transactions as Kafka's own Java clients make and read them: java JavaTransactions.java address mark. Each line on stdout
 * is a JSON object with a step and its answer; the answers are the same on every broker that keeps Kafka's promises.
 */
@SuppressWarnings("removal") // group metadata that no consumer gave out
public class JavaTransactions {
  private final String address;
  private final String mark;
  private final Admin admin;

  private JavaTransactions(String address, String mark) {
    this.address = address;
    this.mark = mark;
    this.admin = Admin.create(Map.of("bootstrap.servers", address));
  }

  public static void main(String[] arguments) {
    try {
      new JavaTransactions(arguments[0], arguments[1]).run();
      System.exit(0);
    } catch (Throwable failure) {
      failure.printStackTrace(); // the launcher of source files stumbles over some
      System.exit(1);
    }
  }

  private void run() throws Exception {
    String in = topic("in", 1);
    String out = topic("out", 2);
    commitAndAbort(out);
    parallelProducers(topic("many", 1));
    fencing(topic("fence", 1));
    offsets(in, topic("moved", 1));
    timeOut(topic("late", 1));
    administration(topic("admin", 1));
  }

  private void commitAndAbort(String topic) {
    try (var producer = producer("plain", 60_000)) {
      producer.initTransactions();
      step("nothing begun", () -> {
        producer.commitTransaction();
        return "committed";
      });
      for (int round = 0; round < 6; round++) {
        producer.beginTransaction();
        for (int i = 0; i < 3; i++) send(producer, topic, i % 2, "r" + round + "-" + i);
        producer.flush(); // an abort drops what was not sent yet
        if (round % 2 == 0) producer.commitTransaction();
        else producer.abortTransaction();
      }
      producer.beginTransaction();
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, topic, 0, "open");
      producer.flush();
      step("committed rows", () -> read(topic, 2, "read_committed", 9).toString());
      step("all rows", () -> read(topic, 2, "read_uncommitted", 19).size());
      step("ends", () -> end(topic, IsolationLevel.READ_COMMITTED) < end(topic, IsolationLevel.READ_UNCOMMITTED));
      producer.commitTransaction();
      step("committed at last", () -> read(topic, 2, "read_committed", 10).contains("open"));
    }
  }

  /** Transactions of several producers that lie across each other in one partition; every second one is aborted. */
  private void parallelProducers(String topic) {
    List<KafkaProducer<String, String>> producers = new ArrayList<>();
    for (int i = 0; i < 4; i++) producers.add(producer("many-" + i, 60_000));
    for (var each : producers) each.initTransactions();
    for (int round = 0; round < 5; round++) {
      for (var each : producers) each.beginTransaction();
      for (int part = 0; part < 3; part++)
        for (int i = 0; i < 4; i++) {
          send(producers.get(i), topic, 0, "m" + round + "-" + i + "-" + part);
          producers.get(i).flush();
        }
      for (int i = 3; i >= 0; i--)
        if ((i + round) % 2 == 0) producers.get(i).commitTransaction();
        else producers.get(i).abortTransaction();
    }
    for (var each : producers) each.close();
    step("interleaved", () -> read(topic, 1, "read_committed", 30).toString());
  }

  private void fencing(String topic) {
    var zombie = producer("fenced", 60_000);
    zombie.initTransactions();
    zombie.beginTransaction();
    send(zombie, topic, 0, "zombie");
    zombie.flush();
    try (var heir = producer("fenced", 60_000)) {
      heir.initTransactions();
      step("fenced commit", () -> {
        zombie.commitTransaction();
        return "committed";
      });
      step("fenced close", () -> {
        zombie.close(Duration.ofSeconds(5));
        return "closed";
      });
      heir.beginTransaction();
      send(heir, topic, 0, "heir");
      heir.commitTransaction();
      heir.beginTransaction();
      send(heir, topic, 0, "dropped");
      heir.flush();
      step("fenced by the administrator", () -> admin.fenceProducers(Set.of(named("fenced"))).all().get());
      step("commit after that", () -> {
        heir.commitTransaction();
        return "committed";
      });
    }
    step("only the heir", () -> read(topic, 1, "read_committed", 1).toString());
    var third = producer("fenced-send", 60_000);
    third.initTransactions();
    third.beginTransaction();
    send(third, topic, 0, "third");
    third.flush();
    try (var fourth = producer("fenced-send", 60_000)) {
      fourth.initTransactions();
      step("fenced send", () -> {
        third.send(new ProducerRecord<>(topic, 0, "k", "x")).get();
        return "sent";
      });
    }
    third.close(Duration.ofSeconds(5));
  }

  /** Moves rows with their positions, by the generation of a consumer that is a member of its group. */
  private void offsets(String from, String to) {
    try (var feeder = producer("feeder", 60_000)) {
      feeder.initTransactions();
      feeder.beginTransaction();
      for (int i = 0; i < 5; i++) send(feeder, from, 0, "row" + i);
      feeder.commitTransaction();
    }
    String group = named("movers");
    TopicPartition partition = new TopicPartition(from, 0);
    try (var consumer = consumer(group, "read_committed");
        var mover = producer("mover", 60_000)) {
      consumer.subscribe(List.of(from));
      List<String> rows = new ArrayList<>();
      long deadline = System.currentTimeMillis() + 60_000;
      while (rows.size() < 5 && System.currentTimeMillis() < deadline)
        for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(200))) rows.add(each.value());
      step("rows to move", rows::toString);
      ConsumerGroupMetadata member = consumer.groupMetadata();
      mover.initTransactions();
      mover.beginTransaction();
      send(mover, to, 0, rows.get(0));
      mover.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(2, "note")), member);
      step("not yet stable", () -> consumer.committed(Set.of(partition), Duration.ofSeconds(1)).get(partition));
      mover.commitTransaction();
      step("moved", () -> told(consumer.committed(Set.of(partition)).get(partition)));
      mover.beginTransaction();
      mover.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(4)), member);
      mover.abortTransaction();
      step("not moved", () -> told(consumer.committed(Set.of(partition)).get(partition)));
      mover.beginTransaction();
      var gone = new ConsumerGroupMetadata(group, member.generationId() - 1, member.memberId(), Optional.empty());
      step("an older generation", () -> {
        mover.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(4)), gone);
        return "staged";
      });
      step("aborted then", () -> {
        mover.abortTransaction();
        return "aborted";
      });
      mover.beginTransaction();
      var stranger = new ConsumerGroupMetadata(group, member.generationId(), "stranger", Optional.empty());
      step("a stranger", () -> {
        mover.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(4)), stranger);
        return "staged";
      });
      mover.abortTransaction();
      mover.beginTransaction();
      mover.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(5)), new ConsumerGroupMetadata(group));
      mover.commitTransaction();
      step("by no member", () -> told(consumer.committed(Set.of(partition)).get(partition)));
    }
    step("rows moved", () -> read(to, 1, "read_committed", 1).toString());
  }

  private void timeOut(String topic) throws Exception {
    var late = producer("late", 1_000);
    late.initTransactions();
    late.beginTransaction();
    send(late, topic, 0, "late");
    late.flush();
    long deadline = System.currentTimeMillis() + 60_000;
    while (end(topic, IsolationLevel.READ_COMMITTED) == 0 && System.currentTimeMillis() < deadline) Thread.sleep(100);
    // Which exception it is differs between versions of the protocol; that it does not commit does not.
    step("commits too late", () -> {
      try {
        late.commitTransaction();
        return "committed";
      } catch (RuntimeException refused) {
        return "refused";
      }
    });
    late.close(Duration.ofSeconds(5));
    try (var next = producer("late", 60_000)) {
      next.initTransactions();
      next.beginTransaction();
      send(next, topic, 0, "in time");
      next.commitTransaction();
    }
    step("only what was in time", () -> read(topic, 1, "read_committed", 1).toString());
    step("a time-out beyond what is allowed", () -> {
      try (var never = producer("never", 900_001)) {
        never.initTransactions();
        return "begun";
      }
    });
  }

  private void administration(String topic) throws Exception {
    String id = named("admin");
    try (var producer = producer("admin", 60_000)) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, topic, 0, "a");
      send(producer, topic, 0, "b");
      producer.flush();
      TopicPartition partition = new TopicPartition(topic, 0);
      step("described", () -> {
        var found = admin.describeTransactions(Set.of(id)).all().get().get(id);
        return found.state() + " " + found.topicPartitions().equals(Set.of(partition)) + " " + found.transactionTimeoutMs();
      });
      step("listed", () -> admin.listTransactions().all().get().stream()
          .filter(each -> each.transactionalId().equals(id)).map(each -> each.state().toString()).toList().toString());
      step("producers", () -> {
        var active = admin.describeProducers(Set.of(partition)).partitionResult(partition).get().activeProducers();
        return active.size() + " " + active.get(0).lastSequence() + " " + active.get(0).currentTransactionStartOffset().isPresent();
      });
      producer.commitTransaction();
      // The answer to a commit comes before its markers are in the log.
      step("described after", () -> {
        for (;;) {
          String state = admin.describeTransactions(Set.of(id)).all().get().get(id).state().toString();
          if (!state.startsWith("Prepare")) return state;
          Thread.sleep(10);
        }
      });
    }
  }

  private String topic(String name, int partitions) throws Exception {
    String topic = named(name);
    // No number of replicas: the broker's default.
    admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty()))).all().get(60, TimeUnit.SECONDS);
    for (int tries = 0; tries < 600; tries++) {
      try {
        for (int i = 0; i < partitions; i++) end(new TopicPartition(topic, i), IsolationLevel.READ_UNCOMMITTED);
        return topic;
      } catch (ExecutionException notYet) {
        Thread.sleep(50);
      }
    }
    throw new IllegalStateException("topic " + topic + " does not come up");
  }

  private String named(String name) {
    return "java-" + name + "-" + mark;
  }

  private KafkaProducer<String, String> producer(String id, int timeoutMs) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", address);
    settings.put("transactional.id", named(id));
    settings.put("transaction.timeout.ms", timeoutMs);
    settings.put("max.block.ms", 60_000);
    settings.put("retry.backoff.ms", 20);
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private KafkaConsumer<String, String> consumer(String group, String isolation) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", address);
    if (group != null) settings.put("group.id", group);
    settings.put("isolation.level", isolation);
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", false);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
  }

  private static void send(KafkaProducer<String, String> producer, String topic, int partition, String value) {
    producer.send(new ProducerRecord<>(topic, partition, "k", value));
  }

  /** Rows in the order of their partitions; waits for `count` of them and then a little for one too many. */
  private List<String> read(String topic, int partitions, String isolation, int count) {
    try (var consumer = consumer(null, isolation)) {
      List<TopicPartition> all = new ArrayList<>();
      for (int i = 0; i < partitions; i++) all.add(new TopicPartition(topic, i));
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<Integer, List<String>> rows = new TreeMap<>();
      int found = 0;
      long deadline = System.currentTimeMillis() + 60_000;
      long end = deadline;
      while (System.currentTimeMillis() < end) {
        for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(100))) {
          rows.computeIfAbsent(each.partition(), (none) -> new ArrayList<>()).add(each.value());
          found++;
        }
        if (found >= count && end == deadline) end = System.currentTimeMillis() + 300;
      }
      return rows.values().stream().flatMap(List::stream).toList();
    }
  }

  private long end(String topic, IsolationLevel isolation) throws Exception {
    return end(new TopicPartition(topic, 0), isolation);
  }

  private long end(TopicPartition partition, IsolationLevel isolation) throws Exception {
    return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
        .partitionResult(partition).get().offset();
  }

  private static String told(OffsetAndMetadata committed) {
    return committed.offset() + committed.metadata();
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
