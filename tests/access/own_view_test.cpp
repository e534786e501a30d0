// What a portal may read: of the person of its token what the matrix gives the person, and nothing of anybody
// else.
#include "tests/access/kit.h"

namespace renkei::access::own_view_test {
namespace {

const std::string card_form = "insured_card"; // the matrix gives it to the person

class OwnView : public Sharing {
protected:
    OwnView() { peers.push_back({.id = "portal", .role = policy::Role::portal}); }
    Reader own(std::string_view name = "hanako", sharing::Agent ground = sharing::Agent::person) const {
        Reader out = reader("portal");
        out.job = {};
        out.self = Self{.person = person_of(name), .ground = ground};
        return out;
    }
    store::Version card(std::string_view name = "hanako") {
        return add({.name = std::string(name) + card_form,
                    .form = card_form,
                    .sender = "town",
                    .receivers = {"office"},
                    .persons = {std::string(name)}});
    }
    bool opens(const Reader& who, std::string_view name = "hanako") const {
        return must(store->read_value<bool>([&](const store::Snapshot& snapshot) -> diag::Result<bool> {
            TRY(const PersonAccess person, PersonAccess::of(snapshot, who, person_of(name)));
            return person.opens_own_view();
        }));
    }
};

TEST_F(OwnView, has_what_the_matrix_gives_the_person_without_registration_and_consent) {
    const store::Version own_card = card();
    const store::Version opinion = add({});
    EXPECT_EQ(seen_by(own(), own_card), VersionAccess::shown);
    EXPECT_EQ(seen_by(own(), opinion), VersionAccess::not_a_party) << "the matrix says no";
    EXPECT_EQ(found_by(own(), about()), std::vector<std::string>{own_card.document});
}

TEST_F(OwnView, has_nothing_of_another_person_and_nothing_without_a_person) {
    const store::Version other = card("taro");
    card();
    EXPECT_EQ(seen_by(own(), other), VersionAccess::not_a_party);
    EXPECT_TRUE(found_by(own(), about("taro")).empty());
    EXPECT_FALSE(opens(own(), "taro"));
    EXPECT_EQ(seen_by(reader("portal"), other), VersionAccess::not_a_party) << "a token that names no person";
    EXPECT_TRUE(found_by(reader("portal"), about()).empty());
}

TEST_F(OwnView, is_closed_when_the_person_is_unknown_hidden_from_the_own_view_or_dead) {
    EXPECT_FALSE(opens(own())) << "nothing is known";
    const store::Version own_card = card();
    EXPECT_TRUE(opens(own()));
    state({.insurer = insurer, .hidden = sharing::Hidden::history});
    EXPECT_TRUE(opens(own()));
    EXPECT_EQ(seen_by(own(), own_card), VersionAccess::not_a_party)
        << "places cannot be left out of a document";
    state({.insurer = insurer, .hidden = sharing::Hidden::self});
    EXPECT_FALSE(opens(own()));
    state({.insurer = insurer, .died = clock.now()});
    EXPECT_FALSE(opens(own()));
    EXPECT_EQ(seen_by(own(), own_card), VersionAccess::not_a_party);
}

TEST_F(OwnView, is_for_those_who_may_act_for_the_person_by_the_insurers_choice) {
    const store::Version own_card = card();
    const Reader representative = own("hanako", sharing::Agent::legal_representative);
    const Reader family = own("hanako", sharing::Agent::family);
    EXPECT_TRUE(opens(representative));
    EXPECT_EQ(seen_by(representative, own_card), VersionAccess::shown);
    EXPECT_FALSE(opens(family));
    EXPECT_EQ(seen_by(family, own_card), VersionAccess::not_a_party);
    sharing::Insurer chosen{
        .number = insurer, .state = sharing::InsurerState::live, .live_from = time::parse_date("2026-04-01")};
    chosen.settings.proxies = {sharing::Agent::family};
    put(chosen);
    EXPECT_TRUE(opens(family));
    EXPECT_EQ(seen_by(family, own_card), VersionAccess::shown);
    state({.insurer = insurer, .hidden = sharing::Hidden::history});
    EXPECT_FALSE(opens(family)) << "proxies are cut off";
}

TEST_F(OwnView, begins_with_the_insurers_start) {
    const store::Version own_card = card();
    put(sharing::Insurer{.number = insurer, .state = sharing::InsurerState::scheduled});
    EXPECT_EQ(seen_by(own(), own_card), VersionAccess::not_a_party);
}

TEST_F(OwnView, finds_the_person_under_every_linked_number) {
    const store::Version own_card = card();
    must(store->write([&](store::Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.link(person_of("hanako"), person_of("chart-7")));
        return {};
    }));
    EXPECT_EQ(seen_by(own("chart-7"), own_card), VersionAccess::shown);
}

} // namespace
} // namespace renkei::access::own_view_test
