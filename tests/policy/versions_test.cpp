// Who is shown which version of a document, over its whole history.
#include "gateway/network/policy/decide.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace renkei::policy::versions_test {
namespace {

const Peer hospital{.id = "hospital", .role = Role::hospital, .numbers = {{"institution", "9910100016"}}};
const Peer clinic{.id = "clinic", .role = Role::clinic, .numbers = {{"institution", "9910100024"}}};
const Peer stranger{.id = "stranger", .role = Role::clinic, .numbers = {{"institution", "9910100032"}}};
const Peer sender{.id = "manager", .role = Role::care_manager, .numbers = {{"office", "9970100013"}}};

// A document's way: a version for the hospital (h), the clinic (c), both (b) or no one (n), and its
// withdrawal (x).
History history_of(std::string_view steps) {
    History out;
    for (const char step : steps) {
        Access access{.submitter = sender.id, .senders = {identifier_of(sender.numbers[0])}, .receivers = {}};
        if (step == 'x') {
            access = out.versions.at(out.newest);
            out.withdrawn = out.newest + 1;
        }
        for (const auto& [peer, meant] : {std::pair(&hospital, "hb"), {&clinic, "cb"}}) {
            if (std::string_view(meant).find(step) != std::string_view::npos) {
                access.receivers.push_back(identifier_of(peer->numbers[0]));
            }
        }
        out.versions[++out.newest] = std::move(access);
    }
    return out;
}

// s, g or - for each version.
template <class Decide>
std::string seen(const History& history, const Decide& decide) {
    const auto letter = [](VersionAccess access) {
        return access == VersionAccess::shown ? 's' : access == VersionAccess::gone ? 'g' : '-';
    };
    std::string out;
    for (std::uint32_t number = 1; number <= history.newest; ++number) {
        out += letter(decide(history, number));
    }
    return out;
}

// What the peer gets of each version, and of the document if no version is named.
std::string read_by(const Peer& peer, std::string_view steps) {
    const History history = history_of(steps);
    const VersionAccess newest = may_read(peer, history);
    return seen(history,
                [&](const History& all, std::uint32_t number) { return may_read(peer, all, number); }) +
           (newest == VersionAccess::shown  ? " shown"
            : newest == VersionAccess::gone ? " gone"
                                            : " not there");
}

TEST(Versions, are_shown_to_those_who_are_parties_of_the_newest_too) {
    EXPECT_EQ(read_by(hospital, "h"), "s shown");
    EXPECT_EQ(read_by(hospital, "hh"), "ss shown");
    EXPECT_EQ(read_by(hospital, "hb"), "ss shown");
    EXPECT_EQ(read_by(sender, "hcb"), "sss shown");
    EXPECT_EQ(read_by(stranger, "hcb"), "--- not there");
}

TEST(Versions, are_gone_for_whom_the_newest_does_not_name) {
    EXPECT_EQ(read_by(hospital, "hc"), "g- gone");
    EXPECT_EQ(read_by(hospital, "hn"), "g- gone");
    EXPECT_EQ(read_by(hospital, "hhcc"), "gg-- gone");
    EXPECT_EQ(read_by(hospital, "hch"), "s-s shown") << "named again";
}

TEST(Versions, open_nothing_before_them_to_a_new_receiver) {
    EXPECT_EQ(read_by(clinic, "hc"), "-s shown");
    EXPECT_EQ(read_by(clinic, "hb"), "-s shown");
}

TEST(Versions, up_to_a_withdrawal_are_gone_for_all_their_parties) {
    EXPECT_EQ(read_by(hospital, "hx"), "gg gone");
    EXPECT_EQ(read_by(sender, "hx"), "gg gone");
    EXPECT_EQ(read_by(stranger, "hx"), "-- not there");
    EXPECT_EQ(read_by(hospital, "hcx"), "g-- gone")
        << "a withdrawal is for the parties of the version before";
}

TEST(Versions, that_follow_a_withdrawal_open_themselves_alone) {
    EXPECT_EQ(read_by(hospital, "hxh"), "ggs shown");
    EXPECT_EQ(read_by(sender, "hxhh"), "ggss shown");
    EXPECT_EQ(read_by(clinic, "hxc"), "--s shown");
    EXPECT_EQ(read_by(sender, "hxhxh"), "ggggs shown");
}

TEST(Versions, that_follow_a_withdrawal_are_hidden_from_former_readers) {
    EXPECT_EQ(read_by(hospital, "hxc"), "gg- gone");
    EXPECT_EQ(read_by(hospital, "hxcx"), "gg-- gone");
}

TEST(Versions, that_are_not_there_are_for_no_one) {
    const History history = history_of("hh");
    EXPECT_EQ(may_read(hospital, history, 0), VersionAccess::not_a_party);
    EXPECT_EQ(may_read(hospital, history, 3), VersionAccess::not_a_party);
    EXPECT_EQ(may_read(hospital, History{}), VersionAccess::not_a_party);
    EXPECT_EQ(may_read(hospital, History{}, 1), VersionAccess::not_a_party);
}

TEST(Versions, are_not_for_a_revoked_peer) {
    Peer revoked = hospital;
    revoked.revoked = true;
    EXPECT_EQ(read_by(revoked, "hh"), "-- not there");
}

TEST(Deliveries, are_for_receivers_of_the_version_and_of_the_newest) {
    const auto given_to = [](const Peer& peer, std::string_view steps, Closed closed = Closed::no) {
        constexpr std::string_view letters = "gh-cwl"; // by DeliveryAccess
        const History history = history_of(steps);
        std::string out;
        for (std::uint32_t number = 1; number <= history.newest; ++number) {
            out += letters[static_cast<std::size_t>(may_deliver(peer, history, number, closed))];
        }
        return out;
    };
    EXPECT_EQ(given_to(hospital, "hh"), "gg");
    EXPECT_EQ(given_to(hospital, "hc"), "l-");
    EXPECT_EQ(given_to(hospital, "hxh"), "wwg");
    EXPECT_EQ(given_to(sender, "hh"), "--") << "nothing goes back to its sender";
    EXPECT_EQ(given_to(hospital, "hchx", Closed::yes), "c-cc") << "whatever became of it";
    Peer revoked = hospital;
    revoked.revoked = true;
    EXPECT_EQ(given_to(revoked, "hxhc"), "hhh-") << "until that is lifted";
}

} // namespace
} // namespace renkei::policy::versions_test
