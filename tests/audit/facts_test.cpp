#include "gateway/network/audit/facts.h"

#include <gtest/gtest.h>

namespace renkei::audit::facts_test {
namespace {

constexpr std::string_view base = "https://gateway.example:8443/fhir";

Event with_everything() {
    return {.at = 1'795'189'551'007,
            .action = Action::query,
            .interaction = "search-type",
            .outcome = Outcome::serious,
            .reason = "store-busy",
            .peer = "hospital-1",
            .about = "other",
            .certificate = std::string(64, 'a'),
            .address = "192.0.2.7",
            .request = "r-\"1\"",
            .document = "01934b2e-0000-7000-8000-000000000001",
            .version = 4'000'000'000,
            .person = std::string(64, 'b'),
            .times = 18'000'000'000'000'000'000U,
            .file = "some.file",
            .query = "form=admission&連携",
            .issuer = "https://auth.example.jp",
            .user = "user-17",
            .job = "care_manager",
            .purpose = "http://terminology.hl7.org/CodeSystem/v3-ActReason|TREAT HPAYMT",
            .emergency = "救急搬送、意識なし"};
}

std::string reported(const std::string& kept) {
    const auto out = audit_event_of(kept, "node-1");
    return out ? *out : diag::to_text(out.error(), diag::Language::english);
}

TEST(Facts, give_back_the_event_that_was_stored) {
    for (const Event& event :
         {with_everything(), Event{},
          Event{.at = -1, .action = Action::remove, .interaction = "delete", .outcome = Outcome::minor}}) {
        EXPECT_EQ(reported(to_facts(event, base)), to_json(event, "node-1", base));
    }
}

TEST(Facts, are_one_short_line) {
    const std::string kept = to_facts({.at = 7, .interaction = "read", .peer = "hospital"}, base);
    EXPECT_EQ(
        kept,
        R"({"at":7,"action":"read","outcome":"success","interaction":"read","peer":"hospital","base":"https://gateway.example:8443/fhir"})");
}

TEST(Facts, of_every_action_and_outcome_come_back) {
    for (const Action action :
         {Action::create, Action::read, Action::update, Action::remove, Action::query, Action::execute}) {
        for (const Outcome outcome : {Outcome::success, Outcome::minor, Outcome::serious}) {
            const Event event{.action = action, .interaction = "x", .outcome = outcome};
            EXPECT_EQ(reported(to_facts(event, base)), to_json(event, "node-1", base));
        }
    }
}

EventSummary noted(const std::string& kept) {
    EventSummaryReader reader;
    const std::optional<EventSummary> out = reader.read(kept);
    EXPECT_TRUE(out) << kept;
    return out.value_or(EventSummary{});
}

TEST(Facts, are_summarised_with_peers_and_documents) {
    Event event = with_everything();
    event.request = "other-2";
    event.reason = "network";
    const std::string document = event.document;
    const EventSummary it = noted(to_facts(event, base));
    EXPECT_EQ(it.at, event.at);
    EXPECT_EQ(it.peers, (std::vector<std::string>{"hospital-1", "other"}));
    EXPECT_TRUE(it.is_about(document));
    EXPECT_EQ(it.version, event.version);
    EXPECT_TRUE(it.is_about("01934b2e000070008000000000000001")) << "as events name it";
    EXPECT_FALSE(it.is_about("01934b2e-0000-7000-8000-000000000002"));
    EXPECT_FALSE(it.is_about("other-2")) << "what a caller names its request says nothing";
}

TEST(Facts, are_found_by_documents_that_a_search_gave_out) {
    const EventSummary it =
        noted(to_facts({.query = "_id=12&documents=01934b2e-0000-7000-8000-000000000001"}, base));
    EXPECT_TRUE(it.is_about("01934b2e-0000-7000-8000-000000000001"));
    EXPECT_TRUE(it.is_about("01934b2e000070008000000000000001"));
    EXPECT_FALSE(it.is_about("12")) << "no id of a document";
}

TEST(Facts, are_found_by_each_of_many_documents_and_by_no_page_where_a_list_went_on) {
    constexpr std::string_view first = "01934b2e-0000-7000-8000-000000000001";
    constexpr std::string_view last = "01934b2e-0000-7000-8000-000000000002";
    constexpr std::string_view page = "01934b2e-0000-7000-8000-000000000003";
    const Event event{.action = Action::query,
                      .query = "form=admission&page=" + std::string(page) +
                               "&documents=" + std::string(first) + "," + std::string(last)};
    const std::string kept = to_facts(event, base);
    EXPECT_TRUE(noted(kept).is_about(first));
    EXPECT_TRUE(noted(kept).is_about(last));
    EXPECT_FALSE(noted(kept).is_about(page));
}

TEST(Facts, are_found_by_the_persons_whom_they_name_in_every_place) {
    const std::string hash = std::string(32, 'a') + std::string(32, 'b');
    const std::string other(64, 'c');
    for (const Event& event : {Event{.person = hash}, Event{.query = "person=" + hash + "&form=admission"},
                               Event{.query = "Patient&identifier=0123456789abcdef&persons=" +
                                              other.substr(0, 16) + "," + hash.substr(0, 16) + "(+3)"},
                               Event{.person = other, .query = hash}}) { // of `renkei person link`
        const std::string kept = to_facts(event, base);
        EXPECT_TRUE(noted(kept).is_about_person(hash)) << kept;
        EXPECT_FALSE(noted(kept).is_about_person(std::string(64, 'd'))) << kept;
    }
    EXPECT_FALSE(noted(to_facts({.query = "persons=aaaa,("}, base)).is_about_person(hash))
        << "a few digits are no person";
}

TEST(Facts, keep_their_time_with_any_other_content) {
    EXPECT_EQ(
        noted(to_facts({.at = 1'772'324'100'007, .interaction = "create", .peer = "\"at\":1"}, base)).at,
        1'772'324'100'007);
    EXPECT_EQ(noted(R"({ "action":"read","outcome":"success", "at" : 1772324100007})").at, 1'772'324'100'007)
        << "also where it was rewritten";
}

TEST(Facts, that_cannot_be_parsed_are_an_error) {
    for (const std::string kept :
         {"", "event", "{}", "[]", R"({"at":1,"action":"steal","outcome":"success"})",
          R"({"at":1,"action":"read","outcome":"5"})", R"({"at":1,"action":"read")"}) {
        EXPECT_FALSE(audit_event_of(kept, "node-1")) << kept;
        EXPECT_FALSE(EventSummaryReader().read(kept)) << kept;
    }
}

TEST(Facts, of_a_loss_hold_the_number_of_events_and_the_file_with_the_rest) {
    const auto loss = lost_events_in(to_facts(
        {.action = Action::execute, .interaction = std::string(events_lost), .times = 3, .file = "f"}, base));
    ASSERT_TRUE(loss);
    EXPECT_EQ(loss->events, 3U);
    EXPECT_EQ(loss->file, "f");
    EXPECT_EQ(
        lost_events_in(to_facts({.action = Action::execute, .interaction = std::string(events_lost)}, base))
            ->events,
        1U);
    EXPECT_FALSE(lost_events_in(to_facts({.interaction = "search", .query = std::string(events_lost)}, base)))
        << "a peer's words are no loss";
    EXPECT_FALSE(lost_events_in("events-lost"));
    EXPECT_FALSE(lost_events_in(""));
}

} // namespace
} // namespace renkei::audit::facts_test
