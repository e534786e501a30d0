// The engine of FHIR's official validator, set up as its command line does without a terminology server. The packages of R4, of HL7's
// terminology and of its extensions lie in ${user.home}/.fhir/packages.
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.r5.utils.validation.constants.ReferenceValidationPolicy;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.validation.ValidationEngine;
import org.hl7.fhir.validation.instance.advisor.BasePolicyAdvisorForFullValidation;

class OfficialValidator implements Validators.Validator {
  private final ValidationEngine engine;

  OfficialValidator(List<Path> packages) throws Exception {
    engine = new ValidationEngine.ValidationEngineBuilder()
        .withNoTerminologyServer().withCanRunWithoutTerminologyServer(true)
        .withThoVersion(System.getProperty("terminology")).withExtensionsVersion(System.getProperty("extensions"))
        .withVersion("4.0.1").fromSource("hl7.fhir.r4.core#4.0.1");
    for (Path one : packages) {
      engine.getIgLoader().loadIg(engine.getIgs(), engine.getBinaries(), one.toString(), false);
    }
    engine.setAllowExampleUrls(true);
    engine.setBestPracticeLevel(BestPracticeWarningLevel.Ignore);
    // as its command line does: what a reference leads to is not fetched
    engine.setPolicyAdvisor(new BasePolicyAdvisorForFullValidation(ReferenceValidationPolicy.IGNORE, Set.of()));
    engine.prepare();
  }

  @Override
  public List<Validators.Finding> validate(String document) throws Exception {
    List<ValidationMessage> found = new ArrayList<>();
    engine.validate(document.getBytes(StandardCharsets.UTF_8), FhirFormat.JSON, new ArrayList<>(), found);
    return found.stream()
        .map(m -> new Validators.Finding(m.getLevel().toCode(), String.valueOf(m.getMessageId()), m.getLocation(), m.getMessage()))
        .collect(Collectors.toList());
  }
}
