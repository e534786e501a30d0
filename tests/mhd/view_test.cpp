#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/search/candidate.h"

#include "kit.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace renkei::mhd::view_test {
namespace {

constexpr std::string_view api = "https://host.example.jp/fhir";

Json resource(const DocumentView& view, std::size_t number) {
    std::string out;
    view.write(number, api, out);
    return Json::parse(out);
}

void collect_references(const Json& node, std::set<std::string>& out) {
    if (node.is_object() && node.contains("reference") && node["reference"].is_string()) {
        out.insert(node["reference"].get<std::string>());
    }
    if (node.is_structured()) {
        for (const Json& child : node) {
            collect_references(child, out);
        }
    }
}

TEST(LogicalId, of_a_document_is_its_uuid_without_dashes_and_of_a_resource_has_its_number) {
    EXPECT_EQ(logical_id(document_id), document_id_32);
    EXPECT_EQ(logical_id(document_id, 12), std::string(document_id_32) + ".12");
    EXPECT_EQ(parse_logical_id(logical_id(document_id)), (LogicalId{document_id, std::nullopt}));
    EXPECT_EQ(parse_logical_id(logical_id(document_id, 0)), (LogicalId{document_id, 0}));
}

TEST(LogicalId, has_one_valid_spelling) {
    const std::string id = document_id_32;
    for (const std::string& wrong : {std::string(), id.substr(1), id + "0", id + ".", id + ".01", id + ".x",
                                     id + ".1.2", id + ".99999999999", std::string(document_id), "0" + id}) {
        EXPECT_FALSE(parse_logical_id(wrong)) << wrong;
    }
    std::string upper = id;
    std::ranges::transform(upper, upper.begin(), ::toupper);
    EXPECT_FALSE(parse_logical_id(upper));
}

TEST(LogicalId, is_read_from_relative_versioned_and_absolute_references) {
    const TypedId wanted{"Patient", {document_id, 1}};
    const std::string relative = "Patient/" + logical_id(document_id, 1);
    EXPECT_EQ(parse_reference(relative), wanted);
    EXPECT_EQ(parse_reference(relative + "/_history/3"), wanted);
    EXPECT_EQ(parse_reference("https://host.example.jp/fhir/" + relative), wanted);
    EXPECT_FALSE(parse_reference("urn:uuid:e66a5654-fdc9-53ad-844c-069ca64bf4fe"));
    EXPECT_FALSE(parse_reference("Patient/1"));
}

TEST(DocumentView, gives_every_resource_its_id_and_version) {
    const auto view = view_of("admission/full.bundle.json");
    const Json bundle = Json::parse(fixture("admission/full.bundle.json"));
    ASSERT_EQ(view->count(), bundle["entry"].size());
    for (std::size_t i = 0; i < view->count(); ++i) {
        const Json shown = resource(*view, i);
        EXPECT_EQ(shown["id"], logical_id(document_id, i));
        EXPECT_EQ(shown["meta"]["versionId"], "2");
        EXPECT_EQ(shown["meta"]["lastUpdated"], "2026-02-18T00:00:00.000Z");
        EXPECT_EQ(shown["meta"]["source"],
                  "https://host.example.jp/fhir/Composition/" + logical_id(document_id, 0));
        EXPECT_EQ(shown["resourceType"], bundle["entry"][i]["resource"]["resourceType"]);
    }
}

TEST(DocumentView, keeps_all_of_a_resource_but_id_meta_and_references) {
    const auto view = view_of("admission/full.bundle.json");
    const Json bundle = Json::parse(fixture("admission/full.bundle.json"));
    Json kept = bundle["entry"][1]["resource"];
    Json shown = resource(*view, 1);
    EXPECT_EQ(shown["meta"]["profile"], kept["meta"]["profile"]);
    for (Json* each : {&kept, &shown}) {
        for (const char* key : {"id", "meta", "generalPractitioner"}) {
            each->erase(key);
        }
        (*each)["identifier"][1].erase("assigner");
    }
    EXPECT_EQ(shown, kept);
}

TEST(DocumentView, leads_every_reference_to_a_resource_of_the_view) {
    for (const char* name : {"admission/full.bundle.json", "opinion/full.bundle.json",
                             "nursing_plan/full.bundle.json", "insured_card/full.bundle.json"}) {
        const auto view = view_of(name);
        std::set<std::string> references;
        for (std::size_t i = 0; i < view->count(); ++i) {
            collect_references(resource(*view, i), references);
        }
        ASSERT_FALSE(references.empty());
        for (const std::string& each : references) {
            const std::optional<TypedId> id = parse_reference(each);
            ASSERT_TRUE(id && id->id.resource) << name << ": " << each;
            EXPECT_EQ(view->type(*id->id.resource), id->type);
        }
    }
}

TEST(DocumentView, shows_the_document_as_it_is_kept) {
    const auto view = view_of("admission/minimal.bundle.json");
    std::string written;
    view->write_bundle(written);
    Json shown = Json::parse(written);
    const Json kept = Json::parse(fixture("admission/minimal.bundle.json"));
    EXPECT_EQ(shown["id"], document_id_32);
    EXPECT_EQ(shown["meta"]["versionId"], "2");
    EXPECT_EQ(shown["entry"], kept["entry"]);
    EXPECT_EQ(shown["identifier"], kept["identifier"]);
}

TEST(DocumentView, shows_the_same_document_whether_it_came_so_or_was_made) {
    const std::string bytes = fixture("admission/minimal.bundle.json");
    const store::Version version = version_of(Json::parse(bytes), bytes);
    std::string as_it_came;
    (*DocumentView::open(version, bytes))->write_bundle(as_it_came);
    std::string made;
    (*DocumentView::open(version, bytes, "the form"))->write_bundle(made);
    EXPECT_EQ(Json::parse(made), Json::parse(as_it_came));
}

TEST(DocumentView, knows_its_subject) {
    EXPECT_EQ(view_of("admission/full.bundle.json")->subject(), 1U);
    EXPECT_EQ(view_without_fhir()->subject(), resources::no_entry);
}

TEST(DocumentView, is_valid_resource_by_resource) {
    const auto view = view_of("admission/full.bundle.json");
    for (const std::size_t number :
         {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{9}, std::size_t{18}, std::size_t{97}}) {
        std::string out;
        view->write(number, api, out);
        EXPECT_EQ(errors_of(out), "") << number;
    }
}

TEST(Candidate, of_a_document_are_its_resources_and_its_metadata) {
    OpenDocument document(view_of("nursing_report/full.bundle.json"), "https://host/fhir");
    const auto lists = candidates(document, "List");
    ASSERT_GE(lists.size(), 2U) << "the SubmissionSet and a List in the document";
    EXPECT_EQ(lists[0].key().id.resource, std::nullopt);
    EXPECT_TRUE(lists[1].key().id.resource);
    EXPECT_EQ(candidates(document, "DocumentReference").size(), 1U);
    EXPECT_TRUE(candidates(document, "Immunization").empty());
    EXPECT_FALSE(candidate(document, {"Patient", {document_id, 0}})) << "entry 0 is the Composition";
}

} // namespace
} // namespace renkei::mhd::view_test
