// HAPI's validator as an application of HAPI sets it up: its own R4, definitions in memory, no terminology server.
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.utilities.npm.NpmPackage;

class HapiLibrary implements Validators.Validator {
  // what the validator looks up; other resources of a package do not matter to it
  private static final Set<String> LOADED = Set.of("StructureDefinition", "ValueSet", "CodeSystem");

  private final FhirContext context = FhirContext.forR4();
  private final PrePopulatedValidationSupport definitions = new PrePopulatedValidationSupport(context);
  private final FhirValidator validator = context.newValidator();

  HapiLibrary(List<Path> packages) throws IOException {
    for (Path one : packages) {
      load(one);
    }
    DefaultProfileValidationSupport standard = new DefaultProfileValidationSupport(context);
    for (IBaseResource one : standard.fetchAllStructureDefinitions()) {
      // JP Core names extensions of R4 with their version; HAPI finds its own only without
      if (one instanceof StructureDefinition && ((StructureDefinition) one).getType().equals("Extension")) {
        definitions.addResource(one);
      }
    }
    FhirInstanceValidator module = new FhirInstanceValidator(new ValidationSupportChain(
        definitions, standard, new CommonCodeSystemsTerminologyService(context),
        new InMemoryTerminologyServerValidationSupport(context), new SnapshotGeneratingValidationSupport(context)));
    module.setAnyExtensionsAllowed(true); // a receiver may ignore extensions that it does not know
    module.setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
    validator.registerValidatorModule(module);
  }

  private void load(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      try (Stream<Path> files = Files.list(place)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().collect(Collectors.toList())) {
          add(Files.readString(file));
        }
      }
      return;
    }
    try (InputStream in = new FileInputStream(place.toFile())) {
      NpmPackage opened = NpmPackage.fromPackage(in);
      for (String type : LOADED) {
        for (String file : opened.listResources(type)) {
          add(new String(opened.loadResource(file).readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
  }

  private void add(String text) {
    if (LOADED.stream().noneMatch(type -> text.contains("\"" + type + "\""))) {
      return;
    }
    IBaseResource resource = context.newJsonParser().parseResource(text);
    if (LOADED.contains(resource.fhirType())) {
      definitions.addResource(resource);
    }
  }

  @Override
  public List<Validators.Finding> validate(String document) {
    return validator.validateWithResult(document).getMessages().stream()
        .map(m -> new Validators.Finding(m.getSeverity().getCode(), String.valueOf(m.getMessageId()), m.getLocationString(), m.getMessage()))
        .collect(Collectors.toList());
  }
}
