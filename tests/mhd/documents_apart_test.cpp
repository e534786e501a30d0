// Documents of several persons with one number, as they are offered.
#include "gateway/network/mhd/search/documents_apart.h"
#include "generated/messages/mhd.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace renkei::mhd::documents_apart_test {
namespace {

store::Version version(std::string document) {
    return {.document = std::move(document), .title = "書", .date = "2026"};
}

TEST(DocumentsApart, are_reported_by_person_with_a_reference_to_each) {
    DescribedDocuments documents;
    const std::string ids[] = {"0190d5d4-5d6f-7000-8000-000000000001", "0190d5d4-5d6f-7000-8000-000000000002",
                               "0190d5d4-5d6f-7000-8000-000000000003"};
    documents.add(version(ids[0]), {.names = {"連携花子"}});
    documents.add(version(ids[1]), {.names = {"介護太郎"}});
    documents.add(version(ids[2]), {});
    const DocumentsApart found = documents.apart();
    ASSERT_TRUE(found.are_of_several());
    const diag::Report report = report_of(found, "https://gateway/fhir");
    std::vector<std::string> said;
    for (const diag::Finding& each : report.findings()) {
        said.push_back(diag::to_text(each, diag::Language::english));
    }
    ASSERT_EQ(said.size(), 4U);
    EXPECT_NE(said[0].find("2 persons, who differ in Patient.name,"), std::string::npos) << said[0];
    EXPECT_TRUE(said[1].ends_with("person 1 of 2: https://gateway/fhir/DocumentReference/"
                                  "0190d5d45d6f70008000000000000001"))
        << said[1];
    EXPECT_TRUE(said[2].ends_with("000000000002")) << said[2];
    EXPECT_TRUE(said[3].ends_with("000000000003")) << said[3];
    EXPECT_EQ(report.findings()[3].message, diag::message::person_document_undecided);
}

} // namespace
} // namespace renkei::mhd::documents_apart_test
