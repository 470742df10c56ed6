import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.internal.TableResultInternal;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.utils.print.RowDataToStringConverter;
import org.apache.flink.util.CloseableIterator;

/**
 * Asks a Flink cluster inside this JVM: AskSql FILE, one query a line. Answers on stdout, in order, one JSON line each:
 * {"types": [...], "rows": [[text or null, ...], ...]} with texts as the SQL client prints them, or {"error": "..."}.
 * AskSql FILE types: queries are validated only, AskSql FILE plan: they are planned; neither is run, answers have no rows.
 */
public class AskSql {
  public static void main(String[] arguments) throws Exception {
    Configuration configuration = Configuration.fromMap(Map.of(
        "execution.target", "local",
        "rest.bind-address", "127.0.0.1",
        "rest.address", "127.0.0.1",
        "rest.bind-port", "0",
        "parallelism.default", "1",
        "table.local-time-zone", "UTC",
        "restart-strategy.type", "disable",
        "taskmanager.memory.managed.size", "32m",
        "taskmanager.memory.network.max", "64m"));
    TableEnvironment tables =
        TableEnvironment.create(EnvironmentSettings.newInstance().inStreamingMode().withConfiguration(configuration).build());
    String mode = arguments.length > 1 ? arguments[1] : "run";
    for (String query : Files.readAllLines(Path.of(arguments[0])))
      System.out.println(mode.equals("run") ? answer(tables, query) : types(tables, query, mode.equals("plan")));
    System.exit(0);
  }

  private static String answer(TableEnvironment tables, String query) {
    try {
      TableResultInternal result = (TableResultInternal) tables.executeSql(query);
      RowDataToStringConverter texts = result.getRowDataToStringConverter();
      List<String> rows = new ArrayList<>();
      try (CloseableIterator<RowData> all = result.collectInternal()) {
        while (all.hasNext()) {
          RowData row = all.next();
          String[] cells = texts.convert(row);
          for (int i = 0; i < cells.length; i++) if (row.isNullAt(i)) cells[i] = null;
          rows.add(list(Stream.of(cells)));
        }
      }
      return "{\"types\": " + typesOf(result.getResolvedSchema()) + ", \"rows\": [" + String.join(", ", rows) + "]}";
    } catch (Exception | Error e) {
      return error(e);
    }
  }

  private static String types(TableEnvironment tables, String query, boolean alsoPlan) {
    try {
      if (alsoPlan) tables.explainSql(query);
      return "{\"types\": " + typesOf(tables.sqlQuery(query).getResolvedSchema()) + "}";
    } catch (Exception | Error e) {
      return error(e);
    }
  }

  private static String typesOf(ResolvedSchema schema) {
    return list(schema.getColumnDataTypes().stream().map(type -> type.getLogicalType().asSummaryString()));
  }

  private static String error(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) cause = cause.getCause();
    return "{\"error\": " + quote(cause.getClass().getSimpleName() + ": " + cause.getMessage()) + "}";
  }

  private static String list(Stream<String> texts) {
    return texts.map(AskSql::quote).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quote(String text) {
    if (text == null) return "null";
    StringBuilder quoted = new StringBuilder("\"");
    for (char unit : text.toCharArray()) {
      if (unit == '"' || unit == '\\') quoted.append('\\').append(unit);
      else if (unit < ' ' || unit > '~') quoted.append(String.format("\\u%04x", (int) unit));
      else quoted.append(unit);
    }
    return quoted.append('"').toString();
  }
}
