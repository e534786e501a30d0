// Everything that the conformance kit calls right is taken, and comes out again.
#include "tests/documents/kit.h"
#include <nlohmann/json.hpp>

namespace renkei::documents::fixtures_test {
namespace {

struct Case {
    std::string id;
    std::string input;
    std::string verdict;
    std::string direction;
    bool lenient = false;
};

std::vector<Case> cases() {
    std::vector<Case> out;
    const auto manifest = nlohmann::json::parse(file("manifest.json"));
    for (const auto& each : manifest["cases"]) {
        out.push_back({each["id"], each["input"], each["verdict"], each["direction"],
                       each.value("manner", "") == "lenient"});
    }
    return out;
}

Submission submission_of(const Case& one, const std::string& bytes) {
    return {.bytes = bytes,
            .file_name = std::filesystem::path(one.input).filename().string(),
            .lenient = one.lenient};
}

TEST(Kit, forms_that_are_right_are_taken_and_wrong_ones_leave_nothing) {
    for (const Case& one : cases()) {
        if (one.direction != "forward") {
            continue;
        }
        Site site;
        const std::string bytes = file(one.input);
        const Receipt receipt = site.submit(submission_of(one, bytes), "network");
        EXPECT_EQ(receipt.refusal == Refusal::none, one.verdict != "refused") << one.id << "\n"
                                                                              << recorded(receipt.report);
        EXPECT_EQ(site.documents() > 0, receipt.refusal == Refusal::none) << one.id;
    }
}

// The document cannot be written in the syntax of the case, but is a document in FHIR all the same.
bool is_unwritable(const Case& one) { return one.id.ends_with("-unencodable"); }

TEST(Kit, bundles_that_are_right_are_taken_and_wrong_ones_leave_nothing) {
    for (const Case& one : cases()) {
        if (one.direction != "backward") {
            continue;
        }
        Site site;
        const std::string bytes = file(one.input);
        const Receipt receipt = site.submit(submission_of(one, bytes), "network");
        const bool is_right = is_unwritable(one) || one.verdict != "refused";
        EXPECT_EQ(receipt.refusal == Refusal::none, is_right) << one.id << "\n" << recorded(receipt.report);
        EXPECT_EQ(site.documents() > 0, is_right) << one.id;
    }
}

} // namespace
} // namespace renkei::documents::fixtures_test
