#include "gateway/network/audit/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <optional>

namespace renkei::audit::verify_test {
namespace {

using testing::ElementsAre;

const seal::Hash key = seal::sha256("key");

// A chain as the store writes it: numbered from 1, each link with the hash before it and a seal.
std::vector<ChainLink> a_chain(std::uint64_t length) {
    std::vector<ChainLink> out;
    seal::Hash last{};
    for (std::uint64_t n = 1; n <= length; ++n) {
        const std::string event = "event " + std::to_string(n);
        out.push_back({.sequence = n, .event = event, .before = last, .hash = chain(last, n, event)});
        last = out.back().hash;
        out.back().seal = seal_of(key, "node", n, last);
    }
    return out;
}

// Makes the chain fit again from here on, as somebody can who knows how it is made.
void make_fit(std::vector<ChainLink>& links, std::size_t from) {
    for (std::size_t i = from; i < links.size(); ++i) {
        links[i].before = i == 0 ? seal::Hash{} : links[i - 1].hash;
        links[i].sequence = i + 1;
        links[i].hash = chain(links[i].before, links[i].sequence, links[i].event);
    }
}

// Makes the seals fit, too, as somebody can who has the key.
void seal_again(std::vector<ChainLink>& links) {
    for (ChainLink& link : links) {
        link.seal = seal_of(key, "node", link.sequence, link.hash);
    }
}

// "audit-gap node 3 4" for every finding.
std::vector<std::string> found_in(const std::vector<ChainLink>& links,
                                  std::optional<ChainAnchor> anchor = {}) {
    Verifier verifier("node", key);
    if (anchor) {
        verifier.expect(*anchor);
    }
    diag::Report report;
    for (const ChainLink& link : links) {
        verifier.add(link, report);
    }
    verifier.finish(report);
    std::vector<std::string> out;
    for (const diag::Finding& finding : report.findings()) {
        out.emplace_back(diag::row(finding.message).id);
        for (const std::string& arg : finding.args) {
            out.back() += " " + arg;
        }
    }
    return out;
}

std::string whole(const std::vector<ChainLink>& links) {
    return "audit-whole node " + std::to_string(links.size()) + " " +
           seal::to_hex(links.empty() ? seal::Hash{} : links.back().hash);
}

TEST(Chain, hashes_what_was_before_the_number_and_the_event) {
    std::string bytes(32, '\0');
    bytes.append("\0\0\0\0\0\0\1\2", 8).append("event");
    EXPECT_EQ(chain({}, 0x0102, "event"), seal::sha256(bytes));
}

TEST(Verifier, finds_a_whole_chain_whole) {
    for (const std::uint64_t length : {0U, 1U, 2U, 100U}) {
        EXPECT_THAT(found_in(a_chain(length)), ElementsAre(whole(a_chain(length))));
    }
}

TEST(Verifier, counts_and_keeps_the_last_hash) {
    Verifier verifier("node", key);
    diag::Report report;
    for (const ChainLink& link : a_chain(3)) {
        verifier.add(link, report);
    }
    EXPECT_EQ(verifier.count(), 3U);
    EXPECT_EQ(verifier.last(), a_chain(3).back().hash);
    EXPECT_TRUE(report.empty());
}

TEST(Verifier, finds_a_changed_event) {
    std::vector<ChainLink> links = a_chain(5);
    links[2].event += "!";
    EXPECT_THAT(found_in(links), ElementsAre("audit-changed node 3"));
}

TEST(Verifier, finds_a_changed_event_whose_hash_was_made_to_fit) {
    std::vector<ChainLink> links = a_chain(5);
    links[2].event += "!";
    links[2].hash = chain(links[2].before, 3, links[2].event);
    seal_again(links);
    EXPECT_THAT(found_in(links), ElementsAre("audit-link-broken node 4"));
}

TEST(Verifier, finds_a_changed_hash) {
    std::vector<ChainLink> links = a_chain(5);
    links[2].hash[31] ^= 1U;
    EXPECT_THAT(found_in(links),
                ElementsAre("audit-changed node 3", "audit-seal-wrong node 3", "audit-link-broken node 4"));
}

TEST(Verifier, finds_a_removed_event) {
    std::vector<ChainLink> links = a_chain(5);
    links.erase(links.begin() + 2);
    EXPECT_THAT(found_in(links), ElementsAre("audit-gap node 3 4"));
}

TEST(Verifier, finds_a_removed_beginning) {
    std::vector<ChainLink> links = a_chain(5);
    links.erase(links.begin(), links.begin() + 2);
    EXPECT_THAT(found_in(links), ElementsAre("audit-gap node 1 3"));
}

TEST(Verifier, finds_a_removed_event_whose_gap_was_closed) {
    std::vector<ChainLink> links = a_chain(4);
    links.erase(links.begin() + 2);
    links[2].sequence = 3;
    seal_again(links);
    EXPECT_THAT(found_in(links), ElementsAre("audit-changed node 3", "audit-link-broken node 3"));
}

TEST(Verifier, finds_an_inserted_event) {
    std::vector<ChainLink> links = a_chain(4);
    const seal::Hash before = links[1].hash;
    links.insert(links.begin() + 2,
                 {.sequence = 3, .event = "put in", .before = before, .hash = chain(before, 3, "put in")});
    seal_again(links);
    EXPECT_THAT(found_in(links), ElementsAre("audit-link-broken node 3", "audit-link-broken node 4"));
}

TEST(Verifier, finds_an_event_that_is_there_twice) {
    std::vector<ChainLink> links = a_chain(4);
    links.insert(links.begin() + 2, links[1]);
    EXPECT_THAT(found_in(links), ElementsAre("audit-link-broken node 2"));
}

TEST(Verifier, finds_reordered_events) {
    std::vector<ChainLink> links = a_chain(5);
    std::swap(links[1], links[2]);
    EXPECT_THAT(found_in(links), ElementsAre("audit-gap node 2 3", "audit-link-broken node 2"));
}

TEST(Verifier, finds_reordered_contents) {
    std::vector<ChainLink> links = a_chain(5);
    std::swap(links[1].event, links[2].event);
    EXPECT_THAT(found_in(links), ElementsAre("audit-changed node 2", "audit-changed node 3"));
}

TEST(Verifier, finds_two_errors_in_a_row) {
    std::vector<ChainLink> links = a_chain(9);
    links[6].event += "!";
    links.erase(links.begin() + 2);
    EXPECT_THAT(found_in(links), ElementsAre("audit-gap node 3 4", "audit-changed node 7"));
}

TEST(Verifier, finds_a_cut_off_end_by_the_anchor_alone) {
    const std::vector<ChainLink> links = a_chain(5);
    const std::vector<ChainLink> cut(links.begin(), links.begin() + 3);
    EXPECT_THAT(found_in(cut), ElementsAre(whole(cut)));
    EXPECT_THAT(found_in(cut, ChainAnchor{5, links[4].hash}), ElementsAre("audit-cut node 3 5"));
    EXPECT_THAT(found_in({}, ChainAnchor{5, links[4].hash}), ElementsAre("audit-cut node 0 5"));
}

TEST(Verifier, finds_a_chain_that_was_rebuilt_by_the_anchor_alone) {
    const std::vector<ChainLink> links = a_chain(5);
    std::vector<ChainLink> rebuilt = links;
    rebuilt[1].event += "!";
    make_fit(rebuilt, 1);
    seal_again(rebuilt);
    EXPECT_THAT(found_in(rebuilt), ElementsAre(whole(rebuilt)));
    EXPECT_THAT(found_in(rebuilt, ChainAnchor{4, links[3].hash}), ElementsAre("audit-other-anchor node 4"));
    // an anchor does not protect the events after it
    EXPECT_THAT(found_in(rebuilt, ChainAnchor{1, links[0].hash}), ElementsAre(whole(rebuilt)));
}

TEST(Verifier, an_anchor_that_is_met_changes_nothing) {
    const std::vector<ChainLink> links = a_chain(5);
    for (std::uint64_t at = 1; at <= 5; ++at) {
        EXPECT_THAT(found_in(links, ChainAnchor{at, links[at - 1].hash}), ElementsAre(whole(links)));
    }
}

TEST(Seal, is_of_one_key_node_place_and_hash) {
    const seal::Hash hash = seal::sha256("event");
    const seal::Hash seal = seal_of(key, "node", 7, hash);
    EXPECT_EQ(seal, seal_of(key, "node", 7, hash));
    EXPECT_NE(seal, seal_of(seal::sha256("another key"), "node", 7, hash));
    EXPECT_NE(seal, seal_of(key, "nod", 7, hash));
    EXPECT_NE(seal, seal_of(key, "node", 8, hash));
    EXPECT_NE(seal, seal_of(key, "node", 7, seal::sha256("another event")));
    EXPECT_NE(key_of_seals(key), key);
}

TEST(Verifier, finds_by_the_seals_a_chain_that_was_rebuilt_without_the_key) {
    std::vector<ChainLink> links = a_chain(5);
    links[2].event += "!";
    make_fit(links, 2);
    EXPECT_THAT(found_in(links),
                ElementsAre("audit-seal-wrong node 3", "audit-seal-wrong node 4", "audit-seal-wrong node 5"));
}

TEST(Verifier, finds_each_event_whose_seal_was_taken_away) {
    std::vector<ChainLink> links = a_chain(4);
    links[0].seal = {};
    links[2].seal = {};
    EXPECT_THAT(found_in(links), ElementsAre("audit-seal-wrong node 1", "audit-seal-wrong node 3"));
}

RC_GTEST_PROP(Verifier, finds_any_one_byte_changed, ()) {
    std::vector<ChainLink> links = a_chain(6);
    ChainLink& link = links[*rc::gen::inRange<std::size_t>(0, links.size())];
    const auto flipped = static_cast<std::uint8_t>(*rc::gen::inRange(1, 256));
    switch (*rc::gen::inRange(0, 5)) {
    case 0:
        link.event[*rc::gen::inRange<std::size_t>(0, link.event.size())] ^= static_cast<char>(flipped);
        break;
    case 1: link.before[*rc::gen::inRange<std::size_t>(0, 32)] ^= flipped; break;
    case 2: link.hash[*rc::gen::inRange<std::size_t>(0, 32)] ^= flipped; break;
    case 3: link.seal[*rc::gen::inRange<std::size_t>(0, 32)] ^= flipped; break;
    default: link.sequence ^= flipped; break;
    }
    RC_ASSERT(found_in(links).front().find("audit-whole") == std::string::npos);
}

} // namespace
} // namespace renkei::audit::verify_test
