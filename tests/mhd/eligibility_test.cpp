// What documents say together of the insurance on one day.
#include "eligibility_kit.h"

namespace renkei::mhd::eligibility_test {
namespace {

using eligibility_kit::asked;
using eligibility_kit::card;
using eligibility_kit::coding;
using eligibility_kit::field;
using eligibility_kit::insurance;
using eligibility_kit::letter;
using eligibility_kit::own;
using eligibility_kit::period_of;
using eligibility_kit::state;
using eligibility_kit::TestDocument;

std::pair<std::string, Json>
offices(const std::vector<std::pair<std::string, std::string>>& from_and_number) {
    Json out = {{"resourceType", "CareTeam"}, {"status", "active"}, {"participant", Json::array()}};
    for (const auto& [from, number] : from_and_number) {
        out["participant"].push_back({{"role", Json::array({coding("role", "care-management-office")})},
                                      {"member", {{"display", number}}},
                                      {"period", period_of(from, "")}});
    }
    return {"居宅介護支援", out};
}

std::pair<std::string, Json> restrictions(const std::vector<std::array<std::string, 3>>& kinds) {
    const std::string base = std::string(own) + "/StructureDefinition/";
    Json out = {{"resourceType", "Coverage"}, {"status", "active"}, {"extension", Json::array()}};
    for (const auto& [kind, from, to] : kinds) {
        out["extension"].push_back(
            {{"url", base + "benefit-restriction"},
             {"extension",
              Json::array({{{"url", "kind"}, {"valueCodeableConcept", coding("benefit-restriction", kind)}},
                           {{"url", "period"}, {"valuePeriod", period_of(from, to)}}})}});
    }
    return {"給付制限", out};
}

EligibilityField level(const std::vector<TestDocument>& documents, const std::string& day = "2026-06-15") {
    return field(asked(documents, day), "care_level");
}

TEST(Eligibility, takes_what_holds_on_the_day_and_both_ends_of_a_period_count) {
    const std::vector<TestDocument> one{{std::string(card), {insurance("2", "2026-04-01", "2026-06-30")}}};
    for (const auto& [day, expected] : {std::pair("2026-03-31", "not-valid"),
                                        {"2026-04-01", "stated"},
                                        {"2026-06-30", "stated"},
                                        {"2026-07-01", "not-valid"}}) {
        const EligibilityField out = level(one, day);
        EXPECT_EQ(state(out), expected) << day;
        ASSERT_EQ(out.values.size(), 1U);
        EXPECT_EQ(out.values[0].text, "要介護2");
        EXPECT_EQ(out.values[0].period.text(), "2026-04-01～2026-06-30");
    }
}

// A cancelled or drafted statement grants nothing; one without its status is not sure.
TEST(Eligibility, counts_the_status_of_what_says_it) {
    for (const auto& [status, expected, holds] : {std::tuple("active", "stated", Holds::yes),
                                                  {"cancelled", "not-valid", Holds::no},
                                                  {"draft", "not-valid", Holds::no},
                                                  {"", "undated", Holds::unknown}}) {
        std::pair<std::string, Json> said = insurance("2", "2026-04-01", "2026-06-30");
        said.second["status"] = status;
        if (*status == '\0') {
            said.second.erase("status");
        }
        const Eligibility found = asked({{std::string(card), {said}}});
        EXPECT_EQ(state(field(found, "care_level")), expected) << status;
        EXPECT_EQ(state(field(found, "insured_no")), expected) << status;
        ASSERT_EQ(found.coverages.size(), 1U);
        EXPECT_EQ(found.coverages[0].holds, holds) << status;
    }
}

// A change of the level (区分変更) begins within the period of the certification that it replaces.
TEST(Eligibility, of_two_certifications_that_overlap_counts_the_one_that_began_last) {
    const EligibilityField out = level({{std::string(card), {insurance("3", "2026-05-01", "2028-04-30")}},
                                        {std::string(card), {insurance("2", "2025-04-01", "2027-03-31")}}});
    EXPECT_EQ(state(out), "stated");
    ASSERT_EQ(out.values.size(), 2U);
    EXPECT_EQ(out.values[0].text, "要介護3");
    EXPECT_EQ(out.values[1].holds, Holds::no);
}

TEST(Eligibility, of_certifications_that_contradict_shows_both_and_marks_them) {
    const auto marked = [](const std::vector<TestDocument>& cards) {
        const EligibilityField out = level(cards);
        EXPECT_EQ(out.values.size(), 2U);
        return state(out) + " " + out.values[0].text;
    };
    EXPECT_EQ(marked({{std::string(card), {insurance("3", "2025-04-01", "2028-04-30")}},
                      {std::string(card), {insurance("2", "2025-04-01", "2027-03-31")}}}),
              "differs 要介護3")
        << "the newest document first";
    EXPECT_EQ(marked({{std::string(card), {insurance("2", "2025-04-01", "2027-03-31")}},
                      {std::string(card), {insurance("3", "2026-05-01", "2028-04-30")}}}),
              "differs 要介護2")
        << "what began last stands in the older document: it may have been taken back";
}

TEST(Eligibility, of_certifications_that_follow_each_other_has_the_one_of_the_day) {
    const std::vector<TestDocument> two{{std::string(card), {insurance("3", "2026-07-01", "2028-06-30")}},
                                        {std::string(card), {insurance("2", "2025-07-01", "2026-06-30")}}};
    EXPECT_EQ(state(level(two)), "stated");
    EXPECT_EQ(level(two).values[0].text, "要介護2");
    EXPECT_EQ(level(two, "2026-07-01").values[0].text, "要介護3");
}

TEST(Eligibility, of_two_documents_that_say_the_same_names_both) {
    const EligibilityField out = level({{std::string(letter), {insurance("2", "2025-04-01", "2027-03-31")}},
                                        {std::string(card), {insurance("2", "2025-04-01", "2027-03-31")}}});
    EXPECT_EQ(state(out), "stated");
    ASSERT_EQ(out.values.size(), 1U);
    EXPECT_EQ(out.values[0].sources, (std::vector<std::size_t>{0, 1}));
}

TEST(Eligibility, without_a_period_or_with_half_of_one_is_not_sure) {
    EXPECT_EQ(state(level({{std::string(letter), {insurance("2", "", "")}}})), "undated");
    EXPECT_EQ(state(level({{std::string(card), {insurance("2", "2025-04-01", "")}}})), "undated");
    EXPECT_EQ(state(level({{std::string(card), {insurance("2", "", "2027-03-31")}}})), "undated");
    EXPECT_EQ(state(level({{std::string(card), {insurance("2", "2026-06", "2027")}}})), "undated")
        << "it began on some day of this month";
    EXPECT_EQ(state(level({{std::string(card), {insurance("2", "2026-05", "2027")}}})), "stated");
    EXPECT_EQ(state(level({{std::string(card), {insurance("2", "", "2026-05-31")}}})), "not-valid");
}

TEST(Eligibility, an_answer_without_a_period_contradicts_one_with_a_period_where_it_is_another) {
    const TestDocument dated{std::string(card), {insurance("2", "2025-04-01", "2027-03-31")}};
    EXPECT_EQ(state(level({{std::string(letter), {insurance("2", "", "")}}, dated})), "stated");
    EXPECT_EQ(state(level({{std::string(letter), {insurance("3", "", "")}}, dated})), "differs");
    EXPECT_EQ(state(level({dated, {std::string(letter), {insurance("3", "", "")}}})), "stated")
        << "an older letter may have been right in its time";
}

// The card gives its care level as an Observation, too.
TEST(Eligibility, a_document_repeats_nothing_without_the_period_that_it_gives) {
    const std::pair<std::string, Json> fact{"要介護状態区分",
                                            {{"resourceType", "Observation"},
                                             {"status", "final"},
                                             {"valueCodeableConcept", coding("care-level", "2")}}};
    const EligibilityField ended =
        level({{std::string(card), {insurance("2", "2024-04-01", "2025-03-31"), fact}}});
    EXPECT_EQ(state(ended), "not-valid");
    EXPECT_EQ(ended.values.size(), 1U);
    EXPECT_EQ(state(level({{std::string(letter), {fact}}})), "undated");
}

TEST(Eligibility, keeps_unknown_apart_from_blank_and_from_not_asked) {
    const std::pair<std::string, Json> unknown{
        "要介護状態区分",
        {{"resourceType", "Observation"}, {"status", "final"}, {"dataAbsentReason", coding("x", "unknown")}}};
    EXPECT_EQ(state(level({{std::string(card), {unknown}}})), "unknown");
    EXPECT_EQ(state(level({{std::string(card), {insurance("", "", "")}}})), "blank");
    EXPECT_EQ(state(level({{std::string(letter), {insurance("", "", "")}}})), "not-asked");
    EXPECT_EQ(state(level({{std::string(letter), {unknown}},
                           {std::string(card), {insurance("2", "2025-04-01", "2027-03-31")}}})),
              "stated")
        << "not to know contradicts no answer";
}

TEST(Eligibility, says_that_a_newer_card_is_silent) {
    const TestDocument older{std::string(card), {insurance("2", "2025-04-01", "2027-03-31")}};
    const EligibilityField out = level({{std::string(card), {insurance("", "", "")}}, older});
    EXPECT_EQ(state(out), "stated");
    EXPECT_TRUE(out.is_silent_in_newer);
    EXPECT_FALSE(level({older, {std::string(card), {insurance("", "", "")}}}).is_silent_in_newer);
    EXPECT_FALSE(level({{std::string(letter), {insurance("", "", "")}}, older}).is_silent_in_newer);
}

TEST(Eligibility, of_two_numbers_shows_both) {
    const Eligibility out =
        asked({{std::string(card), {insurance("2", "2026-04-01", "2027-03-31", "0000002022")}},
               {std::string(card), {insurance("2", "2026-04-01", "2027-03-31", "0000001016")}}});
    EXPECT_EQ(state(field(out, "insured_no")), "differs");
    EXPECT_EQ(field(out, "insured_no").values.size(), 2U);
    ASSERT_EQ(out.coverages.size(), 2U);
    EXPECT_EQ(out.coverages[0].holds, Holds::yes);
}

TEST(Eligibility, takes_the_office_that_was_notified_last) {
    const auto office = [](const std::vector<TestDocument>& documents) {
        return field(asked(documents), "care_management_office");
    };
    const EligibilityField out = office(
        {{std::string(card), {offices({{"2023-04-01", "A"}, {"2026-07-01", "C"}, {"2025-04-01", "B"}})}}});
    EXPECT_EQ(state(out), "stated");
    ASSERT_EQ(out.values.size(), 3U);
    EXPECT_EQ(out.values[0].text, "B") << "C is not yet it, A is no longer";
    EXPECT_EQ(out.values[1].holds, Holds::no);
    EXPECT_EQ(out.values[2].holds, Holds::no);
    const EligibilityField of_two = office({{std::string(letter), {offices({{"2026-04-01", "N"}})}},
                                            {std::string(card), {offices({{"2025-04-01", "B"}})}}});
    EXPECT_EQ(state(of_two), "stated");
    EXPECT_EQ(of_two.values[0].text, "N");
    EXPECT_EQ(state(office({{std::string(letter), {offices({{"2026-04-01", "N"}})}},
                            {std::string(card), {offices({{"2026-04-01", "B"}})}}})),
              "differs");
    EXPECT_EQ(state(office({{std::string(card), {offices({{"2025-04-01", "B"}})}},
                            {std::string(letter), {offices({{"2026-04-01", "N"}})}}})),
              "differs")
        << "N may have been taken back";
}

TEST(Eligibility, may_have_several_restrictions_of_one_document_and_an_open_end_goes_on) {
    const auto of = [](const std::vector<TestDocument>& documents) {
        return field(asked(documents), "restriction");
    };
    const TestDocument both{std::string(card),
                            {restrictions({{"01", "2026-01-01", "2026-12-31"}, {"03", "2026-05-01", ""}})}};
    EXPECT_EQ(state(of({both})), "stated");
    EXPECT_EQ(of({both}).values.size(), 2U);
    const TestDocument other{std::string(card), {restrictions({{"01", "2026-01-01", "2026-12-31"}})}};
    EXPECT_EQ(state(of({other, both})), "differs") << "the newer one has not the other";
    EXPECT_EQ(state(of({{std::string(card), {restrictions({{"01", "2023-04-01", "2023-10-31"}})}}})),
              "not-valid");
}

TEST(Eligibility, is_restricted_where_what_an_answer_is_read_from_is) {
    auto coverage = insurance("3", "2026-01-01", "2026-12-31");
    coverage.second["payor"] = Json::array({{{"reference", "Organization/1"}}});
    const Json payor = {{"resourceType", "Organization"},
                        {"meta", {{"security", Json::array({{{"code", "R"}}})}}},
                        {"name", "保険者"}};
    const Eligibility found = asked({{.resources = {coverage, {"介護保険", payor}}}});
    const auto is_marked = [&](std::string_view id) { return field(found, id).values.at(0).is_restricted; };
    EXPECT_TRUE(is_marked("insurer_name"));
    EXPECT_FALSE(is_marked("insured_no"));
}

TEST(Eligibility, bounds_the_answers_to_a_field_and_says_so) {
    std::vector<std::pair<std::string, std::string>> many;
    for (int i = 0; i < 600; ++i) {
        many.emplace_back("2026-04-01", std::to_string(i));
    }
    const Eligibility out = asked({{std::string(card), {offices(many)}}});
    EXPECT_EQ(field(out, "care_management_office").values.size(), 500U);
    EXPECT_TRUE(out.is_cut);
    EXPECT_FALSE(out.is_whole);
}

// The card, and the file of the certification system: one table finds level and period in both.
TEST(Eligibility, finds_the_level_and_its_period_in_either_document_of_the_kit) {
    for (const auto& [form, day, code, period] :
         {std::tuple("insured_card", "2026-06-15", "22", "2025-04-01～2027-03-31"),
          std::tuple("cert_judgement", "2026-06-15", "21", "2025-08-01～2026-07-31")}) {
        const std::vector<SummarySection> sections = sections_with_person(eligibility_table());
        const SummaryContent content =
            gathered(fixture(std::string(form) + "/full.bundle.json"), sections, form);
        const Eligibility out = eligibility_of(
            content, sections, read_eligibility_table(eligibility_table(), own), *time::parse_date(day));
        const EligibilityField found = field(out, "care_level");
        EXPECT_EQ(state(found), "stated") << form;
        ASSERT_EQ(found.values.size(), 1U) << form;
        EXPECT_EQ(found.values[0].code, code);
        EXPECT_EQ(found.values[0].period.text(), period);
    }
}

TEST(EligibilityTable, has_a_search_for_every_line_and_one_meaning_for_every_field) {
    const EligibilityTable table = read_eligibility_table(eligibility_table(), own);
    const std::vector<SummarySection> sections = test::must(read_summary_sections(eligibility_table(), own));
    EXPECT_EQ(table.asking, std::vector<std::string>{std::string(card)});
    ASSERT_FALSE(table.rows.empty());
    for (const EligibilityRow& row : table.rows) {
        const auto section = std::ranges::find(sections, row.section, &SummarySection::title);
        ASSERT_NE(section, sections.end()) << row.field;
        EXPECT_EQ(section->searches.front().type, row.type) << row.field;
        EXPECT_FALSE(row.values.empty() || row.name.empty() || row.system.empty() || row.code.empty())
            << row.field;
        EXPECT_EQ(row.system.find("kg:"), std::string::npos);
        const auto first = std::ranges::find(table.rows, row.field, &EligibilityRow::field);
        EXPECT_EQ(std::tie(first->name, first->system, first->code, first->counts),
                  std::tie(row.name, row.system, row.code, row.counts));
    }
}

} // namespace
} // namespace renkei::mhd::eligibility_test
