import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What java.util.regex answers. A line in: a JSON array of texts, the pattern first. A line out: the same array under "case"
 * with "error" (where the pattern is wrong) or "found": for each text its matches, each a list of group borders (-1: none).
 */
public class Answers {
  private static final int MOST_MATCHES = 60;

  public static void main(String[] args) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println("{\"case\":" + line + "," + answer(texts(line)) + "}");
    }
    out.flush();
  }

  private static String answer(List<String> texts) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(texts.get(0));
    } catch (PatternSyntaxException e) {
      return "\"error\":" + e.getIndex() + ",\"why\":\"" + e.getDescription().replaceAll("[\"\\\\\\p{Cntrl}]", "'") + "\"";
    } catch (RuntimeException e) {
      return "\"error\":-2,\"why\":\"" + e.getClass().getSimpleName() + "\"";
    }
    List<String> all = new ArrayList<>();
    for (String text : texts.subList(1, texts.size())) {
      try {
        Matcher matcher = pattern.matcher(text);
        List<String> matches = new ArrayList<>();
        while (matches.size() < MOST_MATCHES && matcher.find()) {
          List<String> borders = new ArrayList<>();
          for (int i = 0; i <= matcher.groupCount(); i++) {
            borders.add(matcher.start(i) + "," + matcher.end(i));
          }
          matches.add("[" + String.join(",", borders) + "]");
        }
        all.add("[" + String.join(",", matches) + "]");
      } catch (StackOverflowError e) {
        all.add("\"overflow\"");
      }
    }
    return "\"groups\":" + pattern.matcher("").groupCount() + ",\"found\":[" + String.join(",", all) + "]";
  }

  /** The texts of a JSON array of texts. */
  private static List<String> texts(String line) {
    List<String> texts = new ArrayList<>();
    StringBuilder text = null;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (text == null) {
        if (c == '"') text = new StringBuilder();
      } else if (c == '"') {
        texts.add(text.toString());
        text = null;
      } else if (c != '\\') {
        text.append(c);
      } else {
        char escape = line.charAt(++i);
        switch (escape) {
          case 'n' -> text.append('\n');
          case 'r' -> text.append('\r');
          case 't' -> text.append('\t');
          case 'b' -> text.append('\b');
          case 'f' -> text.append('\f');
          case 'u' -> {
            text.append((char) Integer.parseInt(line.substring(i + 1, i + 5), 16));
            i += 4;
          }
          default -> text.append(escape);
        }
      }
    }
    return texts;
  }
}
