#include "gateway/core/base/file.h"
#include "gateway/forms/service/explain.h"
#include "gateway/forms/service/prefill.h"
#include "generated/messages/conversion.h"
#include "generated/messages/prefill.h"
#include "generated/messages/service.h"

#include "product.h"
#include "tests/support/cp932.h"
#include "tests/support/temporary_folder.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

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
    const Outcome outcome =
        prefill(workspace, file_of_cases("record2.json"),
                {.mappings = std::filesystem::path(RENKEI_SOURCE) / "mappings", .to = "nursing_plan"});
    EXPECT_EQ(outcome.status, OutcomeStatus::refused);
    EXPECT_TRUE(outcome.report.has(diag::message::nothing_to_prefill));
}

// ---------------------------------------------------------------- a plan from the last one, from a card
const std::filesystem::path mappings_folder = std::filesystem::path(RENKEI_SOURCE) / "mappings";

Outcome begin_from(const Input& input, const std::string& to, transfer::GivenValues given = {}) {
    Workspace workspace(product());
    return prefill(workspace, input,
                   {.mappings = mappings_folder,
                    .to = to,
                    .created = "2026-06-05T11:00:00+09:00",
                    .document_id = "D-1",
                    .values = {.set = std::move(given), .defaults = {}}});
}

Outcome begin_from(const std::filesystem::path& file, const std::string& to,
                   transfer::GivenValues given = {}) {
    const diag::Result<Input> input = read_input(file.string());
    EXPECT_TRUE(input) << file;
    return begin_from(*input, to, std::move(given));
}

std::filesystem::path fixture(const std::string& folder, const std::string& end) {
    for (const auto& each :
         std::filesystem::directory_iterator(std::filesystem::path(RENKEI_SOURCE) / "fixtures" / folder)) {
        if (each.path().filename().string().ends_with(end)) {
            return each.path();
        }
    }
    ADD_FAILURE() << folder << " " << end;
    return {};
}

std::size_t count_of(const Outcome& outcome, diag::Message message) {
    return static_cast<std::size_t>(
        std::ranges::count(outcome.report.findings(), message, &diag::Finding::message));
}

const diag::Finding* find_about(const Outcome& outcome, const std::string& item) {
    const auto found = std::ranges::find(outcome.report.findings(), item, &diag::Finding::item);
    return found == outcome.report.findings().end() ? nullptr : &*found;
}

// Each for the pair of forms that it names.
TEST(Prefill, every_prefill_file_can_be_read) {
    std::size_t files = 0;
    for (const auto& each : std::filesystem::recursive_directory_iterator(mappings_folder)) {
        if (!each.path().filename().string().starts_with("prefill")) {
            continue;
        }
        ++files;
        const std::string text = base::read_file(each.path()).value_or("");
        const std::size_t at = text.find("\nfrom: ") + 7;
        const mapping::Plan* const from = product().find(text.substr(at, text.find('\n', at) - at));
        ASSERT_NE(from, nullptr) << each.path();
        const auto plan =
            read_prefill(mappings_folder, product(), *from, each.path().parent_path().filename().string());
        EXPECT_TRUE(plan) << each.path() << " "
                          << (plan ? "" : diag::to_text(plan.error(), diag::Language::english));
    }
    EXPECT_GT(files, 15U);
}

TEST(Prefill, a_plan_begins_with_the_last_one_and_without_its_days) {
    const Outcome begun = begin_from(fixture("careplan1", "091501.CSV"), "careplan1");
    ASSERT_EQ(begun.status, OutcomeStatus::done);
    ASSERT_NE(find_about(begun, "overall_policy"), nullptr);
    EXPECT_EQ(find_about(begun, "overall_policy")->message, diag::message::prefill_confirm);
    ASSERT_NE(find_about(begun, "plan_category"), nullptr);
    EXPECT_EQ(find_about(begun, "plan_category")->message, diag::message::prefill_compare);
    const auto missing =
        std::ranges::find(begun.report.findings(), diag::message::prefill_missing, &diag::Finding::message);
    ASSERT_NE(missing, begun.report.findings().end());
    EXPECT_NE(missing->args.at(1).find("plan_date"), std::string::npos);
    EXPECT_NE(missing->args.at(1).find("created_date"), std::string::npos);
}

// Rows within rows stay where they are, and every value that was taken over is in the report.
TEST(Prefill, a_table_of_nested_rows_begins_with_the_last_one) {
    const Outcome begun = begin_from(fixture("careplan2", "091501.CSV"), "careplan2");
    ASSERT_EQ(begun.documents.size(), 1U);
    Workspace workspace(product());
    const ExplainOutcome explained = explain(
        workspace,
        {.name = "UP2KYO_9970100013_43_9970101011_11_20260605110000.CSV", .bytes = begun.documents[0].bytes},
        {});
    ASSERT_EQ(explained.documents.size(), 1U);
    std::size_t filled = 0;
    for (const ExplainedItem& line : explained.documents[0].lines) {
        filled += line.value.empty() ? 0U : 1U;
    }
    EXPECT_GT(filled, 30U);
    EXPECT_EQ(
        std::ranges::count(explained.documents[0].lines, "need.goal.content.kind", &ExplainedItem::item), 4);
    EXPECT_GT(count_of(begun, diag::message::prefill_confirm), 30U);
    EXPECT_EQ(count_of(begun, diag::message::prefill_compare),
              3U + 3U + 4U + 2U + 1U); // long, short, service periods, days of the plan, 更新業者
}

TEST(Prefill, a_document_of_another_person_begins_nothing) {
    const Outcome begun =
        begin_from(fixture("careplan1", "091501.CSV"), "careplan1", {{"insured_no", "0000002022"}});
    EXPECT_EQ(begun.status, OutcomeStatus::refused);
    EXPECT_TRUE(begun.report.has(diag::message::prefill_other_person));
    EXPECT_TRUE(begun.documents.empty());
    EXPECT_EQ(
        begin_from(fixture("careplan1", "091501.CSV"), "careplan1", {{"insured_no", "0000001016"}}).status,
        OutcomeStatus::done);
}

TEST(Prefill, what_is_given_counts_before_what_is_read) {
    const Outcome begun =
        begin_from(fixture("careplan1", "091501.CSV"), "careplan1", {{"planner_name", "別　花子"}});
    EXPECT_EQ(find_about(begun, "planner_name"), nullptr);
    EXPECT_EQ(begun.status, OutcomeStatus::done);
}

TEST(Prefill, a_form_that_begins_several_asks_which) {
    const auto card = fixture("insured_card", "091500.CSV");
    const Outcome begun = begin_from(card, "");
    EXPECT_EQ(begun.status, OutcomeStatus::refused);
    EXPECT_TRUE(begun.report.has(diag::message::prefill_several));
    const Outcome plan = begin_from(card, "careplan1");
    ASSERT_NE(find_about(plan, "board_opinion"), nullptr);
    ASSERT_NE(find_about(plan, "cert_status"), nullptr);
    EXPECT_EQ(find_about(plan, "cert_status")->value, "2");
    const Outcome supplement = begin_from(card, "careplan_supplement");
    EXPECT_EQ(std::ranges::count(supplement.report.findings(), "type_limit.limit", &diag::Finding::item), 3);
}

// No row says 訪問看護: nothing is carried, and the report says what the rows are.
TEST(Prefill, rows_of_other_services_begin_no_nursing_plan) {
    const Outcome begun = begin_from(fixture("careplan2", "091501.CSV"), "nursing_plan");
    EXPECT_EQ(begun.status, OutcomeStatus::refused);
    const auto why =
        std::ranges::find(begun.report.findings(), diag::message::prefill_no_row, &diag::Finding::message);
    ASSERT_NE(why, begun.report.findings().end());
    EXPECT_NE(why->args.at(2).find("通所介護"), std::string::npos);
}

// The days of an evaluation are its own: open from a last one, carried with the sheet that it is of; and of
// rows of the new form, the one that the row says.
TEST(Prefill, the_day_of_an_evaluation_is_not_made) {
    Workspace workspace(product());
    const auto begun_adl = [&](const std::filesystem::path& file) {
        const Outcome begun = begin_from(file, "life310_adl");
        EXPECT_EQ(begun.documents.size(), 1U);
        return begun.documents.empty() ? std::string() : begun.documents[0].bytes;
    };
    EXPECT_EQ(begun_adl(fixture("life310_adl", "full.json")).find("20260605"), std::string::npos);
    const std::string carried = begun_adl(fixture("life_adl", "full.json"));
    EXPECT_EQ(carried.find("20260605"), std::string::npos);
    EXPECT_NE(carried.find("20260220"), std::string::npos) << "the day of the sheet";
}

// What is left is computed: every value of the sheet is in the new one, shown, or reported with its name.
TEST(Prefill, every_value_of_a_sheet_that_goes_over_is_accounted_for) {
    for (const auto& [folder, to] :
         {std::pair{"life_adl", "life310_adl"}, std::pair{"life_individual_training", "life310_training"}}) {
        const auto file = fixture(folder, "full.json");
        const Outcome begun = begin_from(file, to);
        ASSERT_EQ(begun.documents.size(), 1U);
        Workspace workspace(product());
        const ExplainOutcome sheet = explain(workspace, *read_input(file.string()), {});
        std::set<std::string> read; // of the sheet, by a row of the file
        const auto plan = read_prefill(mappings_folder, product(), *product().find(folder), to);
        ASSERT_TRUE(plan);
        for (const PrefillRow& row : plan->rows) {
            read.emplace(plan->from->form().text(plan->from->form().items()[row.from].id));
        }
        std::size_t left = 0;
        for (const ExplainedItem& line : sheet.documents.at(0).lines) {
            if (!line.is_heading && !line.value.empty() && !read.contains(line.item) &&
                line.item != "header.formType" && line.item != "header.specVersion" &&
                line.item.find('.') != std::string::npos) {
                EXPECT_NE(find_about(begun, line.item), nullptr) << line.item;
                ++left;
            }
        }
        EXPECT_GT(left, 20U);
        EXPECT_GT(count_of(begun, diag::message::loss_not_in_form), 20U);
    }
}

// LIFE has two codes for 0 points of 整容: neither is written.
TEST(Prefill, a_value_with_several_counterparts_is_reported_and_not_carried) {
    const Outcome begun = begin_from(fixture("nursing_report", "full.json"), "life310_adl");
    ASSERT_EQ(begun.documents.size(), 1U);
    for (const std::string item : {"rehab.barthel.grooming", "rehab.barthel.bathing"}) {
        ASSERT_NE(find_about(begun, item), nullptr) << item;
        EXPECT_EQ(find_about(begun, item)->message, diag::message::loss_does_not_fit);
        EXPECT_EQ(find_about(begun, item)->value, "0");
    }
    EXPECT_EQ(find_about(begun, "barthel_index_bathing"), nullptr);
    ASSERT_NE(find_about(begun, "barthel_transfer"), nullptr);
    EXPECT_EQ(find_about(begun, "barthel_transfer")->value, "1"); // 5 points
    EXPECT_EQ(count_of(begun, diag::message::loss_not_in_form), 0U) << "the report is another document";
}

// A row of a group is named by a number that the group has; a pattern has a group.
TEST(Prefill, wrong_options_of_a_row_are_refused) {
    const renkei::test::TemporaryFolder folder;
    const std::filesystem::path form = folder.path() / "life310_training";
    std::filesystem::create_directories(form);
    renkei::test::put(form / "form.yaml", "");
    const auto refused = [&](const std::string& options) {
        renkei::test::put(form / "prefill.yaml",
                          "from: life_individual_training\nrows:\n  - [training.functionTrainingNote01,"
                          " program.note, copy, {" +
                              options + "}]\n");
        return !read_prefill(folder.path(), product(), *product().find("life_individual_training"), "");
    };
    EXPECT_FALSE(refused("row: 4"));
    EXPECT_FALSE(refused("row: 1, take: '(.).*'"));
    for (const std::string wrong :
         {"note: x", "row: 0", "row: 5", "row: x", "row: 1, take: '.*'", "row: 1, take: '('"}) {
        EXPECT_TRUE(refused(wrong)) << wrong;
    }
}

TEST(Prefill, no_number_of_a_record_is_taken_over) {
    for (const std::string form : {"life310_adl", "life310_training", "life310_nutrition_screening",
                                   "life310_nutrition_plan", "life310_user"}) {
        const Outcome begun = begin_from(fixture(form, "full.json"), form);
        ASSERT_EQ(begun.documents.size(), 1U) << form;
        ASSERT_NE(find_about(begun, "external_system_management_number"), nullptr) << form;
        EXPECT_EQ(find_about(begun, "external_system_management_number")->message,
                  diag::message::prefill_compare);
    }
}

// Two stations would stand in one plan.
TEST(Prefill, a_nursing_plan_is_of_one_station) {
    Input plan = *read_input(fixture("careplan2", "091501.CSV").string());
    for (const std::string& other : {renkei::test::cp932("通所介護"), renkei::test::cp932("福祉用具貸与")}) {
        const std::size_t at = plan.bytes.find(other);
        ASSERT_NE(at, std::string::npos);
        plan.bytes.replace(at, other.size(), renkei::test::cp932("訪問看護"));
    }
    const Outcome of_both = begin_from(plan, "nursing_plan");
    EXPECT_EQ(of_both.status, OutcomeStatus::refused);
    ASSERT_TRUE(of_both.report.has(diag::message::prefill_rows_differ));
    const Outcome of_one = begin_from(plan, "nursing_plan", {{"header.sender.officeNumber", "9970101029"}});
    ASSERT_EQ(of_one.documents.size(), 1U);
    EXPECT_TRUE(of_one.report.has(diag::message::prefill_other_rows));
    EXPECT_NE(of_one.documents[0].bytes.find("歩行練習"), std::string::npos);
    EXPECT_EQ(of_one.documents[0].bytes.find("歩行器"), std::string::npos) << "of the other one";
}

} // namespace
} // namespace renkei::service::prefill_test
