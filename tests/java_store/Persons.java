// Persons BASE FIRST SECOND: what becomes of our Patients in a server that stores. Each Patient in the Bundles of the folders FIRST and
// SECOND, which are about persons of two insurers with the same insured numbers, is a conditional create by its first identifier
// (If-None-Exist: identifier=SYSTEM|VALUE), and so is each other identifier by itself. Ends with 0 when no two persons became one.
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;

public class Persons {
    static final FhirContext context = FhirContext.forR4();
    static IGenericClient client;
    static int failures = 0;
    static int creates = 0;

    static void check(boolean holds, String what) {
        if (!holds) {
            System.out.println("does not hold: " + what);
            ++failures;
        }
    }

    static List<Patient> patients(String folder) throws IOException {
        List<Patient> out = new ArrayList<>();
        File[] files = new File(folder).listFiles();
        Arrays.sort(files);
        for (File file : files) {
            Bundle bundle = context.newJsonParser().parseResource(Bundle.class, Files.readString(file.toPath()));
            bundle.getEntry().stream().map(Bundle.BundleEntryComponent::getResource).filter(Patient.class::isInstance).map(Patient.class::cast).forEach(out::add);
        }
        return out;
    }

    // As a sender writes a Patient on its own: without references into the document.
    static Patient alone(Patient patient) {
        Patient out = patient.copy();
        out.setId((String) null);
        out.getMeta().setProfile(null);
        out.getIdentifier().forEach(each -> each.setAssigner(null));
        out.setManagingOrganization(null);
        out.setGeneralPractitioner(null);
        return out;
    }

    // The person that the server has then.
    static String create(Patient patient, Identifier identifier) {
        ++creates;
        if (!patient.hasIdentifier()) {
            patient.addIdentifier().setSystem(identifier.getSystem()).setValue(identifier.getValue());
        }
        MethodOutcome outcome = client.create().resource(patient).conditional().where(Patient.IDENTIFIER.exactly().systemAndIdentifier(identifier.getSystem(), identifier.getValue())).execute();
        return outcome.getId().toUnqualifiedVersionless().getValue();
    }

    // Stored persons by "SYSTEM|VALUE" of what made or found them.
    static Map<String, Set<String>> store(List<Patient> patients) {
        Map<String, Set<String>> out = new HashMap<>();
        for (Patient patient : patients) {
            Patient rest = alone(patient);
            for (Identifier each : patient.getIdentifier()) {
                if (each.hasSystem() && each.hasValue()) { // else the form says that a number is unknown
                    out.computeIfAbsent(each.getSystem() + "|" + each.getValue(), key -> new HashSet<>()).add(create(rest, each));
                    rest = new Patient();
                }
            }
        }
        return out;
    }

    static Set<String> persons(Map<String, Set<String>> stored) {
        Set<String> out = new HashSet<>();
        stored.values().forEach(out::addAll);
        return out;
    }

    static Set<String> shared(Map<String, Set<String>> first, Map<String, Set<String>> second) {
        Set<String> out = persons(first);
        out.retainAll(persons(second));
        return out;
    }

    public static void main(String[] args) throws Exception {
        context.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.NEVER);
        context.getRestfulClientFactory().setSocketTimeout(120_000);
        client = context.newRestfulGenericClient(args[0]);
        List<Patient> first = patients(args[1]);
        List<Patient> second = patients(args[2]);
        check(!first.isEmpty() && first.size() == second.size(), "there are as many Patients of either insurer: " + first.size() + ", " + second.size());

        Map<String, Set<String>> ofFirst = store(first);
        Map<String, Set<String>> ofSecond = store(second);
        check(!ofFirst.isEmpty() && ofFirst.size() == ofSecond.size(), "they have as many identifiers: " + ofFirst.size() + ", " + ofSecond.size());
        ofFirst.forEach((identifier, persons) -> check(persons.size() == 1, identifier + " is one person: " + persons));
        ofSecond.forEach((identifier, persons) -> check(persons.size() == 1, identifier + " is one person: " + persons));
        ofFirst.keySet().forEach(identifier -> check(!ofSecond.containsKey(identifier), identifier + " is of one insurer's person"));
        check(shared(ofFirst, ofSecond).isEmpty(), "no person is of both insurers: " + shared(ofFirst, ofSecond));
        System.out.printf("%d Patients of two insurers, %d conditional creates: %d and %d persons, %d in common%n", first.size() + second.size(), creates,
            persons(ofFirst).size(), persons(ofSecond).size(), shared(ofFirst, ofSecond).size());
        System.exit(failures == 0 ? 0 : 1);
    }
}
