// A client that openapi-generator made from /openapi.json (library native), against a running gateway over mutual TLS. Ends with 0
// when all of it held. Its settings are those of HapiClient; RENKEI_RECEIVER_STORE is the PKCS #12 of the peer whose mailbox gets the
// document, RENKEI_BUNDLE the document in FHIR, RENKEI_SECOND_DOCUMENT another one (of the person 0000002022), RENKEI_WRONG_DOCUMENT a file that is refused.
import java.io.File;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import renkei.ApiClient;
import renkei.ApiException;
import renkei.api.DocumentsApi;
import renkei.api.MailboxApi;
import renkei.api.MetadataApi;
import renkei.api.MhdApi;
import renkei.api.OperationsApi;
import renkei.model.Attachment;
import renkei.model.Bundle;
import renkei.model.Delivery;
import renkei.model.DocumentPage;
import renkei.model.DocumentContent;
import renkei.model.DocumentReference;
import renkei.model.DocumentVersion;
import renkei.model.Identifier;
import renkei.model.Issue;
import renkei.model.OperationOutcome;
import renkei.model.Receipt;
import renkei.model.ReceivedDocument;
import renkei.model.Reference;
import renkei.model.Resource;

public class OpenApiClient {
    static ApiClient client(String store) throws Exception {
        ApiClient out = new ApiClient();
        out.setHttpClientBuilder(HttpClient.newBuilder().sslContext(Gateway.tls(Gateway.setting(store))));
        out.updateBaseUri(Gateway.setting("RENKEI_BASE").replaceFirst("/fhir$", ""));
        return out;
    }

    interface Call {
        void run() throws ApiException;
    }

    static ApiException refusal(Call call, int status) {
        try {
            call.run();
        } catch (ApiException refused) {
            Gateway.check(refused.getCode() == status, "refused with " + status + ", not " + refused.getCode() + ": " + refused.getResponseBody());
            return refused;
        }
        Gateway.check(false, "refused with " + status);
        return null;
    }

    static List<Issue> errors(OperationOutcome outcome) {
        return outcome.getIssue().stream().filter(each -> each.getSeverity() == Issue.SeverityEnum.ERROR).toList();
    }

    // The library writes bodies as JSON only; a form's file is put into the request here, as it is.
    static DocumentsApi sending(File form) throws Exception {
        ApiClient client = client("RENKEI_STORE");
        HttpRequest.BodyPublisher bytes = HttpRequest.BodyPublishers.ofFile(form.toPath());
        client.setRequestInterceptor(request -> request.setHeader("Content-Type", "text/csv;charset=windows-31j").POST(bytes));
        return new DocumentsApi(client);
    }

    // Of a document there are several contents; Accept names one.
    static ApiClient reading(String store, String mediaType) throws Exception {
        return client(store).setRequestInterceptor(request -> request.setHeader("Accept", mediaType));
    }

    static String sendsAndReads(ApiClient sender, File form) throws Exception {
        byte[] bytes = Files.readAllBytes(form.toPath());
        DocumentsApi documents = new DocumentsApi(sender);
        Bundle bundle = sender.getObjectMapper().readValue(new File(Gateway.setting("RENKEI_BUNDLE")), Bundle.class);
        String key = UUID.randomUUID().toString();
        ReceivedDocument document = documents.documentSubmit(bundle, null, key, null).getDocuments().get(0);
        Gateway.check(document.getFate() == ReceivedDocument.FateEnum.CREATED && document.getVersion() == 1, "a document is stored");
        Receipt again = documents.documentSubmit(bundle, null, key, null);
        Gateway.check(again.getDocuments().get(0).getId().equals(document.getId()), "the same Idempotency-Key names the same document");
        Gateway.check(Arrays.equals(Files.readAllBytes(new DocumentsApi(reading("RENKEI_STORE", "text/csv")).documentRead(document.getId()).toPath()), bytes), "a document that was sent in FHIR is read as the form's file");
        Bundle read = sender.getObjectMapper().readValue(new DocumentsApi(reading("RENKEI_STORE", "application/fhir+json")).documentRead(document.getId()), Bundle.class);
        Gateway.check(read.getEntry().size() == bundle.getEntry().size(), "and as FHIR");
        List<DocumentVersion> versions = documents.documentVersions(document.getId()).getVersions();
        Gateway.check(versions.size() == 1 && versions.get(0).getReceived() != null, "its versions are listed");
        List<String> person = List.of(Gateway.setting("RENKEI_PERSON_NUMBER"));
        DocumentPage found = documents.documentSearchPost(document.getForm(), List.of(), null, null, null, null, person, null, null);
        Gateway.check(found.getDocuments().stream().anyMatch(each -> each.getId().equals(document.getId())), "it is found by the number of its person");
        return document.getId();
    }

    static void sendsForms(ApiClient sender, File form) throws Exception {
        byte[] bytes = Files.readAllBytes(form.toPath());
        DocumentReference reference = new DocumentReference().resourceType(DocumentReference.ResourceTypeEnum.DOCUMENT_REFERENCE).status("current");
        Attachment attachment = new Attachment().contentType("text/csv").data(bytes);
        String system = Gateway.setting("RENKEI_PERSON").split("\\|")[0];
        reference.masterIdentifier(new Identifier().system("urn:ietf:rfc:3986").value("urn:uuid:" + UUID.randomUUID()));
        reference.subject(new Reference().identifier(new Identifier().system(system).value("0000002022")));
        reference.addContentItem(new DocumentContent().attachment(attachment));
        MhdApi mhd = new MhdApi(sender);
        String id = mhd.simplifiedPublish(reference, null).getId();
        Gateway.check(Arrays.equals(mhd.retrieveDocument(id, null, null).getData(), bytes), "a DocumentReference brings a form's file, and a Binary gives it back");
        ReceivedDocument sent = sending(form).documentSubmit(new Bundle(), null, null, null).getDocuments().get(0);
        Gateway.check(sent.getFate() == ReceivedDocument.FateEnum.UNCHANGED, "the same file itself is the same document");
    }

    static void fetches(String document, File form) throws Exception {
        MailboxApi mailbox = new MailboxApi(client("RENKEI_RECEIVER_STORE"));
        List<Delivery> waiting = mailbox.mailboxList(null, null).getDeliveries();
        Gateway.check(waiting.size() == 2, "two deliveries wait for the receiver");
        String id = waiting.stream().filter(each -> each.getDocument().equals(document)).findFirst().orElseThrow().getId();
        File file = new MailboxApi(reading("RENKEI_RECEIVER_STORE", "text/csv")).mailboxRead(id);
        Gateway.check(Arrays.equals(Files.readAllBytes(file.toPath()), Files.readAllBytes(form.toPath())), "the receiver reads the form that was sent");
        mailbox.mailboxAcknowledge(id);
        Gateway.check(mailbox.mailboxList(null, null).getDeliveries().stream().noneMatch(each -> each.getId().equals(id)), "what is acknowledged waits no more");
    }

    static void readsRefusals(ApiClient sender, File wrong) throws Exception {
        DocumentsApi documents = sending(wrong);
        String body = refusal(() -> documents.documentSubmit(new Bundle(), null, null, null), 422).getResponseBody();
        List<Issue> errors = errors(ApiClient.createDefaultObjectMapper().readValue(body, OperationOutcome.class));
        Gateway.check(errors.size() == 3 && errors.stream().allMatch(each -> each.getDetails().getCoding().size() == 1 && !each.getDiagnostics().isEmpty()), "a wrong document is refused with an issue for each mistake: " + body);
        body = refusal(() -> new DocumentsApi(sender).documentRead(UUID.randomUUID().toString()), 404).getResponseBody();
        Gateway.check(!errors(ApiClient.createDefaultObjectMapper().readValue(body, OperationOutcome.class)).isEmpty(), "what is not there is refused with an OperationOutcome");
    }

    static void validatesAndConverts(ApiClient sender, File form) throws Exception {
        OperationsApi operations = new OperationsApi(sender);
        Resource patient = new Resource().resourceType("Patient");
        patient.putAdditionalProperty("gender", "both");
        List<Issue> errors = errors(operations.validateType("Patient", patient, null, null));
        Gateway.check(errors.size() == 1 && errors.get(0).getExpression().equals(List.of("Patient.gender")), "$validate names the element that is wrong");
        Resource bundle = sender.getObjectMapper().readValue(new File(Gateway.setting("RENKEI_BUNDLE")), Resource.class);
        File made = operations.convert(bundle, null, "csv", null, null, null, null);
        Gateway.check(Arrays.equals(Files.readAllBytes(made.toPath()), Files.readAllBytes(form.toPath())), "$convert makes a form's file of a Bundle");
        Gateway.check(new MetadataApi(sender).capabilities().getFhirVersion().equals("4.0.1"), "the capabilities are those of R4");
    }

    static void withdraws(ApiClient sender, String id) throws Exception {
        DocumentsApi documents = new DocumentsApi(sender);
        Receipt receipt = documents.documentWithdraw(id, null);
        Gateway.check(receipt.getDocuments().get(0).getFate() == ReceivedDocument.FateEnum.WITHDRAWN, "a document is withdrawn");
        refusal(() -> documents.documentRead(id), 410);
    }

    public static void main(String[] args) throws Exception {
        ApiClient sender = client("RENKEI_STORE");
        File form = new File(Gateway.setting("RENKEI_DOCUMENT"));
        String id = sendsAndReads(sender, form);
        sendsForms(sender, new File(Gateway.setting("RENKEI_SECOND_DOCUMENT")));
        fetches(id, form);
        readsRefusals(sender, new File(Gateway.setting("RENKEI_WRONG_DOCUMENT")));
        validatesAndConverts(sender, form);
        withdraws(sender, id);
        System.out.println("ok: a Java client made from /openapi.json sends, reads, fetches, validates, converts and withdraws");
    }
}
