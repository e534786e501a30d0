// Searches find what may be read, and nothing else.
#include "tests/access/kit.h"
#include "tests/support/must.h"

#include <algorithm>
#include <random>
#include <set>

namespace renkei::access::find_documents_test {
namespace {

using Finding = Sharing;

std::vector<std::string> ids(std::initializer_list<store::Version> versions) {
    std::vector<std::string> out;
    std::ranges::transform(versions, std::back_inserter(out), &store::Version::document);
    return out;
}

TEST_F(Finding, finds_what_the_hub_opens_where_the_person_is_named_and_only_there) {
    const store::Version opinion = add({});
    EXPECT_EQ(found_by("office", about()), ids({}));
    registration();
    consent();
    EXPECT_EQ(found_by("office", about()), ids({opinion}));
    EXPECT_EQ(found_by("office", {.form = opinion_form}), ids({})) << "no list of all that may be read";
    EXPECT_EQ(found_by("stranger", about()), ids({}));
    EXPECT_EQ(found_by("town", about()), ids({opinion}));
    EXPECT_EQ(found_by("town", {}), ids({})) << "though the sender named it";
    EXPECT_EQ(found_by("clinic", {}), ids({opinion})) << "which finds what it sent";
}

TEST_F(Finding, leaves_out_what_a_receiver_may_not_read_any_more) {
    const store::Version opinion = add({.receivers = {"office"}});
    const store::Version admission =
        add({.name = "admission", .form = admission_form, .sender = "clinic", .receivers = {"office"}});
    EXPECT_EQ(found_by("office", {}), ids({admission}));
    EXPECT_EQ(found_by("office", about()), ids({admission}));
    EXPECT_EQ(found_by(reader("office", nullptr), about()), ids({admission, opinion}));
    registration();
    consent();
    EXPECT_EQ(found_by("office", about()), ids({admission, opinion}));
}

TEST_F(Finding, does_not_find_who_is_hidden) {
    const store::Version opinion = add({});
    const store::Version admission =
        add({.name = "admission", .form = admission_form, .sender = "stranger", .receivers = {"clinic"}});
    registration();
    consent();
    state({.insurer = insurer, .hidden = sharing::Hidden::history});
    for (const store::DocumentQuery& query : {store::DocumentQuery{}, about()}) {
        EXPECT_EQ(found_by("clinic", query), ids({opinion})) << "what it brought, and not what it received";
        EXPECT_EQ(found_by("stranger", query), ids({admission}));
    }
    for (const std::string_view id : {"clinic", "stranger"}) {
        EXPECT_EQ(seen_by(id, admission), VersionAccess::shown) << id << ": by its id";
    }
    EXPECT_EQ(found_by("town", about()), ids({opinion}));
    EXPECT_EQ(found_by("office", about()), ids({})) << "registered, but nothing is given masked";
}

// Of a version that another peer brought, it is no more than a receiver.
TEST_F(Finding, finds_of_who_is_hidden_what_the_reader_brought_alone) {
    const store::Version sent = add({.name = "a", .form = unknown_form, .sender = "stranger"});
    add({.name = "b", .form = unknown_form, .sender = "clinic", .receivers = {"stranger"}});
    store::DocumentQuery all_versions = about();
    all_versions.only_current = false;
    EXPECT_EQ(found_by("stranger", about()).size(), 2U);
    state({.insurer = insurer, .hidden = sharing::Hidden::self});
    for (const store::DocumentQuery& query : {about(), all_versions, store::DocumentQuery{}}) {
        EXPECT_EQ(found_by("stranger", query), ids({sent}));
        EXPECT_EQ(found_by("office", query), ids({}));
    }
}

// A document has numbers of the person that no insurer gave, too.
TEST_F(Finding, finds_of_a_persons_own_documents_what_may_be_read_whatever_is_entered) {
    peers.push_back({.id = "portal", .role = policy::Role::portal});
    const store::Version card =
        add({.form = "insured_card", .sender = "town", .receivers = {}, .uninsured = {"chart-7"}});
    Reader own = reader("portal");
    own.self = Self{.person = person_of("hanako")};
    EXPECT_EQ(found_by(own, about()), ids({card}));
    state({.insurer = insurer, .care_level = sharing::CareLevel::support});
    EXPECT_EQ(found_by(own, about()), ids({card}));
    state({.insurer = insurer, .hidden = sharing::Hidden::history}, "chart-7");
    EXPECT_EQ(found_by(own, about()), ids({})) << "of another person, who is hidden";
}

TEST_F(Finding, goes_on_behind_what_is_left_out) {
    std::vector<store::Version> admissions;
    for (int i = 0; i < 30; ++i) {
        add({.name = "opinion" + std::to_string(i), .receivers = {"office"}});
        admissions.push_back(add({.name = "admission" + std::to_string(i),
                                  .form = admission_form,
                                  .sender = "clinic",
                                  .receivers = {"office"}}));
    }
    std::vector<std::string> found;
    store::DocumentQuery query{.newest_first = false, .limit = 4};
    for (bool more = true; more;) {
        const auto page = must(store->read_value<store::DocumentPage>([&](const store::Snapshot& snapshot) {
            return find_documents(snapshot, reader("office"), query);
        }));
        EXPECT_LE(page.versions.size(), 4U);
        EXPECT_EQ(page.more, !page.after.empty());
        std::ranges::transform(page.versions, std::back_inserter(found), &store::Version::document);
        more = page.more;
        query.after = page.after;
    }
    std::vector<std::string> expected;
    std::ranges::transform(admissions, std::back_inserter(expected), &store::Version::document);
    EXPECT_EQ(found, expected);
}

// A token names the last document that is shown.
TEST_F(Finding, goes_on_behind_parts_that_have_nothing) {
    opinion_request();
    consent();
    std::vector<std::string> cards;
    for (int i = 0; i < 6; ++i) {
        cards.push_back(
            add({.name = std::to_string(i), .form = "insured_card", .sender = "town", .receivers = {}})
                .document);
    }
    const Reader clinic = reader("clinic");
    const auto is_even = [&](const store::Version& version) -> diag::Result<bool> {
        return (std::ranges::find(cards, version.document) - cards.begin()) % 2 == 0;
    };
    std::vector<std::string> found;
    store::DocumentQuery query = about();
    query.limit = 2;
    for (bool more = true; more;) {
        const auto page = must(store->read_value<store::DocumentPage>([&](const store::Snapshot& snapshot) {
            return find_documents(snapshot, clinic, query, is_even);
        }));
        for (const store::Version& version : page.versions) {
            EXPECT_TRUE(version.part);
            found.push_back(version.document);
        }
        more = page.more;
        query.after = page.after;
        EXPECT_TRUE(!more || page.after == found.back());
    }
    EXPECT_EQ(found, (std::vector<std::string>{cards[4], cards[2], cards[0]}));
}

// The database finds, one function decides: over states drawn by chance, a search by person finds just those
// newest versions that may be read by their ids.
class Drawn : public Sharing, public testing::WithParamInterface<unsigned> {
protected:
    // of those states that this run draws
    static void TearDownTestSuite() { EXPECT_GT(parts_found_, 10U); }
    static inline std::size_t parts_found_ = 0;
};

TEST_P(Drawn, states_are_found_as_they_are_read) {
    std::mt19937 chance(GetParam());
    const auto up_to = [&](int most) { return std::uniform_int_distribution<int>(0, most)(chance); };
    const auto once_in = [&](int times) { return up_to(times - 1) == 0; };
    const std::vector<std::string> people{"hanako", "taro", "jiro"};
    const std::vector<std::string> forms{opinion_form, admission_form, unknown_form, "insured_card",
                                         "cert_survey"};
    for (const std::string& person : people) {
        if (once_in(2)) {
            consent(person);
        }
        if (once_in(2)) {
            registration(person);
        }
        if (once_in(3)) {
            registration(person, "9970100021");
        }
        if (once_in(2)) {
            opinion_request(person);
        }
        if (once_in(4)) {
            state({.insurer = once_in(3) ? "990028" : insurer,
                   .died = once_in(3) ? std::optional(clock.now()) : std::nullopt,
                   .hidden = once_in(3) ? sharing::Hidden::history : sharing::Hidden::none},
                  person);
        }
    }
    if (once_in(3)) {
        must(store->write([&](store::Transaction& it) -> diag::Result<void> {
            return it.link(person_of("hanako"), person_of("taro")).map([](bool) {});
        }));
    }
    std::vector<store::Version> newest;
    for (int i = 0; i < 40; ++i) {
        Wanted wanted{.name = std::to_string(i),
                      .form = forms[static_cast<std::size_t>(up_to(4))],
                      .sender = peers[static_cast<std::size_t>(up_to(3))].id,
                      .receivers = {},
                      .persons = {people[static_cast<std::size_t>(up_to(2))]}};
        for (const policy::Peer& each : peers) {
            if (once_in(3)) {
                wanted.receivers.push_back(each.id);
            }
        }
        if (once_in(5)) {
            wanted.persons.push_back(people[static_cast<std::size_t>(up_to(2))]);
        }
        store::Version version = add(wanted);
        if (once_in(4)) {
            wanted.expected = 1;
            version = add(wanted);
        }
        newest.push_back(version);
    }
    for (const policy::Peer& each : peers) {
        Reader who = reader(each.id);
        if (once_in(3)) {
            who.job = {}; // who is no care manager sees two of the three cards
        }
        for (const std::string& person : people) {
            const auto persons = must(store->read_value<std::vector<Hash>>(
                [&](const store::Snapshot& snapshot) { return snapshot.linked_persons(person_of(person)); }));
            const std::vector<std::string> found = found_by(who, {.persons = persons, .limit = 100});
            const auto is_concealed = [&](const store::Version& version, const std::vector<Hash>& named) {
                return must(
                    store->read_value<bool>([&](const store::Snapshot& snapshot) -> diag::Result<bool> {
                        DocumentRights rights(snapshot, who);
                        TRY(const DocumentAccess document, rights.of_document(version.document));
                        if (document.is_brought(each, version.number)) {
                            return false;
                        }
                        for (const Hash& it : named) {
                            TRY(PersonAccess* const access, rights.of_person(it));
                            if (access->is_concealed()) {
                                return true;
                            }
                        }
                        return false;
                    }));
            };
            std::set<std::string> expected;
            std::set<std::string> expected_in_part;
            for (const store::Version& version : newest) {
                const auto named =
                    must(store->read_value<std::vector<Hash>>([&](const store::Snapshot& snapshot) {
                        return snapshot.persons(version.document, version.number);
                    }));
                const bool is_about = std::ranges::find_first_of(named, persons) != named.end();
                if (is_about && !is_concealed(version, named) &&
                    seen_by(who, version) == VersionAccess::shown) {
                    expected.insert(version.document);
                }
                if (is_about && !is_concealed(version, named) && sees_part(who, version)) {
                    expected_in_part.insert(version.document);
                }
            }
            EXPECT_EQ(std::set<std::string>(found.begin(), found.end()), expected)
                << each.id << " " << person;
            const std::vector<std::string> with_parts =
                found_by(who, {.persons = persons, .limit = 100}, Parts::shown);
            for (const std::string& part : expected_in_part) {
                EXPECT_FALSE(expected.contains(part)) << "read whole";
            }
            parts_found_ += expected_in_part.size();
            expected.merge(expected_in_part);
            EXPECT_EQ(std::set<std::string>(with_parts.begin(), with_parts.end()), expected)
                << each.id << " " << person;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(By, Drawn, testing::Range(1U, 41U));

} // namespace
} // namespace renkei::access::find_documents_test
