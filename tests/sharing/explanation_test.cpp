// What the explanation of a decision says: each condition by itself, all that is missing, how to enter it.
#include "gateway/network/sharing/cell_explanation.h"
#include "gateway/network/sharing/decision_text.h"

#include "tests/sharing/states.h"
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::sharing::explanation_test {
namespace {

using diag::Language;
using test::at;
using test::day;
using test::decided;
using test::full_state;
using test::ours;

std::string text_of(const State& state, Language language = Language::english) {
    return explained(ours(), state.request(ours()), decided(state), language);
}

bool says(const State& state, std::string_view text, Language language = Language::english) {
    return text_of(state, language).find(text) != std::string::npos;
}

TEST(Explanations, ask_each_condition_by_itself_and_list_all_that_is_missing) {
    State state = full_state("cert.opinion", "care_manager");
    state.registrations.front().identity.reset();
    state.registrations.front().view_until = day("2027-06-14");
    state.job = "nurse";
    state.consents.clear();
    const std::string text = text_of(state);
    for (const std::string_view line :
         {"denied: the office has not checked who the person is (identity_not_checked)\n", "failed: C-ID ",
          "met: C-REG ", "met: C-CLM ", "failed: C-EXP ", "failed: C-CON ", "met: C-SVC ", "failed: C-JOB ",
          "not asked: C-DOC ", "would change it: the identity check by the office",
          "would change it: a later view deadline",
          "would change it: a user with a job that reads this kind of information: care_manager\n",
          "would change it: a consent of the person"}) {
        EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
    }
    EXPECT_TRUE(says(state, "満たさない条件: C-JOB ", Language::japanese));
    EXPECT_TRUE(says(state, "満たす条件: C-REG ", Language::japanese));
    EXPECT_TRUE(says(state, "問わない条件: C-DOC ", Language::japanese));
}

TEST(Explanations, in_short_say_what_is_left_out_and_nothing_where_it_is_all) {
    State state = full_state("cert.opinion", "care_manager");
    EXPECT_EQ(short_json(decided(state)), R"({"allow":true,"reason":"allowed"})");
    state.person.hidden = Hidden::history;
    EXPECT_EQ(short_json(decided(state)), R"({"allow":true,"reason":"allowed","without":["places"]})");
    state.registrations.clear();
    EXPECT_EQ(short_json(decided(state)), R"({"allow":false,"reason":"not_registered"})");
}

TEST(Explanations, of_an_allowed_reading_fail_nothing) {
    for (const Kind& kind : ours().kinds()) {
        for (const Actor& reader : ours().actors()) {
            const State state = full_state(kind.id, reader.id);
            if (decided(state).allowed()) {
                EXPECT_FALSE(says(state, "failed: ")) << text_of(state);
            }
        }
    }
}

TEST(Explanations, of_a_denial_list_its_reason_among_what_is_missing) {
    std::size_t denials = 0;
    for (const Kind& kind : ours().kinds()) {
        for (const Actor& reader : ours().actors()) {
            State state = full_state(kind.id, reader.id);
            state.registrations.clear();
            state.consents.clear();
            const Decision decision = decided(state);
            if (decision.allowed() || decision.reason == Reason::not_related) {
                continue;
            }
            ++denials;
            const std::string remedy = diag::words_for("remedy", word_of(decision.reason), Language::english);
            const std::vector<std::string> all =
                remedies(ours(), state.request(ours()), decision, Language::english);
            EXPECT_NE(std::ranges::find(all, remedy), all.end()) << text_of(state);
        }
    }
    EXPECT_GT(denials, 0U);
}

TEST(Explanations, say_by_whom_and_when_a_registration_ended) {
    State state = full_state("cert.card", "care_manager");
    state.registrations.front().ended =
        RegistrationEnded{.at = at("2027-06-10"), .why = RegistrationEnd::died};
    EXPECT_TRUE(says(state, "registration: 2027-06-10 ended, because the person died\n"));
    EXPECT_TRUE(says(state, "担当事業所登録: 2027-06-10 死亡による終了\n", Language::japanese));
    EXPECT_FALSE(says(state, "would change it: claims")) << "claims did not stop";
    state.registrations.front().ended.reset();
    state.registrations.front().until = day("2027-06-11");
    EXPECT_TRUE(says(state, "registration: 2027-06-11 was its last day\n"));
    state.registrations.front().until.reset();
    state.registrations.front().view_until = day("2027-06-12");
    EXPECT_TRUE(says(state, "registration: 2027-06-12 was its view deadline\n"));
    const Decision decision = decided(state);
    EXPECT_NE(explained_json(ours(), state.request(ours()), decision, Language::english)
                  .find(R"("registration":{"day":"2027-06-12","why":"view_deadline"})"),
              std::string::npos);
    state.registrations.front().view_until.reset();
    EXPECT_FALSE(says(state, "\nregistration: "));
    for (const std::string_view why : words<RegistrationEnd>) {
        for (const Language language : {Language::english, Language::japanese}) {
            EXPECT_NE(diag::words_for("registration-end", why, language), why);
        }
    }
}

// Every relation that can be missing without a reason of its own.
TEST(Explanations, say_how_each_relation_comes_about) {
    constexpr Relation own_reason[] = {Relation::insurer, Relation::any, Relation::registered,
                                       Relation::opinion_requested};
    for (std::size_t i = 0; i < words<Relation>.size(); ++i) {
        const std::string_view word = words<Relation>[i];
        const bool has_own = std::ranges::find(own_reason, static_cast<Relation>(i)) != std::end(own_reason);
        for (const Language language : {Language::english, Language::japanese}) {
            EXPECT_EQ(diag::words_for("relation-remedy", word, language) == word, has_own) << word;
        }
    }
    State state = full_state("cert.opinion", "care_manager");
    state.makes_plan = false;
    EXPECT_TRUE(says(state, "変わる場合: 居宅サービス計画作成依頼届出書の届出", Language::japanese));
    EXPECT_TRUE(says(state, "--makes-plan yes"));
    State direct = full_state("direct.admission", "medical");
    direct.names_reader = false;
    const std::string text = text_of(direct, Language::japanese);
    EXPECT_NE(text.find(": 作成者であること\n"), std::string::npos) << text;
    EXPECT_NE(text.find(": 文書の宛先であること\n"), std::string::npos) << text;
}

TEST(Explanations, name_a_withdrawal_only_where_consent_is_asked) {
    EXPECT_TRUE(says(full_state("cert.opinion", "care_manager"), "would change it: a withdrawal"));
    State card = full_state("cert.card", "care_manager");
    EXPECT_FALSE(says(card, "withdrawal"));
    EXPECT_TRUE(says(card, "would change it: the end of what the cell asks for\n"));
    card.insurer.settings.strict = true;
    EXPECT_TRUE(says(card, "would change it: a withdrawal"));
    EXPECT_TRUE(says(card, "met: C-CON ")) << "asked by a setting";
}

TEST(Explanations, list_the_consent_wherever_it_is_asked_and_the_line_that_narrows) {
    std::size_t narrowed = 0;
    for (const Kind& kind : ours().kinds()) {
        for (const Actor& reader : ours().actors()) {
            State state = full_state(kind.id, reader.id);
            const Decision decision = decided(state);
            if (decision.cell == nullptr || !decision.allowed()) {
                continue;
            }
            const std::string text = text_of(state);
            state.consents.clear();
            EXPECT_EQ(text.find("met: C-CON ") != std::string::npos, !decided(state).allowed()) << text;
            if (decision.cell->narrowed_by) {
                ++narrowed;
                const std::string line =
                    "made stricter by matrix.tsv:" + std::to_string(decision.cell->narrowing_line) + ")";
                EXPECT_NE(text.find(line), std::string::npos) << text;
            } else {
                EXPECT_EQ(text.find("made stricter"), std::string::npos) << text;
            }
        }
    }
    EXPECT_GT(narrowed, 0U);
}

} // namespace
} // namespace renkei::sharing::explanation_test
