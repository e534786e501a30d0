// What documents of others show to a caller that is no party of them: nothing. The same questions are put to
// a gateway that holds such documents and to one that does not, and each answer must be the same to the last
// header. So neither numbers of persons nor days can be tried out.
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/server/http_names.h"

#include "tests/server_documents/request_kit.h"
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <map>

namespace renkei::server::others_test {
namespace {

using documents::admission;
using documents::replaced;

constexpr std::string_view fhir_type = "application/fhir+json";
constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr std::string_view browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const std::string own_office = "9970199999"; // of "stranger"
const std::string of_hanako = "insurer:990010|0000001016";
const std::string insured_number =
    "https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no|0000001016";

enum class Others : std::uint8_t { are_there, are_not };
enum class Own : std::uint8_t { about_the_person, none };

// Ids of a document of the manager about 連携 花子, and of its delivery to the hospital.
struct Names {
    std::string document;
    std::string delivery;
    std::string resource() const { return mhd::logical_id(document); }
};

// A gateway at which "stranger" asks.
class World {
public:
    World(Others others, Own own) {
        if (others == Others::are_there) {
            names_.document = send(admission(), "manager", "key-1");
            names_.delivery = kit_.site.deliveries("hospital").at(0).id;
            (void)send(admission("2", "00-0000-1009"), "manager", "key-2");
            (void)send(replaced(documents::admission_named("A-2"), "990010", "990028"), "manager", "key-3");
            (void)send(documents::report_of_hanako("R-1"), "nurse", "key-4");
        }
        kit_.site.clock.pass(60'000);
        if (own == Own::about_the_person) {
            own_ = send(replaced(admission(), "9970100013", own_office), "stranger", "key-1");
        }
        kit_.site.clock.pass(60'000);
    }
    const Names& names() const { return names_; }

    // All that the answer says, without what is of one gateway or one answer alone: the id of the caller's
    // own document and UUIDs that are made of it, numbered as they occur, and the sealed token of the next
    // page.
    std::string answer(const TestRequest& asked) {
        const Response response = kit_.ask(asked);
        std::string out = fmt::format("{} {}\n", response.status, response.media_type);
        for (const auto& [name, value] : response.headers) {
            out += fmt::format("{}: {}\n", name, value);
        }
        out += response.body;
        if (!own_.empty()) {
            replace(out, own_, "OWN");
            replace(out, mhd::logical_id(own_), "OWN");
        }
        static const RE2 of_one_gateway(R"(_page=[A-Za-z0-9_-]+|urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f-]+)"
                                        R"(|urn:oid:2\.25\.[0-9]+|"hash":"[^"]+")");
        RE2::GlobalReplace(&out, of_one_gateway, "OF-ONE-GATEWAY");
        return out;
    }

private:
    std::string send(const std::string& bytes, const std::string& peer, const std::string& key) {
        const std::string type = bytes.starts_with("{") ? "application/json" : "text/csv";
        const Response taken = kit_.post(bytes, type, {{"Idempotency-Key", key}}, peer);
        EXPECT_LT(taken.status, 300) << taken.body;
        return path_of(taken).substr(std::string("/documents/").size());
    }
    static void replace(std::string& text, const std::string& from, const std::string& to) {
        for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
            text.replace(at, from.size(), to);
        }
    }

    RequestKit kit_;
    Names names_{};
    std::string own_{};
};

TestRequest form(const std::string& target, const std::string& body, std::string_view accept = "*/*") {
    return {.method = "POST",
            .target = target,
            .headers = {{"Content-Type", std::string(form_type)}, {"Accept", std::string(accept)}},
            .body = body};
}
TestRequest json(const std::string& target, const std::string& body,
                 std::string_view media_type = fhir_type) {
    return {.method = "POST",
            .target = target,
            .headers = {{"Content-Type", std::string(media_type)}},
            .body = body};
}

// Lists and searches of documents: by person, form, day of the document, day of receipt, sender.
void add_lists(std::vector<TestRequest>& out, const Names& names) {
    for (const std::string query :
         {"", "?form=admission", "?form=nursing_report", "?sender=office:9970100013", "?from=2026-01-01",
          "?from=2026-03-01&to=2026-03-01", "?to=2026", "?since=2020-01-01T00:00:00Z", "?all=true",
          "?_count=1"}) {
        out.push_back({.target = "/documents" + query});
        out.push_back({.target = "/documents" + query, .headers = {{"Accept", std::string(browser)}}});
    }
    out.push_back({.target = "/documents?page=" + names.document});
    out.push_back({.target = "/mailbox"});
    for (const std::string& person :
         {of_hanako, std::string("0000001016"), insured_number, std::string("office:9910100016|00012345"),
          std::string("insurer:990028|0000001016")}) {
        const std::string body = "person=" + percent_encoded(person);
        out.push_back(form("/documents/_search", body));
        out.push_back(form("/documents/_search", body, browser));
        out.push_back(form("/documents/_search", body + "&from=2026-03-01&to=2026-03-01&all=true"));
    }
    out.push_back(form("/documents/_search", "name=" + percent_encoded("花子")));
    out.push_back(form("/documents/_search", "name=" + percent_encoded("花子"), browser));
}

// What has an id of a document, a delivery or a request of others in it.
void add_by_id(std::vector<TestRequest>& out, const Names& names) {
    const std::string document = "/documents/" + names.document;
    for (const std::string path :
         {"", "/versions", "/versions/1", "/versions/2", "/versions/9", "/person", "/set"}) {
        out.push_back({.target = document + path});
        out.push_back({.target = document + path, .headers = {{"Accept", std::string(browser)}}});
        out.push_back({.target = document + path, .headers = {{"If-None-Match", "*"}}});
    }
    out.push_back({.method = "DELETE", .target = document});
    out.push_back({.method = "DELETE", .target = document, .headers = {{"If-Match", "\"x\""}}});
    out.push_back({.target = "/mailbox/" + names.delivery});
    out.push_back({.method = "DELETE", .target = "/mailbox/" + names.delivery});
    out.push_back(json("/withdrawals",
                       fmt::format(R"({{"status":"withdrawn","deliveries":["key-2"],"known_as":"{}{}"}})",
                                   "https://gateway.example.jp", document),
                       "application/json"));
    const std::string id = names.resource();
    for (const std::string& resource :
         {"Bundle/" + id, "Binary/" + id, "DocumentReference/" + id, "List/" + id, "Composition/" + id + ".0",
          "Patient/" + id + ".1", "Provenance/" + id}) {
        out.push_back({.target = "/fhir/" + resource});
        out.push_back({.target = "/fhir/" + resource + "/_history/1"});
        if (!resource.starts_with("Binary/")) {
            out.push_back({.target = "/fhir/" + resource + "/_history"});
            out.push_back(json("/fhir/" + resource + "/$validate", ""));
        }
    }
    out.push_back({.target = "/fhir/Composition/" + id + ".0/$document"});
    out.push_back({.target = "/fhir/Patient/" + id + ".1/$summary"});
}

// Operations on a person, by number, by name and birth date, and by a resource of others.
void add_operations(std::vector<TestRequest>& out, const Names& names) {
    for (const std::string& person : {of_hanako, insured_number, std::string("insurer:990028|0000001016")}) {
        out.push_back({.target = "/fhir/Patient/$ihe-pix?sourceIdentifier=" + percent_encoded(person)});
        out.push_back({.target = "/fhir/Patient/$summary?identifier=" + percent_encoded(person)});
        for (const auto& [operation, name] :
             {std::pair("$ihe-pix", "sourceIdentifier"), {"$summary", "identifier"}}) {
            const nlohmann::json parameter{{"name", name}, {"valueString", person}};
            out.push_back(json(fmt::format("/fhir/Patient/{}", operation),
                               nlohmann::json{{"resourceType", "Parameters"},
                                              {"parameter", nlohmann::json::array({parameter})}}
                                   .dump()));
        }
    }
    out.push_back(
        {.target = "/fhir/Patient/$ihe-pix?sourceIdentifier=" +
                   percent_encoded("https://gateway.example.jp/fhir|Patient/" + names.resource() + ".1")});
    out.push_back(json(
        "/fhir/Patient/$match",
        R"({"resourceType":"Patient","name":[{"text":"連携 花子"}],"birthDate":"1938-05-12","gender":"female"})"));
    out.push_back(json(
        "/fhir/Patient/$match",
        R"({"resourceType":"Patient","identifier":[{"system":"insurer:990010","value":"0000001016"}]})"));
}

// Each search parameter of each type that /metadata names, with a value that documents of others have.
void add_searches(std::vector<TestRequest>& out, const Names& names) {
    RequestKit kit;
    const nlohmann::json statement = json_of(kit.get("/fhir/metadata"));
    for (const auto& resource : statement["rest"][0]["resource"]) {
        const std::string type = resource["type"];
        const std::string patient = type == "Patient" ? "identifier" : "patient.identifier";
        const std::string person = "/fhir/" + type + "?" + patient + "=" + percent_encoded(of_hanako);
        out.push_back({.target = person});
        out.push_back({.target = "/fhir/" + type + "?_id=" + names.resource()});
        out.push_back(form("/fhir/" + type + "/_search", patient + "=" + percent_encoded(of_hanako)));
        for (const auto& parameter : resource.value("searchParam", nlohmann::json::array())) {
            const std::string name = parameter["name"];
            const std::map<std::string, std::string> values{{"date", "ge2020-01-01"},
                                                            {"reference", names.resource() + ".1"},
                                                            {"token", percent_encoded(of_hanako)},
                                                            {"string", percent_encoded("連携")},
                                                            {"number", "1"},
                                                            {"uri", "urn:x"},
                                                            {"quantity", "ge1"}};
            const std::string& value = values.at(parameter["type"]);
            out.push_back({.target = "/fhir/" + type + "?" + name + "=" + value});
            out.push_back({.target = person + "&" + name + "=" + value});
        }
    }
}

// What others sent, sent once more by the wrong caller.
void add_sent_again(std::vector<TestRequest>& out) {
    for (const std::string revision : {"1", "2", "3"}) {
        out.push_back(json("/documents", admission(revision), "text/csv"));
    }
    out.push_back({.method = "POST",
                   .target = "/documents",
                   .headers = {{"Content-Type", "text/csv"}, {"Idempotency-Key", "key-2"}},
                   .body = admission("2", "00-0000-1009")});
    out.push_back(json("/fhir/Bundle", documents::file("admission/full.bundle.json")));
}

std::vector<TestRequest> questions(const Names& names, const std::string& peer) {
    std::vector<TestRequest> out;
    add_lists(out, names);
    add_by_id(out, names);
    add_operations(out, names);
    add_searches(out, names);
    if (peer != "network") { // which may pass on what it holds, and has it unchanged
        add_sent_again(out);
    }
    for (TestRequest& each : out) {
        each.peer = peer;
    }
    return out;
}

// How many of the questions are answered otherwise where documents of others are.
std::size_t different_answers(Own own, const std::string& peer, std::vector<std::string>& differ) {
    World with(Others::are_there, own);
    World without(Others::are_not, own);
    const std::vector<TestRequest> all = questions(with.names(), peer);
    for (const TestRequest& each : all) {
        const std::string one = with.answer(each);
        const std::string other = without.answer(each);
        if (one != other) {
            const auto at = static_cast<std::size_t>(std::ranges::mismatch(one, other).in1 - one.begin());
            const std::size_t from = at - std::min(at, std::size_t{80});
            differ.push_back(fmt::format("{} {} {}\n  with: {}\n  without: {}", each.method, each.target,
                                         each.body.substr(0, 100), one.substr(from, 300),
                                         other.substr(from, 300)));
        }
    }
    return all.size();
}

TEST(DocumentsOfOthers, leave_no_trace_in_any_answer) {
    std::vector<std::string> differ;
    EXPECT_GT(different_answers(Own::none, "stranger", differ), 100U);
    EXPECT_EQ(differ, std::vector<std::string>{});
}

TEST(DocumentsOfOthers, leave_no_trace_beside_a_document_of_ones_own_about_the_person) {
    std::vector<std::string> differ;
    different_answers(Own::about_the_person, "stranger", differ);
    EXPECT_EQ(differ, std::vector<std::string>{});
}

TEST(DocumentsOfOthers, leave_no_trace_for_a_network_that_did_not_bring_them) {
    std::vector<std::string> differ;
    different_answers(Own::none, "network", differ);
    EXPECT_EQ(differ, std::vector<std::string>{});
}

TEST(DocumentsOfOthers, are_what_these_questions_find_for_who_may_read_them) {
    std::vector<std::string> differ;
    different_answers(Own::none, "manager", differ);
    EXPECT_GT(differ.size(), 100U);
}

} // namespace
} // namespace renkei::server::others_test
