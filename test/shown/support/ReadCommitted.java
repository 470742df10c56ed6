import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A line for each value that Kafka's own Java consumer shows to a reader of committed rows, from the start of a topic to the
 * end it has once no transaction is open in it: java ReadCommitted.java address topic.
 */
public class ReadCommitted {
  private static final long OPEN_MS = 120_000;

  public static void main(String[] arguments) {
    try {
      read(arguments[0], arguments[1]);
      System.exit(0);
    } catch (Throwable failure) {
      failure.printStackTrace(); // the launcher of source files stumbles over some
      System.exit(1);
    }
  }

  private static void read(String address, String topic) throws Exception {
    var out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
    try (var all = consumer(address, "read_uncommitted"); var committed = consumer(address, "read_committed")) {
      List<TopicPartition> partitions = committed.partitionsFor(topic).stream()
          .map(info -> new TopicPartition(topic, info.partition()))
          .collect(Collectors.toList());
      Map<TopicPartition, Long> ends = ends(all, committed, partitions);
      committed.assign(partitions);
      committed.seekToBeginning(partitions);
      while (partitions.stream().anyMatch(partition -> committed.position(partition) < ends.get(partition)))
        for (ConsumerRecord<String, String> record : committed.poll(Duration.ofSeconds(1))) {
          out.write(record.value());
          out.write('\n');
        }
    }
    out.flush();
  }

  /** Markers of a transaction come into the log a little after its commit is answered. */
  private static Map<TopicPartition, Long> ends(
      KafkaConsumer<String, String> all, KafkaConsumer<String, String> committed, List<TopicPartition> partitions)
      throws InterruptedException {
    long deadline = System.currentTimeMillis() + OPEN_MS;
    for (;;) {
      Map<TopicPartition, Long> last = all.endOffsets(partitions);
      Map<TopicPartition, Long> stable = committed.endOffsets(partitions);
      if (last.equals(stable)) return stable;
      if (System.currentTimeMillis() > deadline)
        throw new IllegalStateException("a transaction is still open: committed to " + stable + " of " + last);
      Thread.sleep(50);
    }
  }

  private static KafkaConsumer<String, String> consumer(String address, String isolation) {
    var settings = new HashMap<String, Object>();
    settings.put("bootstrap.servers", address);
    settings.put("isolation.level", isolation);
    settings.put("auto.offset.reset", "none");
    settings.put("enable.auto.commit", "false");
    return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
  }
}
