// Laws over random states: what adds to the grounds of a reader never takes a right away, and the other way
// round.
#include "tests/sharing/states.h"
#include "tests/support/temporary_folder.h"
#include <gtest/gtest.h>

#include <random>

namespace renkei::sharing::laws_test {
namespace {

using test::at;
using test::day;
using test::decided;
using test::ours;

constexpr std::size_t states = 20'000;

class Random {
public:
    explicit Random(std::uint32_t seed) : engine_(seed) {}
    std::size_t below(std::size_t end) { return engine_() % end; }
    bool often() { return below(4) != 0; }
    bool seldom() { return below(6) == 0; }
    template <class Word>
    Word word() {
        return static_cast<Word>(below(words<Word>.size()));
    }

private:
    std::mt19937 engine_;
};

Consent any_consent(Random& random, base::Millis at) {
    Consent out = test::a_consent();
    out.given_at = at - static_cast<base::Millis>(random.below(1000)) * 3'600'000;
    out.permits = random.often();
    out.given_by = random.word<Agent>();
    if (random.seldom()) {
        out.kinds = {ours().kinds()[random.below(ours().kinds().size())].id};
    }
    if (random.seldom()) {
        out.receivers = {random.often() ? own_number() : other_number()};
    }
    if (random.seldom()) {
        out.purposes = {random.word<Purpose>()};
    }
    if (random.seldom()) {
        out.until = time::day_in_japan(at - static_cast<base::Millis>(random.below(3)) * 86'400'000);
    }
    if (random.seldom()) {
        out.withdrawn =
            Withdrawal{.at = out.given_at + static_cast<base::Millis>(random.below(100)) * 3'600'000};
    }
    if (random.seldom()) {
        out.insurer = "990029";
    }
    if (random.seldom()) { // known by its day alone
        out.given_at = time::beginning_of(time::day_in_japan(out.given_at));
    }
    if (random.seldom()) { // by a clock that is ahead
        out.given_at = at + static_cast<base::Millis>(random.below(5)) * 3'600'000;
    }
    return out;
}

Registration any_registration(Random& random, base::Millis at, const State& state) {
    const auto before = [&](std::size_t days) {
        return time::day_in_japan(at - static_cast<base::Millis>(random.below(days)) * 86'400'000);
    };
    const std::vector<std::string>& types = ours()[state.reader].service_types;
    Registration out = test::a_registration("2027-06-01");
    out.office = random.often() ? own_number() : other_number();
    out.service_type = random.often()  ? state.service_type
                       : types.empty() ? ""
                                       : types[random.below(types.size())];
    out.from = before(200);
    out.makes_plan = random.seldom();
    if (random.seldom()) {
        out.until = before(3);
    }
    if (random.seldom()) {
        out.ended = RegistrationEnded{.at = at - static_cast<base::Millis>(random.below(3)) + 1};
    }
    if (random.seldom()) {
        out.insurer = "990029"; // of before a move
    }
    return out;
}

// Mostly allowed, so that a law has something to say.
State any_state(Random& random) {
    const auto& kinds = ours().kinds();
    const auto& readers = ours().actors();
    State out =
        test::full_state(kinds[random.below(kinds.size())].id, readers[random.below(readers.size())].id);
    out.is_own = random.seldom();
    out.makes_plan = random.often();
    out.gives_care_service = random.often();
    out.is_deemed_care_office = random.seldom();
    out.names_reader = random.often();
    out.job = random.often() ? "care_manager" : "nurse";
    out.plan_state = random.often() ? PlanState::for_delivery : random.word<PlanState>();
    out.doctor_agrees = random.often();
    out.result_is_delivered = random.often();
    out.person.care_level = random.word<CareLevel>();
    out.person.hidden = random.seldom() ? random.word<Hidden>() : Hidden::none;
    out.ground = random.often() ? Agent::legal_representative : random.word<Agent>();
    if (random.seldom()) {
        out.purpose = random.word<Purpose>();
    }
    out.has_emergency_reason = random.often();
    if (random.seldom()) {
        out.registrations.clear();
    }
    for (std::size_t left = random.below(3); left > 0; --left) {
        out.registrations.push_back(any_registration(random, out.at, out));
    }
    if (random.seldom()) {
        out.opinion_requests.clear();
    }
    out.consents.clear();
    for (std::size_t left = random.below(4); left > 0; --left) {
        out.consents.push_back(any_consent(random, out.at));
    }
    InsurerSettings& settings = out.insurer.settings;
    settings.strict = random.seldom();
    settings.deemed_care_office = random.seldom();
    settings.doctor_consent = random.seldom();
    settings.result_delivered = random.seldom();
    settings.emergency = random.seldom();
    settings.disaster = random.seldom();
    return out;
}

// The law holds for each state, and is tried on at least so many that are allowed before.
template <class Law>
void holds(std::uint32_t seed, const Law& law) {
    Random random(seed);
    std::size_t allowed = 0;
    for (std::size_t i = 0; i < states; ++i) {
        const State state = any_state(random);
        allowed += decided(state).allowed() ? 1 : 0;
        law(state, random);
        if (::testing::Test::HasFailure()) {
            FAIL() << "state " << i << " of seed " << seed << ": " << state.kind << " "
                   << ours()[state.reader].id;
        }
    }
    EXPECT_GT(allowed, states / 10);
}

// What one office has is not lent to another: an organisation reads what one of its offices reads alone.
TEST(Laws, an_organisation_reads_what_one_of_its_offices_reads) {
    std::size_t several = 0;
    holds(7, [&](const State& state, Random&) {
        bool is_allowed_alone = state.registrations.empty() && decided(state).allowed();
        for (const Registration& office : state.registrations) {
            State alone = state;
            std::erase_if(alone.registrations, [&](const Registration& it) {
                return it.office != office.office || it.service_type != office.service_type;
            });
            several += alone.registrations.size() < state.registrations.size() ? 1 : 0;
            is_allowed_alone = is_allowed_alone || decided(alone).allowed();
        }
        EXPECT_EQ(decided(state).allowed(), is_allowed_alone);
    });
    EXPECT_GT(several, states / 10) << "too few have two offices";
}

// O25: the law is said of a comprehensive consent in force.
TEST(Laws, a_comprehensive_consent_in_force_never_takes_a_right_away) {
    holds(1, [](const State& before, Random&) {
        State after = before;
        Consent consent = test::a_consent();
        consent.given_at = before.at;
        consent.purposes = {Purpose::care, Purpose::needed, Purpose::other_for_care, Purpose::municipal};
        after.consents.push_back(consent);
        const bool is_beaten = std::ranges::any_of(before.consents, [&](const Consent& it) {
            return it.given_at == before.at || (it.withdrawn && it.withdrawn->at == before.at);
        });
        const bool is_known_by_day = std::ranges::any_of(before.consents, [&](const Consent& it) {
            return !it.permits && time::day_in_japan(it.given_at) == time::day_in_japan(before.at);
        });
        EXPECT_TRUE(!decided(before).allowed() || is_beaten || is_known_by_day || decided(after).allowed());
    });
}

TEST(Laws, a_registration_or_a_request_never_takes_a_right_away) {
    holds(2, [](const State& before, Random&) {
        State after = before;
        after.registrations.push_back(test::a_registration("2027-06-10"));
        after.opinion_requests.push_back(test::an_opinion_request("2027-06-10"));
        EXPECT_TRUE(!decided(before).allowed() || decided(after).allowed());
    });
}

TEST(Laws, a_withdrawal_or_a_refusal_never_adds_a_right) {
    holds(3, [](const State& before, Random& random) {
        State withdrawn = before;
        for (Consent& consent : withdrawn.consents) {
            consent.withdrawn = Withdrawal{.at = before.at - static_cast<base::Millis>(random.below(2))};
        }
        State refused = before;
        refused.consents.push_back(test::a_consent());
        refused.consents.back().given_at = before.at;
        refused.consents.back().permits = false;
        EXPECT_TRUE(decided(before).allowed() ||
                    (!decided(withdrawn).allowed() && !decided(refused).allowed()));
    });
}

TEST(Laws, hiding_and_death_never_add_a_right) {
    holds(4, [](const State& before, Random&) {
        State hidden = before;
        hidden.person.hidden = Hidden::self;
        State dead = before;
        dead.person.died = before.at;
        EXPECT_TRUE(decided(before).allowed() || (!decided(hidden).allowed() && !decided(dead).allowed()));
    });
}

TEST(Laws, a_no_is_never_turned) {
    holds(5, [](const State& state, Random&) {
        const Decision decision = decided(state);
        EXPECT_TRUE(!decision.allowed() || decision.cell->right < Right::no);
    });
}

TEST(Laws, the_specification_of_2026_08_31_never_widens) {
    const renkei::test::TemporaryFolder folder;
    std::filesystem::copy(test::access_folder(), folder.path(),
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::overwrite_existing);
    std::string editions = renkei::test::must(base::read_file(folder / "editions.tsv"));
    const std::size_t use = editions.find("narrows");
    ASSERT_NE(use, std::string::npos);
    editions.replace(use, std::string_view("narrows").size(), "history");
    renkei::test::put(folder / "editions.tsv", editions);
    const Matrix wider = renkei::test::must(Matrix::load(folder.path()));
    std::size_t narrowed = 0;
    holds(6, [&](const State& state, Random&) {
        const bool without = decide(wider, state.request(wider)).allowed();
        EXPECT_TRUE(without || !decided(state).allowed());
        narrowed += without && !decided(state).allowed() ? 1 : 0;
    });
    EXPECT_GT(narrowed, 0U) << "it narrows nothing";
}

} // namespace
} // namespace renkei::sharing::laws_test
