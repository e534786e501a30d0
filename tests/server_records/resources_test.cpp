// Consents and registrations as FHIR resources and back: nothing is lost, and what has no place is refused by
// its place.
#include "gateway/core/json/parser.h"
#include "gateway/core/time/japan_day.h"
#include "generated/messages/sharing.h"

#include "tests/server_records/kit.h"
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <ctime>

namespace renkei::server::resources_test {
namespace {

using sharing::Consent;
using sharing::Ground;
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
                .given_by = *rc::gen::element(Ground::person, Ground::legal_representative, Ground::carer),
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
        out.withdrawn = {.at = out.given_at + 5, .by = Ground::family, .why = "\"もうよい\""};
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

struct Wrong {
    std::string_view pointer; // where the patch puts its value
    std::string_view value;   // JSON; empty: the member is removed
    std::string_view place;   // that the error names: a path, or a member that is missing
};

// "provision/purpose/0" → "Consent.provision.purpose[0]"
std::string path_of(std::string_view type, std::string_view place) {
    std::string out(type);
    for (std::size_t begin = 0; begin <= place.size();) {
        const std::size_t end = std::min(place.find('/', begin), place.size());
        const std::string part(place.substr(begin, end - begin));
        const bool is_index = part.find_first_not_of("0123456789") == std::string::npos;
        out += is_index ? "[" + part + "]" : "." + part;
        begin = end + 1;
    }
    return out;
}

// What a record has no place for, is not known here, or is missing.
const Wrong wrong_consents[] = {
    {"/provision/dataPeriod", R"({"start":"2022-01-01"})", "provision/dataPeriod"},
    {"/provision/data", R"([{"meaning":"instance","reference":{"reference":"Observation/1"}}])",
     "provision/data"},
    {"/provision/securityLabel", R"([{"code":"N"}])", "provision/securityLabel"},
    {"/provision/provision", R"([{"type":"deny"}])", "provision/provision"},
    {"/provision/action", R"([{"text":"access"}])", "provision/action"},
    {"/provision/code", R"([{"text":"x"}])", "provision/code"},
    {"/provision/type", R"("maybe")", "provision/type"},
    {"/provision/type", "", "type"},
    {"/provision/purpose", "", "purpose"},
    {"/provision/purpose/0/code", R"("HRESCH")", "provision/purpose/0/code"},
    {"/provision/purpose/0/code", R"("HPAYMT")", "provision/purpose"},
    {"/provision/purpose/0/system", R"("http://example.org/purpose")", "provision/purpose/0/system"},
    {"/provision/actor",
     R"([{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"PRCP"}]},"reference":{"identifier":{"system":"x","value":"1"}}}])",
     "provision/actor/0/role/coding/0/code"},
    {"/provision/actor",
     R"([{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"IRCP"}]},"reference":{"identifier":{"system":"x","value":"1"}}}])",
     "provision/actor/0/reference/identifier"},
    {"/provision/actor",
     R"([{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"IRCP"}]},"reference":{"reference":"Practitioner/7"}}])",
     "identifier"},
    {"/provision/class",
     R"([{"system":"https://renkei.example.jp/fhir/CodeSystem/information-kind","code":"cert.none"}])",
     "provision/class/0/code"},
    {"/provision/period", R"({"start":"2027-01-15T10:00:00Z"})", "provision/period/start"},
    {"/status", R"("rejected")", "status"},
    {"/scope/coding/0/code", R"("research")", "scope/coding/0/code"},
    {"/category/0/coding/0/code", R"("57016-8")", "category/0/coding/0/code"},
    {"/category/1", R"({"text":"x"})", "category"},
    {"/patient", R"({"reference":"Patient/7"})", "identifier"},
    {"/dateTime", R"("2027")", "dateTime"},
    {"/dateTime", "", "dateTime"},
    {"/performer/1", R"({"identifier":{"system":"x","value":"1"}})", "performer"},
    {"/performer/0/identifier/value", R"("990010:0000009999")", "performer"},
    {"/performer/0", R"({"reference":"#other"})", "performer"},
    {"/organization", "[]", "organization"},
    {"/policy/0/uri", R"("http://example.org/policy")", "policy/0/uri"},
    {"/policyRule", R"({"text":"x"})", "policyRule"},
    {"/verification", R"([{"verified":true}])", "verification"},
    {"/identifier", R"([{"value":"1"}])", "identifier"},
    {"/sourceAttachment", R"({"title":"x"})", "sourceAttachment"},
    {"/sourceReference", R"({"reference":"DocumentReference/1","display":"x"})", "sourceReference/display"},
    {"/sourceReference", R"({"display":"DocumentReference/1"})", "sourceReference/display"},
    {"/sourceReference", R"({"display":"https://example.org/1"})", "sourceReference/display"},
    {"/sourceReference", R"({"reference":"棚 3"})", "sourceReference/reference"},
    {"/sourceReference", R"({"reference":"#paper"})", "sourceReference/reference"},
    {"/status", R"("inactive")", "extension"},
    {"/extension/0/extension/1", R"({"url":"withdrawnWhy","valueString":"x"})", "extension"},
    {"/meta", R"({"security":[{"code":"R"}]})", "meta/security"},
    {"/meta", R"({"tag":[{"system":"x","code":"y"}]})", "meta/tag/0/system"},
    {"/extension", "", "extension"},
    {"/extension/0/url", R"("http://example.org/x")", "extension/0/url"},
    {"/extension/0/extension/0/url", R"("color")", "extension/0/extension/0/url"},
    {"/extension/0/extension/0/valueCode", R"("mail")", "extension/0/extension/0/valueCode"},
    {"/extension/0/extension/1", R"({"url":"channel","valueCode":"card"})", "extension/0/extension/1/url"},
};

const Wrong wrong_episodes[] = {
    {"/status", R"("onhold")", "status"},
    {"/statusHistory", R"([{"status":"planned"}])", "statusHistory"},
    {"/careManager", R"({"display":"鈴木"})", "careManager"},
    {"/team", R"([{"display":"x"}])", "team"},
    {"/diagnosis", R"([{"condition":{"display":"x"}}])", "diagnosis"},
    {"/type/0/coding/0/code", R"("Z9")", "type/0/coding/0/code"},
    {"/type/1", R"({"text":"x"})", "type"},
    {"/managingOrganization", R"({"display":"x"})", "identifier"},
    {"/managingOrganization/identifier/value", R"("12")", "managingOrganization/identifier"},
    {"/period", "", "period"},
    {"/period/start", R"("2027-01")", "period/start"},
    {"/extension", "", "extension"},
    {"/extension/0/extension/2/valueString", R"("")", "extension"},
    {"/extension/0/extension/0/valueCode", R"("face")", "extension/0/extension/0/valueCode"},
    {"/extension/0/extension/4", R"({"url":"endedAt","valueInstant":"2027-01-15T17:00:00+09:00"})",
     "extension"},
    {"/extension/0/extension/4", R"({"url":"lastService","valueDate":"2027-01-15"})",
     "extension/0/extension/4/valueDate"},
};

Json patched(Json resource, const Wrong& wrong) {
    const Json::json_pointer pointer{std::string(wrong.pointer)};
    if (wrong.value.empty()) {
        resource[pointer.parent_pointer()].erase(pointer.back());
    } else {
        resource[pointer] = Json::parse(wrong.value);
    }
    return resource;
}

void expect_refused_at(const diag::Error& error, const Wrong& wrong, std::string_view type) {
    EXPECT_EQ(error.message, diag::message::sharing_record_wrong) << wrong.pointer;
    const std::string& place = error.args.at(1);
    EXPECT_TRUE(place == wrong.place || place == path_of(type, wrong.place))
        << wrong.pointer << diag::to_text(error, diag::Language::english);
    EXPECT_NE(error.args.at(2).find(" → "), std::string::npos);
}

TEST(ConsentResource, refuses_what_the_record_cannot_carry_and_names_the_place) {
    const RecordsKit kit;
    const Json whole = consent_of(kit);
    ASSERT_TRUE(read_consent_text(whole.dump())) << whole;
    for (const Wrong& wrong : wrong_consents) {
        const auto read = read_consent_text(patched(whole, wrong).dump());
        ASSERT_FALSE(read) << wrong.pointer << wrong.value;
        expect_refused_at(read.error(), wrong, consent_type);
    }
}

TEST(EpisodeResource, refuses_what_the_record_cannot_carry_and_names_the_place) {
    const RecordsKit kit;
    const Json whole = registration_of(kit);
    ASSERT_TRUE(read_episode_text(whole.dump())) << whole;
    for (const Wrong& wrong : wrong_episodes) {
        const auto read = read_episode_text(patched(whole, wrong).dump());
        ASSERT_FALSE(read) << wrong.pointer << wrong.value;
        expect_refused_at(read.error(), wrong, episode_type);
    }
}

TEST(ConsentResource, without_a_purpose_is_a_refusal_of_everything_and_with_all_of_them_too) {
    const RecordsKit kit;
    Json refusal = consent_of(kit);
    refusal["provision"] = {{"type", "deny"}};
    EXPECT_TRUE(read_consent_text(refusal.dump())->consent.purposes.empty());
    const Consent refused{.taker = {"insurer", "990010"}, .permits = false};
    const Json written = Json::parse(write_consent(refused, view));
    EXPECT_EQ(written["provision"]["purpose"].size(), 3U);
    EXPECT_TRUE(
        read_consent_text(
            patched(refusal, {"/provision/purpose", written["provision"]["purpose"].dump(), ""}).dump())
            ->consent.purposes.empty());
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
        const auto read = read_consent_text(text);
        const double seconds = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
        ASSERT_FALSE(read);
        EXPECT_NE(read.error().where.path.find("[0]"), std::string::npos) << read.error().where.path;
        EXPECT_LT(seconds, 1) << text.size() << " bytes: some 20 ms, not minutes";
    }
}

} // namespace
} // namespace renkei::server::resources_test
