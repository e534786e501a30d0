// What a validator of others finds in our documents, offline.
//   java Validators hapi|official OUT LIST [DEFINITIONS…]: LIST names one file a line, a Bundle of JSON each (.ndjson: one a line).
// DEFINITIONS are packages (.tgz) and folders of JSON resources, loaded beside R4. OUT gets one line a finding: severity, message id, document,
// place, text, separated by tabs.
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
    List<Path> definitions = Arrays.stream(args).skip(3).map(Path::of).collect(Collectors.toList());
    Validator validator = args[0].equals("hapi") ? new HapiLibrary(definitions) : new OfficialValidator(definitions);
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
    System.out.println(count);
    System.exit(0); // the engine's caches keep threads
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
