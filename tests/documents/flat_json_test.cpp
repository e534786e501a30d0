// CSV forms that came in JSON: they are documents of their form like any other.
#include "gateway/forms/service/convert.h"
#include "generated/messages/rules.h"

#include "tests/documents/plan_set.h"

#include <algorithm>

namespace renkei::documents::flat_json_test {
namespace {

constexpr auto stamp = "20260301091500";

// The names say nothing: what stands in a CSV file's name is a key here.
std::vector<PlanFile> in_json(Site& site, const std::vector<PlanFile>& files) {
    std::vector<PlanFile> out;
    for (const PlanFile& each : files) {
        const service::Outcome made = service::convert(
            site.worker().converter(), {.name = each.name, .bytes = each.bytes}, {.to = {.syntax = "json"}});
        EXPECT_EQ(made.documents.size(), 1U) << each.name << recorded(made.report);
        if (!made.documents.empty()) {
            out.push_back({std::to_string(out.size()) + ".json", made.documents.front().bytes});
        }
    }
    return out;
}

class FlatJson : public testing::Test {
protected:
    Receipt send(const std::vector<PlanFile>& files) {
        const std::vector<PlanFile> sent = in_json(site, files);
        const SubmissionBatch batch = batch_of(sent);
        return site.intake().submit(site.worker(), batch, site.caller("manager"));
    }
    Site site{};
};

TEST_F(FlatJson, is_given_as_the_csv_of_the_ministry_byte_for_byte) {
    const Receipt receipt = site.submit(file("admission/full.json"));
    EXPECT_TAKEN(receipt);
    ASSERT_EQ(receipt.documents.size(), 1U);
    const std::vector<store::Version> versions = site.versions(receipt.documents.front().version.document);
    ASSERT_EQ(versions.size(), 1U);
    EXPECT_EQ(versions.front().syntax, "json");
    EXPECT_EQ(site.render(versions.front(), "csv").bytes,
              file("admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV"));
}

TEST_F(FlatJson, set_is_taken_whole_and_withdrawn_by_its_deletion) {
    const Receipt receipt = send(plan_set(stamp));
    EXPECT_TAKEN(receipt);
    EXPECT_EQ(receipt.documents.size(), 4U);
    const Receipt deletion = send({plan_deletion("20260302091500")});
    EXPECT_TAKEN(deletion);
    EXPECT_EQ(std::ranges::count(deletion.documents, DocumentOutcome::withdrawn, &StoredDocument::outcome),
              4);
}

TEST_F(FlatJson, set_that_is_not_whole_leaves_nothing) {
    std::vector<PlanFile> files = plan_set(stamp);
    files.erase(files.begin() + 1);
    const Receipt receipt = send(files);
    EXPECT_EQ(receipt.refusal, Refusal::invalid);
    EXPECT_TRUE(receipt.report.has(diag::message::set_incomplete)) << recorded(receipt.report);
    EXPECT_EQ(site.documents(), 0U);
}

TEST_F(FlatJson, set_of_csv_and_json_is_one_set) {
    std::vector<PlanFile> files = plan_set(stamp);
    const std::vector<PlanFile> others = in_json(site, {files[1], files[2]});
    std::ranges::copy(others, files.begin() + 1);
    const SubmissionBatch batch = batch_of(files);
    EXPECT_TAKEN(site.intake().submit(site.worker(), batch, site.caller("manager")));
}

} // namespace
} // namespace renkei::documents::flat_json_test
