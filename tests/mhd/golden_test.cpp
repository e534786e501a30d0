// The bytes of the resources that this module writes of its own, one a line.
#include "gateway/network/mhd/capability.h"
#include "gateway/network/mhd/eligibility/eligibility_fhir.h"
#include "gateway/network/mhd/metadata/document_references.h"
#include "gateway/network/mhd/metadata/metadata.h"
#include "gateway/network/mhd/metadata/provenance.h"
#include "gateway/network/mhd/provide/provide_bundle.h"
#include "gateway/network/mhd/summary/summary_document.h"

#include "tests/mhd/kit.h"
#include "tests/support/golden.h"
#include "tests/support/must.h"
#include <gtest/gtest.h>

#include <set>

namespace renkei::mhd::golden_test {
namespace {

const std::string api = "https://host.example.jp/fhir";

std::string bundle_of(const std::string& composition) {
    return R"({"resourceType":"Bundle","meta":{"security":[{"code":"R"}]},"type":"document","entry":[
{"fullUrl":"urn:c","resource":{"resourceType":"Composition",)" +
           composition + R"(}},
{"fullUrl":"urn:p","resource":{"resourceType":"Patient","active":true,"identifier":[{"use":"usual","system":"urn:s","value":"1\"2"}],
 "name":[{"text":"見本 \u3042"}],"birthDate":"1940-01-01"}},
{"fullUrl":"urn:r","resource":{"resourceType":"PractitionerRole","practitioner":{"reference":"urn:d"},
 "organization":{"reference":"urn:o"},"specialty":[{"text":"内科"}]}},
{"fullUrl":"urn:d","resource":{"resourceType":"Practitioner","name":[{"text":"医師"}]}},
{"fullUrl":"urn:o","resource":{"resourceType":"Organization","name":"病院","type":[{"text":"病院の種類"}],
 "identifier":[{"system":"urn:i","value":"13","assigner":{"reference":"urn:o"}},{"extension":[{"url":"urn:x"}]}]}}]})";
}

const std::string whole = R"("language":"en","meta":{"profile":["urn:profile"]},"confidentiality":"V",
 "type":{"coding":[{"system":"urn:t","code":"a"},{"system":"http://loinc.org","code":"1"}]},"subject":{"reference":"urn:p"},
 "author":[{"reference":"urn:r"},{"display":"だれか"},{"reference":"#own"}],"custodian":{"reference":"urn:o"},
 "event":[{"code":[{"text":"行為"}],"period":{"start":"2026-01-01"}}],"title":"表題","date":"2026-02-01")";
const std::string bare = R"("title":"","date":"2026-02-01")";

struct Kind {
    std::string composition{};
    bool has_form = true;
    bool is_part = false;
    bool is_old = false;
};

std::unique_ptr<DocumentView> view(const Kind& kind) {
    const std::string bytes = bundle_of(kind.composition);
    store::Version version{.document = document_id, .number = 2, .media_type = "text/csv"};
    version.type_system = kind.has_form ? "urn:form" : "";
    version.type_code = kind.has_form ? "code" : "";
    version.form = kind.has_form ? "a-form" : "";
    version.form_version = "202404";
    version.title = kind.composition == bare ? "" : "題\n名";
    version.date = kind.composition == bare ? "" : "2026-02-01";
    version.created = taken_at;
    version.submitter = "sender";
    version.size = 7;
    version.sha1 = "c2hhMQ==";
    version.syntax = "csv";
    version.status = kind.is_old ? store::VersionStatus::superseded : store::VersionStatus::current;
    if (kind.is_part) {
        version.part = sharing::FormPart{};
    }
    return test::must(DocumentView::open(version, bytes, "file"));
}

TEST(GoldenResources, metadata_of_documents) {
    std::string out;
    for (
        const Kind& kind :
        {Kind{.composition = whole}, Kind{.composition = bare},
         Kind{.composition = whole, .has_form = false, .is_old = true},
         Kind{.composition = bare, .has_form = false}, Kind{.composition = whole, .is_part = true},
         Kind{
             .composition =
                 R"("category":[{"text":"類"}],"subject":{"reference":"urn:p"},"custodian":{"reference":"urn:d"})"}}) {
        const auto of = view(kind);
        out += document_reference_of(*of, api) + "\n" + fhir_document_reference_of(*of, api) + "\n" +
               submission_set_of(*of, api) + "\n" + provenance(*of, api) + "\n";
    }
    const auto without = view_without_fhir();
    out += document_reference_of(*without, api) + "\n" + submission_set_of(*without, api) + "\n";
    out +=
        provide_bundle(*view({.composition = whole}), {.bytes = "bytes", .media_type = "text/plain"}) + "\n";
    out += provide_bundle(*view({.composition = bare}), {.bytes = "b",
                                                         .media_type = "text/csv",
                                                         .replaces = "DocumentReference/1",
                                                         .receivers = {{"urn:i", "1"}, {"urn:i", "2"}}}) +
           "\n";
    ProvidedTransaction taken{.documents = {{.reference = 1, .document = 2}},
                              .roles = {EntryRole::submission_set, EntryRole::reference, EntryRole::document,
                                        EntryRole::update, EntryRole::patient}};
    const std::vector<documents::StoredDocument> stored{
        {.version = {.document = document_id, .number = 3, .created = taken_at}}};
    out += transaction_response(taken, stored, "Patient/x", {}) + "\n";
    test::expect_golden("mhd/metadata.golden", out);
}

SummaryContent content_of_two() {
    return {.sources = {{.provenance = {{"recorded", R"("2026-01-01")"}},
                         .name = "文書 <1>",
                         .date = "2026-02-01",
                         .document = document_id,
                         .version = 2,
                         .targets = {"Patient/1", "Coverage/2"}},
                        {.name = "文書 2", .document = document_id, .version = 1, .targets = {"Coverage/2"}}},
            .entries = {{.section = 0,
                         .reference = "Coverage/2",
                         .line = {"何", "<値>", {.from = "2026-01-01", .to = ""}, "（注）"},
                         .sources = {0, 1}},
                        {.section = 0, .reference = "Coverage/2", .line = {"次", "値", {}}, .sources = {0}}},
            .resources = {{"Patient/1", R"({"resourceType":"Patient"})"},
                          {"Coverage/2", R"({"resourceType":"Coverage"})"}},
            .said_empty = {{{2, "condition"},
                            {.code = "nilknown", .document = {.title = "無し & 文書", .date = "2026"}}}},
            .patient = "Patient/1",
            .confidentiality = "R"};
}

TEST(GoldenResources, summaries) {
    const std::vector<SummarySection> sections{
        {.title = "一", .system = "urn:s", .code = "1", .display = "one"},
        {.title = "二"},
        {.title = "三", .is_if_any = true},
        {.title = "四", .is_alert = true, .is_if_any = true}};
    SummaryContent content = content_of_two();
    std::string out = summary_document(content, sections, api, "name", taken_at) + "\n";
    content.outcome = R"({"resourceType":"OperationOutcome"})";
    content.is_cut = true;
    content.entries[1].of_person = PersonStatement::death;
    out += summary_document(content, sections, api, "name", taken_at) + "\n";
    content.is_cut = false;
    content.count_not_summarised = 1;
    out += summary_document(content, sections, api, "name", taken_at) + "\n";
    test::expect_golden("mhd/summary.golden", out);
}

TEST(GoldenResources, eligibility_answers) {
    const EligibilityValue value{.text = "８０％",
                                 .code = "80",
                                 .period = {.from = "2026-01-01", .to = ""},
                                 .holds = Holds::yes,
                                 .is_restricted = true,
                                 .reference = "Coverage/2",
                                 .sources = {0, 1}};
    EligibilityField of_first{.id = "rate",
                              .name = "割合",
                              .system = "urn:f",
                              .code = "rate",
                              .display = "Rate",
                              .unit = "%",
                              .state = EligibilityState::stated,
                              .values = {value}};
    EligibilityField of_other = of_first;
    of_other.unit = of_other.display = "";
    of_other.is_silent_in_newer = true;
    of_other.values = {{.text = "語", .holds = Holds::yes, .reference = "CareTeam/1", .sources = {1}},
                       {.period = {.to = "2027"}, .holds = Holds::no, .reference = "Coverage/3"}};
    EligibilityField differs = of_first;
    differs.state = EligibilityState::differs;
    Eligibility found{
        .day = *time::parse_date("2026-06-15"),
        .coverages = {{.reference = "Coverage/2", .holds = Holds::yes},
                      {.reference = "Coverage/3",
                       .period = {.from = "2026", .to = "2027"},
                       .holds = Holds::no,
                       .payor = R"({"reference":"Organization/1"})"},
                      {.reference = "Coverage/4"}},
        .fields = {
            of_first, of_other, differs, {.id = "none", .name = "無", .system = "urn:f", .code = "n"}}};
    EligibilityRequest request{.purposes = {"benefits", "validation"}, .identifier = R"([{"value":"7"}])"};
    const SummaryContent content = content_of_two();
    const auto answer = [&] {
        return eligibility_response(request, found, content, "https://own.example.jp", taken_at) + "\n";
    };
    std::string out = answer();
    request = {.purposes = {"validation"}};
    found.is_whole = false;
    out += answer();
    request.purposes = {"benefits"};
    found.coverages = {};
    out += answer();
    found.fields = {};
    out += answer();
    test::expect_golden("mhd/eligibility.golden", out);
}

// Of its hundred types those that differ in what is said of them.
TEST(GoldenResources, capabilities) {
    const std::string statement = capability_statement({.base = api,
                                                        .canonical = "https://own.example.jp",
                                                        .version = "1",
                                                        .types = {"Coverage", "Patient"},
                                                        .offers = {{"", "transaction"},
                                                                   {"", "$convert"},
                                                                   {"*", "read"},
                                                                   {"*", "search-type"},
                                                                   {"Consent", "search-type"},
                                                                   {"Consent", "update"},
                                                                   {"Account", "$match"},
                                                                   {"Account", "$match"},
                                                                   {"List", "vread"},
                                                                   {"List", "history-instance"}}});
    auto read = nlohmann::ordered_json::parse(statement);
    auto shown = nlohmann::ordered_json::array();
    for (const auto& resource : read["rest"][0]["resource"]) {
        if (std::set<std::string>{"Account", "Binary", "Consent", "List"}.contains(resource["type"])) {
            shown.push_back(resource);
        }
    }
    read["rest"][0]["resource"] = shown;
    test::expect_golden("mhd/capability.golden", read.dump() + "\n");
}

} // namespace
} // namespace renkei::mhd::golden_test
