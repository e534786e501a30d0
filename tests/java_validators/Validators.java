// What a validator of others finds in our documents, offline.
//   java Validators hapi|official OUT LIST [DEFINITIONS…]: LIST names one file a line, a Bundle of JSON each (.ndjson: one a line).
// DEFINITIONS are packages (.tgz) and folders of JSON resources, loaded beside R4. OUT gets one line a finding: severity, message id, document,
// place, text, separated by tabs. -Drounds=N: all of them N times more, and before their number a line with seconds: until the first, for all of them
// the first time, and the median of the rounds.
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

public class Validators {
  record Finding(String severity, String id, String place, String text) {}

  interface Validator {
    List<Finding> validate(String document) throws Exception;
  }

  record Document(String name, String text) {}

  public static void main(String[] args) throws Exception {
    long start = System.nanoTime();
    List<Path> definitions = Arrays.stream(args).skip(3).map(Path::of).collect(Collectors.toList());
    Validator validator = args[0].equals("hapi") ? new HapiLibrary(definitions) : new OfficialValidator(definitions);
    long ready = System.nanoTime();
    int count = 0;
    try (PrintWriter out = new PrintWriter(args[1], StandardCharsets.UTF_8)) {
      for (String file : Files.readAllLines(Path.of(args[2]))) {
        for (Document document : documents(Path.of(file))) {
          ++count;
          for (Finding finding : findings(validator, document)) {
            out.println(String.join("\t", finding.severity(), finding.id(), document.name(), plain(finding.place()), plain(finding.text())));
          }
        }
      }
    }
    int rounds = Integer.getInteger("rounds", 0);
    if (rounds > 0) {
      long first = System.nanoTime() - ready;
      System.out.printf("%.3f %.3f %.3f%n", (ready - start) / 1e9, first / 1e9, median(validator, args[2], rounds));
    }
    System.out.println(count);
    System.exit(0); // the engine's caches keep threads
  }

  private static double median(Validator validator, String list, int rounds) throws IOException {
    double[] seconds = new double[rounds];
    for (int i = 0; i < rounds; ++i) {
      long begin = System.nanoTime();
      for (String file : Files.readAllLines(Path.of(list))) {
        documents(Path.of(file)).forEach(document -> findings(validator, document));
      }
      seconds[i] = (System.nanoTime() - begin) / 1e9;
    }
    Arrays.sort(seconds);
    return seconds[rounds / 2];
  }

  private static List<Document> documents(Path file) throws IOException {
    String text = Files.readString(file);
    if (!file.toString().endsWith(".ndjson")) {
      return List.of(new Document(file.toString(), text));
    }
    List<Document> lines = new ArrayList<>();
    for (String line : text.split("\n")) {
      lines.add(new Document(file + ":" + (lines.size() + 1), line));
    }
    return lines;
  }

  private static List<Finding> findings(Validator validator, Document document) {
    try {
      return validator.validate(document.text());
    } catch (Throwable fault) { // a validator that gives up has not found the document valid
      return List.of(new Finding("fatal", "gives-up", "", fault.toString()));
    }
  }

  private static String plain(String text) {
    return text == null ? "" : text.replaceAll("\\s+", " ");
  }
}
