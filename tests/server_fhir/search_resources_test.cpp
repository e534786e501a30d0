// Resources that are found by themselves, apart from their documents: every type of the table, and where each
// comes from.
#include "gateway/core/base/file.h"
#include "gateway/network/documents/digest.h"
#include "gateway/network/mhd/search/search.h"
#include "gateway/network/mhd/search/search_table.h"

#include "tests/server_fhir/kit.h"
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace renkei::server::search_resources_test {
namespace {

using documents::admission;

std::vector<std::string> nursing_documents() { // all about one person
    return {documents::file("nursing_plan/full.json"), documents::file("nursing_record2/full.json"),
            documents::report_of_hanako("FIX-FULL", "0000000109", "1938-05-03")};
}

struct Submitted {
    std::vector<std::string> ids;
    std::map<std::string, std::size_t> counts; // of entries, by type
};

Submitted submit_all(Site& site) {
    Submitted out;
    for (const std::string& document : nursing_documents()) {
        out.ids.push_back(site.submit(document, "nurse"));
        const Json bundle = json_of(site.get("/fhir/Bundle/" + out.ids.back(), "nurse"));
        for (const Json& entry : bundle["entry"]) {
            ++out.counts[entry["resource"]["resourceType"]];
        }
    }
    return out;
}

std::size_t found(Site& site, const std::string& type, const std::string& query,
                  std::string_view peer = "nurse") {
    return total(site.get(fmt::format("/fhir/{}?{}", type, query), peer, {{"Prefer", "handling=strict"}}));
}

TEST(SearchResources, finds_every_resource_of_a_person_of_every_type) {
    Site site;
    const Submitted submitted = submit_all(site);
    std::size_t types = 0;
    for (const std::string_view type : mhd::searchable_types()) {
        const bool is_made = type == "DocumentReference" || type == "List" || type == "Provenance";
        const auto counted = submitted.counts.find(std::string(type));
        if (is_made || type == "Patient" || counted == submitted.counts.end()) {
            continue;
        }
        ++types;
        const std::string name(type);
        EXPECT_EQ(found(site, name, "patient=" + submitted.ids.front() + ".1"), counted->second) << type;
        EXPECT_EQ(found(site, name, "patient.identifier=" + person("0000000109")), counted->second) << type;
        EXPECT_EQ(found(site, name, "patient.identifier=" + person("0000000109"), "stranger"), 0U) << type;
    }
    EXPECT_GE(types, 12U);
}

TEST(SearchResources, have_one_row_for_each_parameter_and_rows_for_the_person) {
    for (const std::string_view type : mhd::searchable_types()) {
        const bool is_patient = type == "Patient";
        EXPECT_NE(mhd::find_parameter(type, is_patient ? "identifier" : "patient"), nullptr) << type;
        EXPECT_TRUE(is_patient || mhd::find_parameter(type, "patient.identifier") != nullptr) << type;
    }
    std::set<std::pair<std::string_view, std::string_view>> names;
    for (const mhd::SearchParameter& each : mhd::search_parameters()) {
        EXPECT_TRUE(names.emplace(each.type, each.name).second) << each.type << " " << each.name;
        EXPECT_TRUE(each.type.empty() || mhd::can_search(each.type)) << each.type;
        EXPECT_EQ(each.definition.empty(), !each.base.empty()) << each.type << " " << each.name;
    }
}

TEST(SearchResources, have_parameters_as_r4_defines_them) {
    const std::string folder = RENKEI_BINARY "/packages/hl7.fhir.r4.examples/SearchParameter-";
    std::size_t compared = 0;
    for (const mhd::SearchParameter& each : mhd::search_parameters()) {
        if (each.definition.empty() || each.definition.starts_with("http")) {
            continue; // a chain, or IHE's
        }
        const auto text = base::read_file(fmt::format("{}{}.json", folder, each.definition));
        ASSERT_TRUE(text) << each.definition;
        const Json definition = Json::parse(*text);
        EXPECT_EQ(definition["code"], each.name) << each.type;
        EXPECT_EQ(definition["type"], mhd::to_text(each.kind)) << each.type << " " << each.name;
        const std::string type = each.type.empty() ? "Resource" : std::string(each.type);
        EXPECT_TRUE(std::ranges::find(definition["base"], Json(type)) != definition["base"].end())
            << type << " " << each.name;
        ++compared;
    }
    EXPECT_GT(compared, 200U);
}

// What a peer may not read is neither shown nor counted, on no page.
TEST(SearchResources, compares_by_the_parameters_of_their_type) {
    Site site;
    const Submitted submitted = submit_all(site);
    struct Case {
        const char* type;
        const char* condition;
    };
    // each with the part that finds all, and the same with :not or another value that finds none
    constexpr Case all[] = {
        {"Goal", "lifecycle-status"}, {"CareTeam", "status"},    {"Consent", "status"},
        {"ServiceRequest", "intent"}, {"Appointment", "status"}, {"MedicationAdministration", "status"},
        {"Procedure", "status"},      {"CarePlan", "intent"},    {"Encounter", "status"}};
    for (const Case& each : all) {
        const std::string person_of = "patient=" + submitted.ids.front() + ".1&";
        const std::size_t every = found(site, each.type, person_of);
        ASSERT_GT(every, 0U) << each.type;
        EXPECT_EQ(found(site, each.type, fmt::format("{}{}:missing=false", person_of, each.condition)), every)
            << each.type;
        EXPECT_EQ(found(site, each.type, fmt::format("{}{}=none-such", person_of, each.condition)), 0U)
            << each.type;
        EXPECT_EQ(found(site, each.type, fmt::format("{}{}:not=none-such", person_of, each.condition)), every)
            << each.type;
    }
    const std::string goal = "patient=" + submitted.ids.front() + ".1&";
    EXPECT_EQ(found(site, "MedicationAdministration", goal + "effective-time=ge2000&status:missing=false"),
              submitted.counts.at("MedicationAdministration"));
    EXPECT_EQ(found(site, "MedicationAdministration", goal + "effective-time=lt2000"), 0U);
}

// A document of `count` Observations about one person, each with the one before it as a member.
std::string document_of(std::size_t count) {
    Json bundle = Json::parse(documents::file("admission/minimal.bundle.json"));
    const Json patient = bundle["entry"][1]["fullUrl"];
    std::string before;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string url = fmt::format("urn:uuid:00000000-0000-4000-8000-{:012}", i);
        Json observation = {{"resourceType", "Observation"},
                            {"status", "final"},
                            {"code", {{"text", "x"}}},
                            {"subject", {{"reference", patient}}},
                            {"effectiveDateTime", "2026-01-12"}};
        if (!before.empty()) {
            observation["hasMember"] = Json::array({{{"reference", before}}});
        }
        bundle["entry"].push_back({{"fullUrl", url}, {"resource", observation}});
        before = url;
    }
    return bundle.dump();
}

// Stores it as it is; our validator would take long.
void store_document(Site& site, const std::string& bytes) {
    store::NewVersion made;
    made.version = {
        .form = "", .syntax = "fhir", .media_type = "application/fhir+json", .date = "2026-01-12"};
    made.version.submitter = "manager";
    made.version.size = bytes.size();
    made.version.has_fhir = true;
    made.content = documents::must(site.store().prepare("", {{store::BodyKind::original, bytes}}));
    made.parties.persons = documents::person_hashes(site.store().search_key(),
                                                    {{std::string(insured_system), std::string(hanako)}, {}});
    documents::must(site.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(transaction.add(made, 0));
        return {};
    }));
}

// A page that includes what its matches refer to and what refers to them looks at each resource once more for
// each kind of inclusion, not once for each match.
TEST(SearchResources, looks_at_each_resource_of_a_large_document_a_few_times_only) {
    constexpr std::size_t count = 10'000;
    Site site;
    store_document(site, document_of(count));
    const mhd::SearchRequest request = documents::must(
        mhd::read_search("Observation",
                         {{"patient.identifier", fmt::format("{}|{}", insured_system, hanako)},
                          {"_count", "200"},
                          {"_include", "Observation:has-member"},
                          {"_revinclude", "Observation:has-member"},
                          {"_revinclude", "Provenance:target"}},
                         mhd::Handling::strict));
    const mhd::SearchContext context{.search_key = site.store().search_key(),
                                     .reader = site.reader("manager"),
                                     .base = "https://host/fhir",
                                     .self = "",
                                     .next = [](const std::string&) { return std::string("next"); },
                                     .outcome = [](const diag::Report&) { return std::string(); },
                                     .memory = {.document = UINT64_MAX, .page = UINT64_MAX}};
    const auto found = documents::must(site.store().read_value<mhd::SearchResult>(
        [&](const store::Snapshot& snapshot) { return mhd::search(snapshot, request, context, ""); }));
    EXPECT_EQ(found.total, count);
    EXPECT_GE(found.compared, 2 * count) << "the matches, and once for what refers to them";
    EXPECT_LE(found.compared, 3 * count);
}

} // namespace
} // namespace renkei::server::search_resources_test
