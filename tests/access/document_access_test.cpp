// Where direct exchange and the care hub meet, for one document.
#include "gateway/network/store/session/session.h"

#include "tests/access/kit.h"

namespace renkei::access::document_access_test {
namespace {

class Access : public Sharing {
protected:
    bool is_closed(std::string_view id, const store::Version& version) const {
        return must(store->read_value<bool>([&](const store::Snapshot& snapshot) -> diag::Result<bool> {
            TRY(const DocumentAccess access,
                DocumentRights(snapshot, reader(id)).of_document(version.document));
            return access.is_closed(peer(id), version.number);
        }));
    }
};

TEST_F(Access, follows_direct_exchange_alone_while_the_hub_is_off) {
    const store::Version opinion = add({.receivers = {"town", "office"}});
    registration();
    consent();
    for (const auto& [id, expected] :
         {std::pair("clinic", VersionAccess::shown), std::pair("town", VersionAccess::shown),
          std::pair("office", VersionAccess::shown), std::pair("stranger", VersionAccess::not_a_party)}) {
        EXPECT_EQ(seen_by(reader(id, nullptr), opinion), expected) << id;
    }
}

TEST_F(Access, opens_what_the_matrix_opens_to_whom_no_sender_named) {
    const store::Version opinion = add({});
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party) << "not registered";
    registration();
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party) << "no consent";
    consent();
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::shown);
    EXPECT_EQ(seen_by("stranger", opinion), VersionAccess::not_a_party) << "another office";
    Reader clerk = reader("office");
    clerk.job = {};
    EXPECT_EQ(seen_by(clerk, opinion), VersionAccess::not_a_party) << "who asks is no care manager";
}

// A document without a form is in no kind of the matrix: it goes between those whom it names.
TEST_F(Access, leaves_what_no_form_knows_to_direct_exchange_alone) {
    for (const std::string& form : {std::string(), unknown_form}) {
        const store::Version letter = add({.name = "letter of " + form, .form = form, .receivers = {"town"}});
        registration();
        consent();
        EXPECT_EQ(seen_by("clinic", letter), VersionAccess::shown) << form;
        EXPECT_EQ(seen_by("town", letter), VersionAccess::shown) << form;
        EXPECT_FALSE(is_closed("town", letter)) << form;
        EXPECT_EQ(seen_by("office", letter), VersionAccess::not_a_party) << form;
        EXPECT_EQ(seen_by("stranger", letter), VersionAccess::not_a_party) << form;
    }
}

TEST_F(Access, leaves_the_sender_what_it_sent_and_the_insurer_what_it_may_read) {
    const store::Version opinion = add({.receivers = {}});
    EXPECT_EQ(seen_by("clinic", opinion), VersionAccess::shown);
    EXPECT_EQ(seen_by("town", opinion), VersionAccess::shown) << "needs no consent";
    peers[1].numbers = {{"insurer", "990028"}};
    EXPECT_EQ(seen_by("town", opinion), VersionAccess::not_a_party) << "another insurer";
}

TEST_F(Access, closes_what_a_receiver_would_read_without_the_consent_that_the_matrix_asks_for) {
    const store::Version opinion = add({.receivers = {"office"}});
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party);
    EXPECT_FALSE(is_closed("clinic", opinion));
    EXPECT_TRUE(is_closed("office", opinion)) << "nor is it delivered";
    registration();
    consent();
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::shown);
}

TEST_F(Access, leaves_receivers_what_goes_between_a_sender_and_them) {
    for (const std::string& form : {admission_form, unknown_form}) {
        const store::Version document =
            add({.name = form, .form = form, .sender = "office", .receivers = {"clinic"}});
        EXPECT_EQ(seen_by("clinic", document), VersionAccess::shown) << form;
        registration("hanako", "9970100021");
        consent();
        EXPECT_EQ(seen_by("stranger", document), VersionAccess::not_a_party)
            << form << ": the hub does not have it, whatever the person permits";
    }
}

TEST_F(Access, lets_a_network_pass_on_what_names_it_and_opens_nothing_else_to_it) {
    peers.push_back({.id = "network", .role = policy::Role::network, .numbers = {{"office", "9970100039"}}});
    const store::Version opinion = add({.receivers = {"network"}});
    const store::Version other = add({.name = "other"});
    registration("hanako", "9970100039");
    consent();
    EXPECT_EQ(seen_by("network", opinion), VersionAccess::shown);
    EXPECT_EQ(seen_by("network", other), VersionAccess::not_a_party);
}

TEST_F(Access, leaves_receivers_what_names_no_person) {
    EXPECT_EQ(seen_by("office", add({.receivers = {"office"}, .persons = {}})), VersionAccess::shown);
}

TEST_F(Access, closes_what_names_a_person_whose_insurer_is_not_known_once_any_insurer_has_started) {
    const store::Version opinion =
        add({.receivers = {"office"}, .uninsured = {"a patient number"}, .persons = {}});
    const store::Version admission = add({.name = "admission",
                                          .form = admission_form,
                                          .receivers = {"office"},
                                          .uninsured = {"a patient number"},
                                          .persons = {}});
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party);
    EXPECT_EQ(seen_by("office", admission), VersionAccess::shown);
    put(sharing::Insurer{.number = insurer});
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::shown) << "none has started";
}

TEST_F(Access, decides_each_version_by_its_own_person) {
    const store::Version first = add({.receivers = {"office"}});
    registration("taro");
    consent("taro");
    const store::Version corrected = add({.receivers = {"office"}, .persons = {"taro"}, .expected = 1});
    EXPECT_EQ(seen_by("office", first), VersionAccess::not_a_party) << "it was about another";
    EXPECT_EQ(seen_by("office", corrected), VersionAccess::shown);
    const store::Version again = add({.receivers = {"office"}, .expected = 2});
    EXPECT_EQ(seen_by("office", corrected), VersionAccess::gone) << "the newest is closed";
    EXPECT_EQ(seen_by("office", again), VersionAccess::not_a_party);
}

TEST_F(Access, opens_nothing_about_a_person_with_a_damaged_record_and_fails_for_no_other_person) {
    const store::Version opinion = add({});
    const store::Version other = add({.name = "other", .persons = {"taro"}});
    for (const std::string_view person : {"hanako", "taro"}) {
        registration(person);
        consent(person);
    }
    must(store->write([&](store::Transaction& it) -> diag::Result<void> {
        return it.session().sql.send(
            "UPDATE person_record SET entry = $1 WHERE person = $2 AND kind = 'consent'",
            {store::Bytes{std::string(60, 'x')}, person_of("hanako")});
    }));
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party);
    EXPECT_EQ(seen_by("office", other), VersionAccess::shown);
    EXPECT_EQ(seen_by("clinic", opinion), VersionAccess::shown) << "what it sent";
    EXPECT_EQ(found_by("office", about()), std::vector<std::string>{});
    EXPECT_EQ(found_by("office", about("taro")), std::vector<std::string>{other.document});
    EXPECT_EQ(found_by("clinic", {}), (std::vector<std::string>{other.document, opinion.document}));
}

TEST_F(Access, reads_of_a_person_only_what_bears_on_the_answer) {
    const store::Version opinion = add({.receivers = {"clinic"}});
    const auto damage = [&](std::string_view kind, std::string_view office) {
        must(store->write([&](store::Transaction& it) -> diag::Result<void> {
            return it.session().sql.send(
                "UPDATE person_record SET entry = $1 WHERE kind = $2 AND office = $3",
                {store::Bytes{std::string(60, 'x')}, kind, office});
        }));
    };
    registration();
    registration("hanako", "9970100021");
    consent();
    damage("registration", "office:9970100021");
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::shown) << "the registration of another office";
    EXPECT_EQ(seen_by("stranger", opinion), VersionAccess::not_a_party) << "its own";
    damage("consent", "");
    EXPECT_EQ(seen_by("town", opinion), VersionAccess::shown) << "no consent is asked of the insurer";
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party) << "it could be a refusal";
    EXPECT_EQ(found_by("town", about()), std::vector<std::string>{opinion.document});
}

TEST_F(Access, changes_nothing_before_the_insurer_has_started) {
    put(sharing::Insurer{.number = insurer,
                         .state = sharing::InsurerState::live,
                         .live_from = time::parse_date("2026-06-16")});
    const store::Version opinion = add({.receivers = {"office"}});
    registration("hanako", "9970100021");
    consent();
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::shown);
    EXPECT_EQ(seen_by("stranger", opinion), VersionAccess::not_a_party);
    clock.set(must_day("2026-06-16"));
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party);
    EXPECT_EQ(seen_by("stranger", opinion), VersionAccess::shown);
}

TEST_F(Access, ends_with_the_withdrawal) {
    const store::Version opinion = add({});
    registration();
    consent();
    clock.pass(1000);
    sharing::Consent withdrawn{.id = store::new_uuid7(clock.now()),
                               .insurer = insurer,
                               .taker = {"insurer", insurer},
                               .given_at = clock.now()};
    withdrawn.withdrawn = sharing::Withdrawal{.at = clock.now()};
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::shown);
    put(store::Kept<sharing::Consent>{person_of("hanako"), withdrawn});
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party);
}

TEST_F(Access, opens_the_newest_version_alone) {
    const store::Version first = add({});
    const store::Version second = add({.expected = 1});
    registration();
    consent();
    EXPECT_EQ(seen_by("office", first), VersionAccess::not_a_party);
    EXPECT_EQ(seen_by("office", second), VersionAccess::shown);
    must(store->write([&](store::Transaction& it) -> diag::Result<void> {
        return it.withdraw(first.document, 2, "clinic").map([](const store::Version&) {});
    }));
    EXPECT_EQ(seen_by("office", second), VersionAccess::not_a_party) << "it does not learn of the withdrawal";
    EXPECT_EQ(seen_by("town", second), VersionAccess::gone) << "the sender named it";
}

TEST_F(Access, opens_nothing_that_names_two_insured_persons_and_closes_it_for_receivers) {
    const store::Version opinion = add({.persons = {"hanako", "taro"}});
    EXPECT_EQ(seen_by("office",
                      add({.name = "to the office", .receivers = {"office"}, .persons = {"hanako", "taro"}})),
              VersionAccess::not_a_party)
        << "whether or not the second one is made up";
    for (const std::string_view person : {"hanako", "taro"}) {
        registration(person);
        consent(person);
    }
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party);
    must(store->write([&](store::Transaction& it) -> diag::Result<void> {
        return it.link(person_of("hanako"), person_of("taro")).map([](bool) {});
    }));
    state({.insurer = insurer});
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::shown) << "two numbers of one person";
}

TEST_F(Access, opens_nothing_about_the_dead_and_the_hidden) {
    const store::Version opinion = add({});
    registration();
    consent();
    state({.insurer = insurer, .hidden = sharing::Hidden::history});
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party)
        << "addresses would have to be left out, so nothing is given";
    EXPECT_EQ(seen_by("town", opinion), VersionAccess::shown) << "the insurer's own access stays";
    state({.insurer = insurer, .died = clock.now()});
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party);
    EXPECT_EQ(seen_by("town", opinion), VersionAccess::shown);
    EXPECT_EQ(seen_by("clinic", opinion), VersionAccess::shown) << "what it sent";
}

TEST_F(Access, opens_nothing_to_a_revoked_peer) {
    const store::Version opinion = add({});
    registration();
    consent();
    peers[2].revoked = true;
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party);
}

TEST_F(Access, says_on_what_it_rests) {
    const store::Version opinion = add({});
    policy::Ground ground;
    Reader who = reader("office");
    who.ground = &ground;
    EXPECT_EQ(seen_by(who, opinion), VersionAccess::not_a_party);
    EXPECT_EQ(ground.text(), "2026-03-18/not_related");
    registration();
    ground = {};
    EXPECT_EQ(seen_by(who, opinion), VersionAccess::not_a_party);
    EXPECT_EQ(ground.text(), "2026-03-18/consent_missing");
    consent();
    EXPECT_EQ(seen_by(who, opinion), VersionAccess::shown);
    EXPECT_EQ(ground.text(), "2026-03-18/reads_with_consent/plan_maker") << "what was allowed counts";
    ground = {};
    Reader sender = reader("clinic");
    sender.ground = &ground;
    EXPECT_EQ(seen_by(sender, opinion), VersionAccess::shown);
    EXPECT_EQ(ground.text(), "") << "direct exchange";
}

} // namespace
} // namespace renkei::access::document_access_test
