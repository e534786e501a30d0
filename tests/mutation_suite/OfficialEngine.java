// Asks the engine of FHIR's official validator, offline, whether documents have an error.
//   java OfficialEngine OUT PACKAGE LIST CACHE: loads PACKAGE beside R4; LIST names one file a line. OUT gets one line a file: name, "error" or
//   "none", the first errors (message id and text), separated by tabs. CACHE keeps verdicts by the hash of what was validated; delete it to ask again.
// The packages of R4, of HL7's terminology and of its extensions lie in ${user.home}/.fhir/packages.
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.r5.utils.validation.constants.ReferenceValidationPolicy;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.validation.ValidationEngine;
import org.hl7.fhir.validation.instance.advisor.BasePolicyAdvisorForFullValidation;

public class OfficialEngine {
  private static final int SHOWN = 3;

  public static void main(String[] args) throws Exception {
    String ours = hash(Files.readAllBytes(Path.of(args[1])), "");
    Map<String, String> known = read(Path.of(args[3]));
    ValidationEngine engine = null;
    try (PrintWriter out = new PrintWriter(args[0], StandardCharsets.UTF_8);
         // a message may quote half of a surrogate pair: it is written as '?', where Files.newBufferedWriter would fail
         PrintWriter cache = new PrintWriter(new FileOutputStream(args[3], true), true, StandardCharsets.UTF_8)) {
      for (String file : Files.readAllLines(Path.of(args[2]))) {
        byte[] document = Files.readAllBytes(Path.of(file));
        // what is validated by our package is validated again when that changes
        String key = hash(document, new String(document, StandardCharsets.UTF_8).contains("renkei.example.jp") ? ours : "");
        String verdict = known.get(key);
        if (verdict == null) {
          engine = engine == null ? open(args[1]) : engine;
          verdict = verdict(engine, document);
          cache.println(key + "\t" + verdict);
        }
        out.println(Path.of(file).getFileName() + "\t" + verdict);
      }
    }
    System.exit(0); // the engine's caches keep threads
  }

  private static String hash(byte[] bytes, String more) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(bytes);
    digest.update(more.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static Map<String, String> read(Path cache) throws Exception {
    Map<String, String> out = new HashMap<>();
    if (Files.exists(cache)) {
      for (String line : Files.readAllLines(cache)) {
        int tab = line.indexOf('\t');
        if (tab > 0) {
          out.put(line.substring(0, tab), line.substring(tab + 1));
        }
      }
    }
    return out;
  }

  private static ValidationEngine open(String definitions) throws Exception {
    ValidationEngine engine = new ValidationEngine.ValidationEngineBuilder()
        .withNoTerminologyServer().withCanRunWithoutTerminologyServer(true)
        .withThoVersion(System.getProperty("terminology")).withExtensionsVersion(System.getProperty("extensions"))
        .withVersion("4.0.1").fromSource("hl7.fhir.r4.core#4.0.1");
    engine.getIgLoader().loadIg(engine.getIgs(), engine.getBinaries(), definitions, false);
    engine.setAllowExampleUrls(true);
    engine.setBestPracticeLevel(BestPracticeWarningLevel.Ignore);
    // as its command line does: what a reference leads to is not fetched
    engine.setPolicyAdvisor(new BasePolicyAdvisorForFullValidation(ReferenceValidationPolicy.IGNORE, Set.of()));
    engine.prepare();
    return engine;
  }

  private static String verdict(ValidationEngine engine, byte[] document) {
    List<ValidationMessage> found = new ArrayList<>();
    try {
      engine.validate(document, FhirFormat.JSON, new ArrayList<>(), found);
    } catch (Throwable fault) {
      return "error\t" + plain("cannot go on: " + fault);
    }
    List<String> errors = new ArrayList<>();
    for (ValidationMessage message : found) {
      if (message.getLevel().isError()) {
        errors.add(message.getMessageId() + " at " + message.getLocation() + ": " + message.getMessage());
      }
    }
    if (errors.isEmpty()) {
      return "none\t";
    }
    return "error\t" + plain(String.join(" // ", errors.subList(0, Math.min(SHOWN, errors.size()))));
  }

  private static String plain(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
