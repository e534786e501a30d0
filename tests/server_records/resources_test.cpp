// Consents and registrations as FHIR resources and back: nothing is lost. What is refused, and at which
// place, is in NAME.requests.
#include "gateway/core/json/parser.h"
#include "gateway/core/time/japan_day.h"

#include "tests/server_records/kit.h"
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <ctime>

namespace renkei::server::resources_test {
namespace {

using sharing::Agent;
using sharing::Consent;
using sharing::Purpose;
using sharing::Registration;

const RecordView view{.canonical = canonical,
                      .person = {std::string(RecordsKit::member_system), std::string(RecordsKit::hanako)},
                      .version = "v"};

diag::Result<ReadConsent> read_consent_text(const std::string& text) {
    json::Tree tree;
    TRY_VOID(json::Parser().parse(text, tree));
    return read_consent_resource(tree, view, sharing::test::ours().kind_ids());
}

diag::Result<ReadEpisode> read_episode_text(const std::string& text) {
    json::Tree tree;
    TRY_VOID(json::Parser().parse(text, tree));
    return read_episode_resource(tree, nullptr, sharing::test::ours().service_types());
}

time::Date day(int offset) { return time::day_in_japan(1'800'000'000'000 + offset * 86'400'000LL); }

template <class T>
std::optional<T> maybe(const T& value) {
    return *rc::gen::arbitrary<bool>() ? std::optional(value) : std::nullopt;
}

template <class T>
T one_of(const std::vector<T>& values) {
    return values[*rc::gen::inRange<std::size_t>(0, values.size())];
}

Consent any_consent() {
    Consent out{.id = "01990000-0000-7000-8000-000000000000",
                .taker = {"insurer", "990010"},
                .channel =
                    *rc::gen::element(sharing::ConsentChannel::application, sharing::ConsentChannel::card),
                .permits = *rc::gen::arbitrary<bool>(),
                .from = maybe(day(*rc::gen::inRange(-9, 0))),
                .until = maybe(day(*rc::gen::inRange(1, 9))),
                .given_at = 1'800'000'000'000 + *rc::gen::inRange(0, 1'000'000),
                .given_by = *rc::gen::element(Agent::person, Agent::legal_representative, Agent::carer),
                .evidence = *rc::gen::element<std::string>("", "棚 3", "no/where", "DocumentReference/1.0",
                                                           "https://paper.example/1?x=二", "urn:oid:1.2")};
    if (out.permits) {
        out.kinds = one_of<std::vector<std::string>>({{}, {"cert.card"}, {"cert.card", "cert.survey"}});
        out.receivers = one_of<std::vector<policy::Number>>(
            {{}, {{"office", "9970100013"}}, {{"office", "9970100013"}, {"institution", "9910000018"}}});
        out.purposes =
            one_of<std::vector<Purpose>>({{}, {Purpose::care, Purpose::needed}, {Purpose::other_for_care}});
    }
    if (*rc::gen::arbitrary<bool>()) {
        out.withdrawn = {.at = out.given_at + 5, .by = Agent::family, .why = "\"もうよい\""};
    }
    return out;
}

RC_GTEST_PROP(ConsentResource, keeps_every_member_both_ways, ()) {
    const Consent consent = any_consent();
    const auto read = read_consent_text(write_consent(consent, view));
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->consent.withdrawn == consent.withdrawn);
    Consent back = read->consent;
    back.id = read->id;
    RC_ASSERT(back == consent);
    RC_ASSERT(read->person == view.person);
    RC_ASSERT(read->is_active == !consent.withdrawn.has_value());
}

RC_GTEST_PROP(EpisodeResource, keeps_every_member_both_ways, ()) {
    Registration registration{
        .id = "01990000-0000-7000-8000-000000000000",
        .office = {"office", "9970100013"},
        .service_type = *rc::gen::element<std::string>("", "43", "A2"),
        .identity = sharing::IdentityCheck{.method = *rc::gen::element(sharing::IdentityMethod::card,
                                                                       sharing::IdentityMethod::four_items),
                                           .at = 1'800'000'000'000 + *rc::gen::inRange(0, 1'000'000),
                                           .user = "鈴木"},
        .from = day(*rc::gen::inRange(-9, 9)),
        .until = maybe(day(*rc::gen::inRange(9, 20))),
        .last_service_month = maybe(*time::parse_date("2026-12")),
        .view_until = maybe(day(30)),
        .makes_plan = *rc::gen::arbitrary<bool>()};
    if (*rc::gen::arbitrary<bool>()) {
        registration.ended = {.at = 1'800'000'000'000, .why = sharing::RegistrationEnd::claims};
    }
    const auto read = read_episode_text(write_episode(registration, view, day(0)));
    RC_ASSERT(read.has_value());
    Registration back = read->registration;
    back.id = read->id;
    RC_ASSERT(back == registration);
    RC_ASSERT(read->status == episode_status(registration, day(0)));
}

TEST(EpisodeResource, says_by_its_dates_whether_it_is_planned_active_or_over) {
    const Registration plain{.from = day(0), .until = day(0)};
    EXPECT_EQ(episode_status(plain, day(-1)), EpisodeStatus::planned);
    EXPECT_EQ(episode_status(plain, day(0)), EpisodeStatus::active);
    EXPECT_EQ(episode_status(plain, day(1)), EpisodeStatus::finished);
    Registration ended{.from = day(5)};
    ended.ended = {.at = 1, .why = sharing::RegistrationEnd::office};
    EXPECT_EQ(episode_status(ended, day(0)), EpisodeStatus::finished);
}

TEST(ConsentResource, without_a_purpose_is_a_refusal_of_everything_and_with_all_of_them_too) {
    const RecordsKit kit;
    Json refusal = consent_of(kit);
    refusal["provision"] = {{"type", "deny"}};
    EXPECT_TRUE(read_consent_text(refusal.dump())->consent.purposes.empty());
    const Consent refused{.taker = {"insurer", "990010"}, .permits = false};
    const Json written = Json::parse(write_consent(refused, view));
    EXPECT_EQ(written["provision"]["purpose"].size(), 3U);
    refusal["provision"]["purpose"] = written["provision"]["purpose"];
    EXPECT_TRUE(read_consent_text(refusal.dump())->consent.purposes.empty());
}

TEST(ConsentResource, gives_a_reference_back_as_a_reference_and_words_as_words) {
    Json consent = consent_of(RecordsKit());
    for (const char* source : {R"({"reference":"DocumentReference/01990000.0/_history/2"})",
                               R"({"reference":"https://paper.example/1"})", R"({"display":"棚/3"})",
                               R"({"display":"see https://paper.example"})"}) {
        consent["sourceReference"] = Json::parse(source);
        const auto read = read_consent_text(consent.dump());
        ASSERT_TRUE(read) << source;
        EXPECT_EQ(Json::parse(write_consent(read->consent, view))["sourceReference"],
                  consent["sourceReference"]);
    }
}

// Each of many wrong elements was looked up by reading the whole text before it.
TEST(ConsentResource, with_many_wrong_elements_is_refused_by_the_first_of_them_in_little_time) {
    Json consent = consent_of(RecordsKit());
    Json wrong = Json::array();
    for (int i = 0; i < 40'000; ++i) {
        wrong.push_back({{"resourceType", "RelatedPerson"}, {"id", std::to_string(i)}});
    }
    consent["contained"] = wrong;
    Json classes = Json::array();
    for (int i = 0; i < 40'000; ++i) {
        classes.push_back({{"system", "x"}, {"code", i}});
    }
    Json kinds = consent_of(RecordsKit());
    kinds["provision"]["class"] = classes;
    for (const Json& resource : {consent, kinds}) {
        const std::string text = resource.dump();
        const std::clock_t began = std::clock();
        ASSERT_EQ(Json::parse(text), resource);
        const std::clock_t parsed = std::clock();
        const auto read = read_consent_text(text);
        const std::clock_t answered = std::clock();
        ASSERT_FALSE(read);
        EXPECT_NE(read.error().where.path.find("[0]"), std::string::npos) << read.error().where.path;
        EXPECT_LT(answered - parsed, 10 * (parsed - began))
            << text.size() << " bytes: some 20 ms, not minutes";
    }
}

} // namespace
} // namespace renkei::server::resources_test
