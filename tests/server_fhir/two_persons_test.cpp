// Documents of two persons under one number: a slip, a shared number, a wrong link. Nothing is joined.
#include "gateway/network/mhd/person_link.h"
#include "gateway/network/mhd/summary.h"

#include "tests/server_fhir/kit.h"
#include "tests/server_fhir/persons.h"
#include "tests/support/damage.h"
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::server::two_persons_test {
namespace {

using documents::admission;
using documents::replaced;

constexpr std::string_view fhir_type = "application/fhir+json";
const std::string by_number = "/fhir/Patient/$summary?identifier=" + person();

void set_name(Json& to, std::string_view name) { // "FAMILY　GIVEN"
    constexpr std::string_view space = "　";
    const std::size_t at = name.find(space);
    to["text"] = name;
    to["family"] = name.substr(0, at);
    to["given"] = Json::array({name.substr(at + space.size())});
}

// The admission as FHIR under another id and of another person.
std::string document_of(std::string_view id, std::string_view name, std::string_view kana,
                        std::string_view birth_date = "1938-05-12", std::string_view number = hanako) {
    const std::string full = replaced(documents::file("admission/full.bundle.json"), "FIX-FULL", id);
    Json out = Json::parse(replaced(full, hanako, number));
    for (Json& entry : out["entry"]) {
        Json& resource = entry["resource"];
        if (resource["resourceType"] == "Patient") {
            set_name(resource["name"][0], name);
            set_name(resource["name"][1], kana);
            resource["birthDate"] = birth_date;
        }
    }
    return out.dump();
}
std::string document_of_taro(std::string_view id, std::string_view number = hanako) {
    return document_of(id, "介護　太郎", "カイゴ　タロウ", "1942-03-03", number);
}

struct TwoDocuments {
    TwoDocuments() {
        hanako_document = site.submit(admission());
        taro_document = site.submit(document_of_taro("FIX-TARO"));
    }
    Site site;
    std::string hanako_document;
    std::string taro_document;
};

TEST(TwoPersons, with_a_damaged_document_say_so) {
    TwoDocuments documents;
    const std::string third = documents.site.submit(document_of_taro("FIX-THIRD"));
    test::damage(documents.site.store(), mhd::parse_logical_id(third)->document);
    for (const std::string& path : {by_number, "/fhir/Patient/$ihe-pix?sourceIdentifier=" + person()}) {
        const Response response = documents.site.get(path);
        EXPECT_EQ(response.status, 409) << path;
        EXPECT_NE(response.body.find("documents-unreadable"), std::string::npos) << path << response.body;
    }
}

// What the issues of an OperationOutcome say, each "SEVERITY ID ARGUMENT…".
std::vector<std::string> issues(const Response& response) {
    std::vector<std::string> out;
    const Json body = json_of(response);
    for (const Json& issue : body["issue"]) {
        std::string said = fmt::format("{} {}", issue["severity"].get<std::string>(),
                                       issue["details"]["coding"][0]["code"].get<std::string>());
        for (const Json& part : issue["extension"][0]["extension"]) {
            said += part["url"] == "argument" ? " " + part["valueString"].get<std::string>() : "";
        }
        out.push_back(std::move(said));
    }
    return out;
}

std::string reference(const std::string& id) {
    return "https://gateway.example.jp/fhir/DocumentReference/" + id;
}

TEST(TwoPersonsSummary, is_refused_and_offers_each_document_by_person) {
    TwoDocuments documents;
    const Response refused = documents.site.get(by_number);
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(mhd::errors_of(refused.body), "");
    EXPECT_EQ(json_of(refused)["issue"][0]["code"], "multiple-matches");
    EXPECT_EQ(issues(refused),
              (std::vector<std::string>{
                  "error persons-differ 2 Patient.name, Patient.birthDate",
                  "information person-document 1 2 " + reference(documents.taro_document),
                  "information person-document 2 2 " + reference(documents.hanako_document)}));
    EXPECT_EQ(documents.site.get(reference(documents.taro_document).substr(26)).status, 200);
    for (const std::string_view personal : {"花子", "太郎", "1942-03-03", "0000001016"}) {
        EXPECT_EQ(refused.body.find(personal), std::string::npos) << personal;
    }
}

TEST(TwoPersonsSummary, is_refused_for_each_of_their_patients_too) {
    TwoDocuments documents;
    for (const std::string& each : {documents.hanako_document, documents.taro_document}) {
        EXPECT_EQ(problem(documents.site.get("/fhir/Patient/" + each + ".1/$summary")), "persons-differ");
    }
}

TEST(TwoPersonsSummary, names_both_documents_in_the_audit) {
    TwoDocuments documents;
    documents.site.get(by_number);
    const std::string query = query_of(documents.site.events().back());
    for (const std::string& each : {documents.hanako_document, documents.taro_document}) {
        EXPECT_NE(query.find(mhd::parse_logical_id(each)->document), std::string::npos) << query;
    }
}

TEST(TwoPersonsSummary, is_of_one_person_after_the_wrong_document_is_corrected) {
    Site site;
    site.submit(admission());
    const std::string wrong =
        site.submit(document_of("FIX-OTHER", "連携　花子", "レンケイ　ハナコ", "1983-05-12"));
    EXPECT_EQ(site.get(by_number).status, 409);
    const documents::Caller caller{.peer = &site.peer("manager")};
    ASSERT_EQ(site.gateway().intake().withdraw(mhd::parse_logical_id(wrong)->document, caller).refusal,
              documents::Refusal::none);
    EXPECT_EQ(site.get(by_number).status, 200);
}

TEST(TwoPersonsSummary, is_of_one_person_where_only_the_spelling_differs) {
    Site site;
    site.submit(admission());
    site.submit(document_of("FIX-WIDTH", "連携　花子", "ﾚﾝｹｲ　ﾊﾅｺ"));
    site.submit(document_of("FIX-KANA", "れんけい　はなこ", "れんけい　はなこ"));
    EXPECT_EQ(site.get(by_number).status, 200);
}

TEST(TwoPersonsSummary, is_of_one_person_where_one_document_says_no_sex) {
    Site site;
    site.submit(admission());
    Json other = Json::parse(document_of("FIX-SHORT", "連携　花子", "レンケイ　ハナコ"));
    for (Json& entry : other["entry"]) {
        if (entry["resource"]["resourceType"] == "Patient") {
            entry["resource"].erase("gender");
        }
    }
    site.submit(other.dump());
    EXPECT_EQ(site.get(by_number).status, 200);
}

TEST(TwoPersonsSummary, of_those_whom_the_operator_linked_is_refused) {
    Site site;
    site.submit(admission());
    site.submit(document_of_taro("FIX-TARO", "0000002022"));
    const std::string taro_member = member_system + "|990010:0000002022";
    const auto status = [&](const std::string& member) {
        return site.get("/fhir/Patient/$summary?identifier=" + escaped(member)).status;
    };
    EXPECT_EQ(status(hanako_member), 200);
    EXPECT_EQ(status(taro_member), 200);
    documents::must(mhd::link_persons(site.store(), documents::must(mhd::read_person(hanako_member)),
                                      documents::must(mhd::read_person(taro_member))));
    EXPECT_EQ(status(hanako_member), 409);
    EXPECT_EQ(status(taro_member), 409);
}

TEST(TwoPersonsSummary, says_nothing_of_documents_that_the_caller_may_not_read) {
    Site site;
    site.submit(admission());
    site.submit(replaced(documents::report("R-1"), "0000000208", hanako), "nurse");
    EXPECT_EQ(site.get(by_number, "manager").status, 409);
    EXPECT_EQ(site.get(by_number, "hospital").status, 200) << "the report does not go to the hospital";
}

// The newest two contradict each other; the oldest is not opened.
TEST(TwoPersonsSummary, offers_documents_that_were_not_opened_as_undecided) {
    Site site;
    const std::string oldest = site.submit(document_of("FIX-OLD", "連携　花子", "レンケイ　ハナコ"));
    site.clock.pass(1000);
    const std::string first = site.submit(document_of_taro("FIX-TARO"));
    site.clock.pass(1000);
    const std::string newest = site.submit(document_of("FIX-NEW", "連携　花子", "レンケイ　ハナコ"));
    const mhd::PersonFilter person{.patients = {*mhd::parse_reference("Patient/" + newest + ".1")}};
    const mhd::SummaryContext context{.search_key = site.store().search_key(),
                                      .reader = site.reader("manager"),
                                      .base = "https://gateway.example.jp/fhir",
                                      .canonical = "https://renkei.example.jp/fhir",
                                      .wordings = std::make_shared<const form::Wordings>(),
                                      .outcome = [](const diag::Report&) { return std::string("{}"); },
                                      .now = 0,
                                      .memory = {.document = UINT64_MAX, .page = UINT64_MAX},
                                      .most_documents = 2,
                                      .writes_document = false};
    const auto found = documents::must(site.store().read_value<mhd::SummaryResult>(
        [&](const store::Snapshot& snapshot) { return mhd::summarise(snapshot, person, context); }));
    EXPECT_EQ(found.written, "");
    ASSERT_EQ(found.apart.persons.size(), 2U);
    EXPECT_EQ(mhd::logical_id(found.apart.persons[0].front().document), newest);
    EXPECT_EQ(mhd::logical_id(found.apart.persons[1].front().document), first);
    ASSERT_EQ(found.apart.undecided.size(), 1U);
    EXPECT_EQ(mhd::logical_id(found.apart.undecided[0].document), oldest);
    EXPECT_EQ(found.contents.size(), 2U);
    EXPECT_EQ(found.documents.size(), 2U) << "the audit names what was shown";
}

TEST(TwoPersonsCrossReference, joins_no_numbers) {
    TwoDocuments documents;
    for (const std::string& source :
         {hanako_member, "https://gateway.example.jp/fhir|Patient/" + documents.hanako_document + ".1"}) {
        const Response refused =
            documents.site.get("/fhir/Patient/$ihe-pix?sourceIdentifier=" + escaped(source));
        EXPECT_EQ(refused.status, 409);
        EXPECT_EQ(mhd::errors_of(refused.body), "");
        EXPECT_EQ(issues(refused).size(), 3U);
        EXPECT_EQ(refused.body.find("00012345"), std::string::npos) << "a number of one of them";
    }
}

TEST(TwoPersonsMatch, is_certain_of_neither) {
    TwoDocuments documents;
    const auto grades = [&](const Json& more) {
        Json patient = {{"resourceType", "Patient"},
                        {"identifier", {{{"system", member_system}, {"value", "990010:0000001016"}}}}};
        patient.update(more);
        std::multiset<std::string> out;
        const Json found = json_of(documents.site.post("/fhir/Patient/$match", patient.dump(), fhir_type));
        for (const Json& entry : found["entry"]) {
            out.insert(entry["search"]["extension"][0]["valueCode"].get<std::string>());
        }
        return out;
    };
    EXPECT_EQ(grades(Json::object()), (std::multiset<std::string>{"possible", "possible"}));
    EXPECT_EQ(grades({{"birthDate", "1938-05-12"}}), (std::multiset<std::string>{"certain", "possible"}));
}

std::vector<std::string> outcomes(const Response& found) {
    std::vector<std::string> out;
    const Json body = json_of(found);
    for (const Json& entry : body.value("entry", Json::array())) {
        if (entry["search"]["mode"] == "outcome") {
            out.push_back(entry["resource"]["issue"][0]["details"]["coding"][0]["code"]);
        }
    }
    return out;
}

TEST(TwoPersonsSearch, by_number_warns_and_leaves_each_result_with_its_own_patient) {
    TwoDocuments documents;
    const Response found = documents.site.get("/fhir/AllergyIntolerance?patient.identifier=" + person() +
                                              "&_include=AllergyIntolerance:patient");
    EXPECT_EQ(outcomes(found), std::vector<std::string>{"search-persons-differ"});
    std::set<std::string> patients;
    const Json bundle = json_of(found);
    for (const Json& entry : bundle["entry"]) {
        const Json& resource = entry["resource"];
        if (resource["resourceType"] == "AllergyIntolerance") {
            const std::string id = resource["id"];
            const std::string patient = resource["patient"]["reference"];
            EXPECT_EQ(id.substr(0, 32), patient.substr(8, 32));
            patients.insert(patient);
        }
    }
    EXPECT_EQ(patients.size(), 2U);
    EXPECT_EQ(entries(found, "include").size(), 2U);
}

TEST(TwoPersonsSearch, by_patient_finds_nothing_of_the_other_and_says_so) {
    TwoDocuments documents;
    for (const std::string& each : {documents.hanako_document, documents.taro_document}) {
        const Response found =
            documents.site.get("/fhir/DocumentReference?patient=" + each + ".1&_count=100");
        for (const std::string& reference : entries(found)) {
            EXPECT_TRUE(reference.starts_with("DocumentReference/" + each)) << reference;
        }
        EXPECT_FALSE(entries(found).empty());
        EXPECT_EQ(outcomes(found), std::vector<std::string>{"search-other-person"});
    }
}

TEST(TwoPersonsSearch, by_number_of_one_person_does_not_warn) {
    Site site;
    site.submit(admission());
    EXPECT_TRUE(outcomes(site.get("/fhir/DocumentReference?patient.identifier=" + person())).empty());
}

} // namespace
} // namespace renkei::server::two_persons_test
