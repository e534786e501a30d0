// Files of preventive care that belong together, and what takes them back.
#include "generated/messages/documents.h"
#include "generated/messages/rules.h"

#include "tests/documents/plan_set.h"

#include <algorithm>

namespace renkei::documents::prevention_sets_test {
namespace {

constexpr auto first = "20260301091500";
constexpr auto later = "20260302091500";

struct Part {
    const char* form;
    const char* mark;
};
constexpr Part sheet{"prevention_basic", "UPKIHON"};
constexpr Part day{"prevention_basic_sub1", "UPKIHON_SUB1"};
constexpr Part illnesses{"prevention_basic_sub2", "UPKIHON_SUB2"};
constexpr Part no_sheet{"prevention_basic_deletion", "DLTKIHON"};
constexpr Part plan{"prevention_plan", "UPYOBO"};
constexpr Part support{"prevention_plan_sub", "UPYOBO_SUB"};
constexpr Part no_plan{"prevention_plan_deletion", "DLTYOBO"};

// The fullest file of each form, as one office sends them to another with one ファイル連番.
std::vector<PlanFile> files_of(const std::vector<Part>& parts, const std::string& stamp) {
    std::vector<PlanFile> out;
    for (const Part& each : parts) {
        const std::string begins = std::string(each.mark) + "_9970100013_46_9970100047_A6_";
        out.push_back(
            {begins + stamp + ".CSV", file(std::string(each.form) + "/" + begins + "20260301091500.CSV")});
    }
    return out;
}

class PreventionSets : public testing::Test {
protected:
    Receipt send(const std::vector<Part>& parts, const std::string& stamp) {
        const std::vector<PlanFile> files = files_of(parts, stamp);
        const SubmissionBatch batch = batch_of(files);
        return site.intake().submit(site.worker(), batch, site.caller("manager"));
    }
    static std::ptrdiff_t withdrawn(const Receipt& receipt) {
        return std::ranges::count(receipt.documents, DocumentOutcome::withdrawn, &StoredDocument::outcome);
    }
    mutable Site site{};
};

TEST_F(PreventionSets, are_taken_with_the_tables_that_there_are) {
    EXPECT_TAKEN(send({sheet}, first));
    EXPECT_TAKEN(send({sheet, day}, "20260301101500"));
    EXPECT_TAKEN(send({sheet, day, illnesses}, "20260301111500"));
    EXPECT_TAKEN(send({plan, support}, "20260301121500"));
}

TEST_F(PreventionSets, may_be_a_plan_with_the_sheet_of_the_person) {
    const Receipt receipt = send({plan, support, sheet, day, illnesses}, first);
    EXPECT_TAKEN(receipt);
    EXPECT_EQ(receipt.documents.size(), 5U);
}

TEST_F(PreventionSets, that_are_not_whole_leave_nothing) {
    for (const std::vector<Part>& parts :
         {std::vector<Part>{plan}, {support}, {day}, {illnesses}, {plan, sheet}, {plan, support, day}}) {
        const Receipt receipt = send(parts, first);
        EXPECT_EQ(receipt.refusal, Refusal::invalid) << parts.back().mark;
        EXPECT_TRUE(receipt.report.has(message::set_incomplete)) << recorded(receipt.report);
        EXPECT_EQ(site.documents(), 0U);
    }
}

TEST_F(PreventionSets, are_taken_back_with_their_tables_and_nothing_else) {
    EXPECT_TAKEN(send({plan, support, sheet, day, illnesses}, first));
    EXPECT_EQ(withdrawn(send({no_plan}, later)), 2);
    EXPECT_EQ(withdrawn(send({no_sheet}, later)), 3);
}

} // namespace
} // namespace renkei::documents::prevention_sets_test
