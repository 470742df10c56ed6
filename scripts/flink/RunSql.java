import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;

/**
 * Runs the statements of a file, which end with a semicolon at the end of a line, on a Flink cluster inside this JVM.
 * SET 'key' = 'value' lines come first. Waits for the end of each INSERT; says "job <id>" on stdout when one has begun
 * and "done" behind the last statement.
 */
public class RunSql {
  private static final Pattern SET = Pattern.compile("(?is)SET\\s+'([^']+)'\\s*=\\s*'(.*)'");

  public static void main(String[] arguments) throws Exception {
    String text = Files.readString(Path.of(arguments[0]));
    Configuration configuration = Configuration.fromMap(Map.of(
        "execution.target", "local",
        "rest.bind-address", "127.0.0.1",
        "rest.address", "127.0.0.1",
        "rest.bind-port", "0",
        "parallelism.default", "1",
        "taskmanager.memory.managed.size", "32m",
        "taskmanager.memory.network.max", "64m"));
    TableEnvironment tables = null;
    for (String part : text.split(";\\s*(\\n|$)")) {
      String statement = part.strip();
      if (statement.isEmpty()) continue;
      Matcher setting = SET.matcher(statement);
      if (setting.matches()) {
        configuration.setString(setting.group(1), setting.group(2));
        continue;
      }
      if (tables == null)
        tables = TableEnvironment.create(
            EnvironmentSettings.newInstance().inStreamingMode().withConfiguration(configuration).build());
      TableResult result = tables.executeSql(statement);
      if (result.getJobClient().isEmpty()) continue;
      JobClient job = result.getJobClient().get();
      System.out.println("job " + job.getJobID());
      result.await();
    }
    System.out.println("done");
    System.exit(0);
  }
}
