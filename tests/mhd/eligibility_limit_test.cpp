// The limit of services at home that the law sets for a care level, beside what documents say of it.
#include "eligibility_kit.h"

namespace renkei::mhd::eligibility_limit_test {
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

// The card of a person of level 要介護２, with a limit of its own in this period.
TestDocument card_with_limit(const std::string& units, const std::string& from, const std::string& to) {
    auto said = insurance("22", "2025-04-01", "2027-03-31");
    Json limit = {{"type", coding("coverage-class", "limit-units")}, {"value", units}};
    if (!from.empty()) {
        limit["extension"] = Json::array({{{"url", std::string(own) + "/StructureDefinition/limit-period"},
                                           {"valuePeriod", period_of(from, to)}}});
    }
    said.second["class"].push_back(limit);
    return {std::string(card), {said}};
}

std::vector<std::string> texts(const EligibilityField& of) {
    std::vector<std::string> out;
    for (const EligibilityValue& each : of.values) {
        out.push_back(each.text + (each.limit != nullptr ? " by law" : "") +
                      (each.contradicts ? " differs" : ""));
    }
    return out;
}

TEST(Eligibility, has_the_limit_of_the_law_for_the_level_where_documents_say_none) {
    const auto limit = [](const std::string& level, const std::string& day) {
        return field(asked({{std::string(card), {insurance(level, "2018-04-01", "2027-03-31")}}}, day),
                     "limit_units");
    };
    for (const auto& [level, units] : {std::pair("12", "5032"),
                                       {"13", "10531"},
                                       {"21", "16765"},
                                       {"22", "19705"},
                                       {"23", "27048"},
                                       {"24", "30938"},
                                       {"25", "36217"}}) {
        const EligibilityField out = limit(level, "2019-10-01");
        EXPECT_EQ(state(out), "stated") << level;
        EXPECT_EQ(texts(out), std::vector{units + std::string(" 単位 by law")});
        EXPECT_EQ(out.values.at(0).code, units);
        EXPECT_EQ(out.values.at(0).period.text(), "2019-10-01～2027-03-31");
        EXPECT_EQ(out.values.at(0).sources, std::vector<std::size_t>{0});
        EXPECT_EQ(out.values.at(0).limit->from, "2019-10-01");
    }
    EXPECT_EQ(state(limit("22", "2019-09-30")), "blank") << "no source says one for that day";
    for (const char* const level : {"01", "06", "11", "31", "survey-again"}) {
        EXPECT_EQ(state(limit(level, "2026-06-15")), "blank") << level;
    }
    const auto undated = insurance("22", "", "");
    EXPECT_EQ(state(field(asked({{std::string(card), {undated}}}), "limit_units")), "blank")
        << "the level is not sure";
    EXPECT_EQ(state(field(asked({{std::string(card), {insurance("22", "2026-01-01", "2026-12-31")}},
                                 {std::string(letter), {insurance("23", "2026-01-01", "2026-12-31")}}}),
                          "limit_units")),
              "blank")
        << "documents disagree about the level";
}

TEST(Eligibility, has_the_limit_of_the_law_beside_another_one_of_a_document_and_never_alone) {
    const auto limit = [](const std::vector<TestDocument>& documents) {
        return field(asked(documents), "limit_units");
    };
    EXPECT_EQ(texts(limit({card_with_limit("19705", "2025-04-01", "2027-03-31")})),
              std::vector<std::string>{"19705 単位"})
        << "the card's word is enough";
    const EligibilityField other = limit({card_with_limit("18000", "2025-04-01", "2027-03-31")});
    EXPECT_EQ(state(other), "differs");
    EXPECT_EQ(texts(other), (std::vector<std::string>{"18000 単位 differs", "19705 単位 by law differs"}));
    const EligibilityField undated = limit({card_with_limit("18000", "", "")});
    EXPECT_EQ(state(undated), "differs");
    EXPECT_EQ(texts(undated), (std::vector<std::string>{"18000 単位 differs", "19705 単位 by law differs"}));
    EXPECT_EQ(state(limit({card_with_limit("19705", "", "")})), "undated") << "as the card says it";
    const EligibilityField ended = limit({card_with_limit("18000", "2025-04-01", "2026-03-31")});
    EXPECT_EQ(state(ended), "stated");
    EXPECT_EQ(texts(ended), (std::vector<std::string>{"19705 単位 by law", "18000 単位"}));
    EXPECT_EQ(texts(limit(
                  {card_with_limit("19705", "2025-04-01", "2027-03-31"), card_with_limit("18000", "", "")})),
              (std::vector<std::string>{"19705 単位", "18000 単位"}))
        << "an older word that a newer one replaces says nothing";
}

} // namespace
} // namespace renkei::mhd::eligibility_limit_test
