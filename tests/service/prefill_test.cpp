#include "gateway/forms/service/explain.h"
#include "gateway/forms/service/prefill.h"
#include "generated/messages/service.h"

#include "product.h"
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::service::prefill_test {
namespace {

struct Begun {
    Outcome outcome;
    Explanation record;

    std::string value(const std::string& item) const {
        const auto found = std::ranges::find(record.lines, item, &ExplainedItem::item);
        return found == record.lines.end() ? "?" : found->code.empty() ? found->value : found->code;
    }
    const diag::Finding* about(const std::string& item) const {
        const auto found = std::ranges::find(outcome.report.findings(), item, &diag::Finding::item);
        return found == outcome.report.findings().end() ? nullptr : &*found;
    }
};

Begun begin(const std::string& file) {
    Workspace workspace(product());
    const PrefillOptions options{
        .mappings = std::filesystem::path(RENKEI_SOURCE) / "mappings",
        .created = "2026-02-05T11:00:00+09:00",
        .document_id = "D-1",
        .values = {.set = {{"entry_date", std::string("2026-02-28")}}, .defaults = {}}};
    Begun out;
    out.outcome = prefill(workspace, file_of_cases(file), options);
    EXPECT_EQ(out.outcome.documents.size(), 1U);
    const ExplainOutcome explained =
        explain(workspace, {.name = "new.csv", .bytes = out.outcome.documents.at(0).bytes}, {});
    out.record = explained.documents.at(0);
    return out;
}

TEST(Prefill, copies_swaps_and_links) {
    const Begun begun = begin("admission-full.csv");
    EXPECT_EQ(begun.value("patient_name"), "連携　花子");
    EXPECT_EQ(begun.value("sender_office_no"), "9910100016");
    EXPECT_EQ(begun.value("receiver_office_no"), "9970100013");
    EXPECT_EQ(begun.value("source_document_id"), "00000000-0000-4000-8000-000000000001");
    EXPECT_EQ(begun.about("patient_name"), nullptr);
}

TEST(Prefill, lists_what_must_be_confirmed) {
    const Begun begun = begin("admission-full.csv");
    EXPECT_EQ(begun.value("care_level"), "22");
    ASSERT_NE(begun.about("care_level"), nullptr);
    EXPECT_EQ(begun.about("care_level")->message, diag::message::prefill_confirm);
}

TEST(Prefill, what_is_compared_is_never_written) {
    const Begun begun = begin("admission-full.csv");
    std::size_t compared = 0;
    for (const diag::Finding& finding : begun.outcome.report.findings()) {
        if (finding.message == diag::message::prefill_compare) {
            const std::string value = begun.value(finding.item);
            EXPECT_TRUE(value.empty() || value == "?") << finding.item << " " << value;
            ++compared;
        }
    }
    EXPECT_GT(compared, 20U);
}

TEST(Prefill, the_age_is_that_of_the_new_day) {
    // born 1938-05-10; on 2026-02-28 still 87
    const Begun begun = begin("admission-full.csv");
    EXPECT_EQ(begun.value("birth_date").substr(0, 4), "1938");
    EXPECT_EQ(begun.value("age"), "87");
}

TEST(Prefill, has_its_own_head) {
    const Begun begun = begin("admission.csv");
    EXPECT_EQ(begun.value("document_id"), "D-1");
    EXPECT_EQ(begun.value("form_type"), "TAIIN");
    EXPECT_EQ(begun.value("created_at"), "2026-02-05T11:00:00+09:00");
    EXPECT_EQ(begun.value("entry_date"), "2026-02-28");
}

TEST(Prefill, a_form_without_a_prefill_source_is_refused) {
    Workspace workspace(product());
    const Outcome outcome = prefill(workspace, file_of_cases("record2.json"),
                                    {.mappings = std::filesystem::path(RENKEI_SOURCE) / "mappings"});
    EXPECT_EQ(outcome.status, OutcomeStatus::refused);
    EXPECT_TRUE(outcome.report.has(diag::message::nothing_to_prefill));
}

} // namespace
} // namespace renkei::service::prefill_test
