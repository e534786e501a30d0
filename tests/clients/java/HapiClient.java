// HAPI's FHIR client against a running gateway, over mutual TLS: IHE MHD ITI-65, 66, 67, 68 and $validate. Ends with 0 when all
// of it held. Its settings are those of fhir_client.mjs; RENKEI_STORE is certificate and key as PKCS #12.
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Date;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.apache.http.impl.client.HttpClients;
import org.hl7.fhir.r4.model.*;

public class HapiClient {
    static final String MHD = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal.";

    static Identifier uniqueId() {
        Identifier out = new Identifier().setSystem("urn:ietf:rfc:3986").setValue("urn:oid:2.25." + new BigInteger(UUID.randomUUID().toString().replace("-", ""), 16));
        out.getType().addCoding().setSystem("https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType").setCode("uniqueId");
        return out;
    }

    static void add(Bundle bundle, String url, Resource resource) {
        bundle.addEntry().setFullUrl(url).setResource(resource).getRequest().setMethod(Bundle.HTTPVerb.POST).setUrl(resource.fhirType());
    }

    static Bundle transaction(byte[] bytes) throws Exception {
        String set = "urn:uuid:" + UUID.randomUUID();
        String reference = "urn:uuid:" + UUID.randomUUID();
        String binary = "urn:uuid:" + UUID.randomUUID();
        Bundle out = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        out.getMeta().addProfile(MHD + "ProvideBundle");
        ListResource list = new ListResource().setStatus(ListResource.ListStatus.CURRENT).setMode(ListResource.ListMode.WORKING).setDate(new Date());
        list.getMeta().addProfile(MHD + "SubmissionSet");
        list.addExtension("https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-sourceId", new Identifier().setSystem("urn:ietf:rfc:3986").setValue("urn:oid:2.25.1"));
        list.addIdentifier(uniqueId());
        list.getCode().addCoding().setSystem("https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes").setCode("submissionset");
        list.addEntry().setItem(new Reference(reference));
        add(out, set, list);
        DocumentReference document = new DocumentReference().setStatus(Enumerations.DocumentReferenceStatus.CURRENT).setMasterIdentifier(uniqueId());
        document.getMeta().addProfile(MHD + "DocumentReference");
        document.addContent().getAttachment().setContentType("text/csv").setUrl(binary).setSize(bytes.length).setHash(MessageDigest.getInstance("SHA-1").digest(bytes));
        add(out, reference, document);
        add(out, binary, (Binary) new Binary().setContentType("text/csv").setData(bytes));
        return out;
    }

    public static void main(String[] args) throws Exception {
        byte[] bytes = Files.readAllBytes(Path.of(Gateway.setting("RENKEI_DOCUMENT")));
        String person = Gateway.setting("RENKEI_PERSON");
        SSLContext tls = Gateway.tls(Gateway.setting("RENKEI_STORE"));
        FhirContext context = FhirContext.forR4();
        context.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.ONCE);
        context.getRestfulClientFactory().setHttpClient(HttpClients.custom().setSSLContext(tls).build());
        IGenericClient client = context.newRestfulGenericClient(Gateway.setting("RENKEI_BASE"));

        Bundle answer = client.transaction().withBundle(transaction(bytes)).execute();
        Gateway.check(answer.getType() == Bundle.BundleType.TRANSACTIONRESPONSE, "ITI-65 is answered by a transaction-response");
        String location = answer.getEntry().get(1).getResponse().getLocation();
        String id = new IdType(location).getIdPart();

        Bundle sets = client.search().byUrl("List?patient.identifier=" + person.replace("|", "%7C") + "&code=submissionset&status=current").returnBundle(Bundle.class).execute();
        Gateway.check(sets.getEntry().stream().anyMatch(each -> each.getResource() instanceof ListResource), "ITI-66 finds the submission set");

        Bundle found = client.search().byUrl("DocumentReference?patient.identifier=" + person.replace("|", "%7C") + "&status=current").returnBundle(Bundle.class).execute();
        DocumentReference reference = found.getEntry().stream().map(Bundle.BundleEntryComponent::getResource).filter(each -> each.getIdElement().getIdPart().equals(id)).map(DocumentReference.class::cast).findFirst().orElse(null);
        Gateway.check(reference != null, "ITI-67 finds the document");

        Attachment attachment = reference.getContentFirstRep().getAttachment();
        Binary binary = client.read().resource(Binary.class).withUrl(attachment.getUrl()).execute();
        Gateway.check(Arrays.equals(binary.getData(), bytes), "ITI-68 gives a Binary with the bytes that were sent");
        Gateway.check(Arrays.equals(MessageDigest.getInstance("SHA-1").digest(binary.getData()), attachment.getHash()), "they have the hash of the attachment");
        Binary byId = client.read().resource(Binary.class).withId(id).encodedJson().execute();
        Gateway.check(Arrays.equals(byId.getData(), bytes), "Binary/ID is read as JSON, too");
        HttpResponse<byte[]> raw = HttpClient.newBuilder().sslContext(tls).build().send(HttpRequest.newBuilder(URI.create(attachment.getUrl())).header("Accept", attachment.getContentType()).build(), HttpResponse.BodyHandlers.ofByteArray());
        Gateway.check(raw.statusCode() == 200 && Arrays.equals(raw.body(), bytes), "ITI-68 gives the content itself for its own type");

        Bundle document = client.read().resource(Bundle.class).withId(id).execute();
        Gateway.check(document.getType() == Bundle.BundleType.DOCUMENT, "the document is read in FHIR");
        Patient patient = (Patient) client.search().forResource(Patient.class).where(Patient.IDENTIFIER.exactly().systemAndIdentifier(person.substring(0, person.indexOf('|')), person.substring(person.indexOf('|') + 1))).returnBundle(Bundle.class).execute().getEntryFirstRep().getResource();
        Gateway.check(patient != null, "the patient is found");

        MethodOutcome validated = client.validate().resource(new Patient().setActive(true)).execute();
        Gateway.check(((OperationOutcome) validated.getOperationOutcome()).getIssue().stream().noneMatch(each -> each.getSeverity() == OperationOutcome.IssueSeverity.ERROR), "a resource is validated");
        Parameters mode = new Parameters().addParameter("mode", new CodeType("profile"));
        OperationOutcome stored = client.operation().onInstance(patient.getIdElement().toUnqualifiedVersionless()).named("$validate").withParameters(mode).returnResourceType(OperationOutcome.class).execute();
        Gateway.check(stored.getIssue().stream().noneMatch(each -> each.getSeverity() == OperationOutcome.IssueSeverity.ERROR), "what is stored is validated");

        MethodOutcome again = client.create().resource(document).execute();
        Gateway.check(((OperationOutcome) again.getOperationOutcome()).getIssue().stream().anyMatch(each -> "document-taken".equals(each.getDetails().getCodingFirstRep().getCode())), "a document is taken as it is");
        Gateway.check(again.getResponseStatusCode() == 200, "and is the one that is stored");
        try {
            client.read().resource(Patient.class).withId("nothing").execute();
            Gateway.check(false, "what is not there is refused");
        } catch (ResourceNotFoundException refused) {
            Gateway.check(refused.getOperationOutcome() != null, "a refusal is an OperationOutcome");
        }
        System.out.println("ok: HAPI's client provides, finds, retrieves and validates");
    }
}
