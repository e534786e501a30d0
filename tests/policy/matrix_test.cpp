// Every role, in every relation to a document, for everything it may ask: each cell is stated.
#include "gateway/network/policy/decide.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

namespace renkei::policy::matrix_test {
namespace {

// Relations: submitter = handed it in, but another is named as sender; sender, receiver = one of its numbers
// is named as such; stranger = others are named; unnamed = the document names no number at all; revoked =
// sender and receiver, but its entry is revoked. own = creates a form that its role creates; other = a form
// that other roles create; no_role = a form that no role creates. A allowed, x revoked, r role-may-not, s
// not-the-sender, p not-a-party.
constexpr std::string_view matrix = R"(
role           relation   own  other  no_role read  deliver  withdraw
hospital       submitter  s    r      r       A     p        A
hospital       sender     A    r      r       A     p        A
hospital       receiver   s    r      r       A     A        s
hospital       stranger   s    r      r       p     p        p
hospital       unnamed    s    r      r       p     p        p
hospital       revoked    x    x      x       x     x        x
clinic         submitter  s    r      r       A     p        A
clinic         sender     A    r      r       A     p        A
clinic         receiver   s    r      r       A     A        s
clinic         stranger   s    r      r       p     p        p
clinic         unnamed    s    r      r       p     p        p
clinic         revoked    x    x      x       x     x        x
care_manager   submitter  s    r      r       A     p        A
care_manager   sender     A    r      r       A     p        A
care_manager   receiver   s    r      r       A     A        s
care_manager   stranger   s    r      r       p     p        p
care_manager   unnamed    s    r      r       p     p        p
care_manager   revoked    x    x      x       x     x        x
care_office    submitter  s    r      r       A     p        A
care_office    sender     A    r      r       A     p        A
care_office    receiver   s    r      r       A     A        s
care_office    stranger   s    r      r       p     p        p
care_office    unnamed    s    r      r       p     p        p
care_office    revoked    x    x      x       x     x        x
visiting_nurse submitter  s    r      r       A     p        A
visiting_nurse sender     A    r      r       A     p        A
visiting_nurse receiver   s    r      r       A     A        s
visiting_nurse stranger   s    r      r       p     p        p
visiting_nurse unnamed    s    r      r       p     p        p
visiting_nurse revoked    x    x      x       x     x        x
pharmacy       submitter  s    r      r       A     p        A
pharmacy       sender     A    r      r       A     p        A
pharmacy       receiver   s    r      r       A     A        s
pharmacy       stranger   s    r      r       p     p        p
pharmacy       unnamed    s    r      r       p     p        p
pharmacy       revoked    x    x      x       x     x        x
municipality   submitter  s    r      r       A     p        A
municipality   sender     A    r      r       A     p        A
municipality   receiver   s    r      r       A     A        s
municipality   stranger   s    r      r       p     p        p
municipality   unnamed    s    r      r       p     p        p
municipality   revoked    x    x      x       x     x        x
network        submitter  A    A      r       A     p        A
network        sender     A    A      r       A     p        A
network        receiver   A    A      r       A     A        s
network        stranger   A    A      r       p     p        p
network        unnamed    A    A      r       p     p        p
network        revoked    x    x      x       x     x        x
hub            submitter  A    A      r       A     p        A
hub            sender     A    A      r       A     p        A
hub            receiver   A    A      r       A     A        s
hub            stranger   A    A      r       p     p        p
hub            unnamed    A    A      r       p     p        p
hub            revoked    x    x      x       x     x        x
portal         submitter  s    r      r       A     p        A
portal         sender     A    r      r       A     p        A
portal         receiver   s    r      r       A     A        s
portal         stranger   s    r      r       p     p        p
portal         unnamed    s    r      r       p     p        p
portal         revoked    x    x      x       x     x        x
)";

const std::map<char, AccessDecision> decision_names = {{'A', AccessDecision::allowed},
                                                       {'x', AccessDecision::revoked},
                                                       {'r', AccessDecision::role_may_not},
                                                       {'s', AccessDecision::not_the_sender},
                                                       {'p', AccessDecision::not_a_party}};

const std::map<char, DeliveryAccess> delivery_names = {
    {'A', DeliveryAccess::goes}, {'x', DeliveryAccess::held}, {'p', DeliveryAccess::not_named}};

struct Row {
    std::string role;
    std::string relation;
    char own = ' ';
    char other = ' ';
    char no_role = ' ';
    char read = ' ';
    char deliver = ' ';
    char withdraw = ' ';
};

std::vector<Row> rows() {
    std::istringstream text{std::string(matrix)};
    std::string head;
    std::getline(text, head);
    std::getline(text, head);
    std::vector<Row> out;
    for (Row row; text >> row.role >> row.relation >> row.own >> row.other >> row.no_role >> row.read >>
                  row.deliver >> row.withdraw;) {
        out.push_back(row);
    }
    return out;
}

const Number its_own{"office", "9970100013"};
const Identifier another{"https://renkei.example.jp/fhir/IdSystem/kaigo-office-no", "9970100021"};

Peer peer_of(const Row& row) {
    return {
        .id = "it", .role = *role_of(row.role), .numbers = {its_own}, .revoked = row.relation == "revoked"};
}

Access document_of(const Row& row) {
    const Identifier it = identifier_of(its_own);
    const std::map<std::string, Access> documents = {
        {"submitter", {"it", {another}, {another}}},
        {"sender", {"another", {it}, {another}}},
        {"receiver", {"another", {another}, {another, it}}},
        {"stranger", {"another", {another}, {another}}},
        {"unnamed", {"another", {}, {}}},
        {"revoked", {"it", {it}, {it}}},
    };
    return documents.at(row.relation);
}

std::vector<std::string> creators_but(std::string_view role) {
    std::vector<std::string> out;
    for (const std::string_view name : role_names()) {
        if (name != role) {
            out.emplace_back(name);
        }
    }
    return out;
}

TEST(Matrix, every_cell_is_as_stated) {
    for (const Row& row : rows()) {
        const Peer peer = peer_of(row);
        const Access document = document_of(row);
        const std::string at = row.role + " as " + row.relation + ": ";
        EXPECT_EQ(may_create(peer, std::vector<std::string>{"somebody", row.role}, document.senders),
                  decision_names.at(row.own))
            << at << "own";
        EXPECT_EQ(may_create(peer, creators_but(row.role), document.senders), decision_names.at(row.other))
            << at << "other";
        EXPECT_EQ(may_create(peer, {}, document.senders), decision_names.at(row.no_role)) << at << "no_role";
        EXPECT_EQ(may_read(peer, {.newest = 1, .versions = {{1, document}}}),
                  row.read == 'A' ? VersionAccess::shown : VersionAccess::not_a_party)
            << at << "read";
        EXPECT_EQ(may_deliver(peer, {.newest = 1, .versions = {{1, document}}}, 1),
                  delivery_names.at(row.deliver))
            << at << "deliver";
        EXPECT_EQ(may_withdraw(peer, document), decision_names.at(row.withdraw)) << at << "withdraw";
    }
}

TEST(Matrix, has_a_row_for_every_role_and_relation) {
    std::set<std::pair<std::string, std::string>> seen;
    for (const Row& row : rows()) {
        EXPECT_TRUE(seen.emplace(row.role, row.relation).second);
    }
    EXPECT_EQ(seen.size(), role_names().size() * 6);
}

} // namespace
} // namespace renkei::policy::matrix_test
