// Files that belong together, and what takes them back.
#include "generated/messages/documents.h"
#include "generated/messages/rules.h"

#include "tests/documents/plan_set.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <set>

namespace renkei::documents::sets_test {
namespace {

constexpr auto first = "20260301091500";
constexpr auto later = "20260302091500";
constexpr auto last = "20260303091500";

class Sets : public testing::Test {
protected:
    Receipt send(const std::vector<PlanFile>& files, std::string_view peer = "manager") {
        const SubmissionBatch batch = batch_of(files);
        return site.intake().submit(site.worker(), batch, site.caller(peer));
    }
    std::size_t current() const {
        return must(site.store().read_value<std::size_t>(
            [](const store::Snapshot& snapshot) -> diag::Result<std::size_t> {
                TRY(const store::DocumentPage page, snapshot.find({.viewer = {"manager", {}}}));
                return page.versions.size();
            }));
    }
    mutable Site site{};
};

TEST_F(Sets, are_taken_whole) {
    const Receipt receipt = send(plan_set(first));
    EXPECT_TAKEN(receipt);
    EXPECT_EQ(receipt.documents.size(), 4U);
    EXPECT_EQ(current(), 4U);
}

TEST_F(Sets, that_are_not_whole_leave_nothing_and_say_what_is_missing) {
    for (std::size_t left_out = 0; left_out < 4; ++left_out) {
        std::vector<PlanFile> files = plan_set(first);
        files.erase(files.begin() + static_cast<std::ptrdiff_t>(left_out));
        const Receipt receipt = send(files);
        EXPECT_EQ(receipt.refusal, Refusal::invalid) << left_out;
        EXPECT_TRUE(receipt.report.has(message::set_incomplete)) << recorded(receipt.report);
        EXPECT_EQ(site.documents(), 0U);
    }
    const Receipt receipt = send({plan_set(first).front()});
    EXPECT_NE(recorded(receipt.report).find("UP3KYO_9970100013_43_9970101011_11_20260301091500.CSV"),
              std::string::npos)
        << recorded(receipt.report);
}

TEST_F(Sets, of_two_times_are_not_one) {
    std::vector<PlanFile> files = plan_set(first);
    files[2] = plan_set(later)[2];
    const Receipt receipt = send(files);
    EXPECT_TRUE(receipt.report.has(message::set_incomplete)) << recorded(receipt.report);
    EXPECT_EQ(site.documents(), 0U);
}

TEST_F(Sets, with_a_file_twice_or_a_foreign_one_leave_nothing) {
    std::vector<PlanFile> files = plan_set(first);
    files.push_back(files.front());
    EXPECT_TRUE(send(files).report.has(message::set_doubled));
    files.back() = {"", file("admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV")};
    const Receipt foreign = send(files);
    ASSERT_TRUE(foreign.report.has(message::set_foreign));
    EXPECT_NE(recorded(foreign.report).find("file 5 of the request"), std::string::npos) << "it has no name";
    files.back().name = "NYUIN.CSV";
    EXPECT_NE(recorded(send(files).report).find("NYUIN.CSV"), std::string::npos);
    EXPECT_EQ(site.documents(), 0U);
}

TEST_F(Sets, change_nothing_when_they_or_a_part_of_them_come_again) {
    EXPECT_TAKEN(send(plan_set(first)));
    for (const std::vector<PlanFile>& again : {plan_set(first), {plan_set(first)[1]}}) {
        const Receipt receipt = send(again);
        EXPECT_TAKEN(receipt);
        EXPECT_TRUE(std::ranges::all_of(receipt.documents, [](const StoredDocument& it) {
            return it.outcome == DocumentOutcome::unchanged;
        }));
    }
}

TEST_F(Sets, may_come_one_by_one_from_who_passes_them_on) {
    for (const PlanFile& each : plan_set(first)) {
        EXPECT_TAKEN(send({each}, "network"));
    }
}

TEST_F(Sets, replace_the_plan_before_as_a_whole) {
    EXPECT_TAKEN(send(plan_set(first)));
    const Receipt receipt = send(plan_set(later));
    EXPECT_TAKEN(receipt);
    EXPECT_TRUE(std::ranges::all_of(
        receipt.documents, [](const StoredDocument& it) { return it.outcome == DocumentOutcome::updated; }));
    EXPECT_EQ(current(), 4U);
    EXPECT_TRUE(send(plan_set("20260301120000")).report.has(message::conflict_older));
}

TEST_F(Sets, are_taken_back_whole_by_a_deletion) {
    EXPECT_TAKEN(send(plan_set(first)));
    const Receipt receipt = send({plan_deletion(later)});
    EXPECT_TAKEN(receipt);
    ASSERT_EQ(receipt.documents.size(), 5U) << "the deletion and what it deletes";
    EXPECT_EQ(std::ranges::count(receipt.documents, DocumentOutcome::withdrawn, &StoredDocument::outcome), 4);
    EXPECT_EQ(current(), 1U) << "the deletion";
    const Receipt again = send({plan_deletion(later)});
    EXPECT_TAKEN(again);
    EXPECT_EQ(again.documents.front().outcome, DocumentOutcome::unchanged);
}

TEST_F(Sets, that_are_deleted_come_back_only_with_a_later_time) {
    EXPECT_TAKEN(send(plan_set(first)));
    EXPECT_TAKEN(send({plan_deletion(later)}));
    EXPECT_TRUE(send(plan_set("20260301120000")).report.has(message::conflict_deleted));
    EXPECT_TAKEN(send(plan_set(first))); // the same again
    EXPECT_EQ(current(), 1U);
    EXPECT_TAKEN(send(plan_set(last)));
    EXPECT_EQ(current(), 5U);
}

TEST_F(Sets, are_not_touched_by_a_deletion_that_is_older_or_another_offices) {
    EXPECT_TAKEN(send(plan_set(later)));
    Receipt receipt = send({plan_deletion(first)});
    EXPECT_TAKEN(receipt);
    EXPECT_TRUE(receipt.report.has(message::nothing_to_delete)) << recorded(receipt.report);
    PlanFile other = plan_deletion(last);
    other.name = "DLT1KYO_9970199999_43_9970101011_11_20260303091500.CSV";
    receipt = send({other}, "stranger");
    EXPECT_TRUE(receipt.report.has(message::nothing_to_delete)) << recorded(receipt.report);
    EXPECT_EQ(current(), 5U) << "the plan and the own deletion";
}

TEST_F(Sets, that_come_after_a_later_deletion_are_refused) {
    EXPECT_TAKEN(send({plan_deletion(later)}));
    EXPECT_TRUE(send(plan_set(first)).report.has(message::conflict_deleted));
    EXPECT_TAKEN(send(plan_set(last)));
    EXPECT_EQ(current(), 5U);
}

TEST_F(Sets, stay_when_the_deletion_was_withdrawn_before_it_came) {
    EXPECT_TAKEN(send(plan_set(first)));
    site.intake().withdraw(RequestWithdrawal{.keys = {"key-1"}}, site.caller());
    const std::vector<PlanFile> deletion{plan_deletion(later)};
    SubmissionBatch batch = batch_of(deletion);
    batch.idempotency_key = "key-1";
    const Receipt receipt = site.intake().submit(site.worker(), batch, site.caller());
    EXPECT_TAKEN(receipt);
    EXPECT_EQ(receipt.documents.size(), 1U);
    EXPECT_EQ(current(), 4U);
}

std::vector<policy::Peer> with_receiver() {
    std::vector<policy::Peer> out = usual_peers();
    out.push_back({.id = "service",
                   .role = policy::Role::care_office,
                   .numbers = {{"office", "9970101011"}},
                   .delivery_method = policy::DeliveryMethod::mailbox});
    return out;
}

TEST_F(Sets, are_delivered_together) {
    site.use(with_receiver());
    EXPECT_TAKEN(send(plan_set(first)));
    EXPECT_TAKEN(send(plan_set(later)));
    std::map<store::Hash, std::size_t> sets;
    std::set<store::Hash> lines;
    for (const store::Delivery& each : site.deliveries("service")) {
        ASSERT_TRUE(each.together);
        ++sets[*each.together];
        lines.insert(each.order);
    }
    EXPECT_EQ(sets.size(), 2U);
    EXPECT_EQ(sets.begin()->second, 4U);
    EXPECT_EQ(lines.size(), 1U) << "one after the other";
}

// A receiver takes what was queued at one time as one set.
TEST_F(Sets, are_queued_at_one_time_although_the_clock_went_back) {
    site.use(with_receiver());
    for (const PlanFile& each : plan_set(first)) {
        EXPECT_TAKEN(send({each}, "network"));
        site.clock.pass(1000);
    }
    site.clock.pass(-10'000);
    EXPECT_TAKEN(send(plan_set(later), "network"));
    std::map<std::uint32_t, std::set<base::Millis>> queued; // by version
    for (const store::Delivery& each : site.deliveries("service")) {
        queued[each.version].insert(each.created);
    }
    EXPECT_EQ(queued[1].size(), 4U);
    ASSERT_EQ(queued[2].size(), 1U);
    EXPECT_GT(*queued[2].begin(), *queued[1].rbegin());
}

TEST_F(Sets, of_one_request_are_queued_in_the_order_of_their_stamps) {
    site.use(with_receiver());
    std::vector<PlanFile> files = plan_set(first);
    std::ranges::move(plan_set(later), std::back_inserter(files));
    EXPECT_TAKEN(send(files));
    base::Millis last_of_first = 0;
    base::Millis first_of_later = std::numeric_limits<base::Millis>::max();
    for (const store::Delivery& each : site.deliveries("service")) {
        if (each.version == 1) {
            last_of_first = std::max(last_of_first, each.created);
        } else {
            first_of_later = std::min(first_of_later, each.created);
        }
    }
    EXPECT_GT(last_of_first, 0);
    EXPECT_LT(last_of_first, first_of_later);
}

TEST_F(Sets, are_withdrawn_from_their_receiver_behind_the_deletion) {
    std::vector<policy::Peer> peers = with_receiver();
    peers.back().delivery_method = policy::DeliveryMethod::gateway;
    peers.back().address = "https://service.example.jp";
    site.use(peers);
    EXPECT_TAKEN(send(plan_set(first)));
    must(site.store().write([](store::Transaction& transaction) -> diag::Result<void> {
        TRY(std::vector<store::Delivery> all, transaction.deliveries({.peer = "service"}));
        for (store::Delivery& each : all) {
            each.state = store::DeliveryState::delivered;
            TRY_VOID(transaction.update(each));
        }
        return {};
    }));
    EXPECT_TAKEN(send({plan_deletion(later)}));
    std::vector<store::Delivery> waiting = site.deliveries("service");
    std::erase_if(waiting,
                  [](const store::Delivery& it) { return it.state != store::DeliveryState::waiting; });
    ASSERT_EQ(waiting.size(), 5U);
    const auto deletion = std::ranges::find(waiting, false, &store::Delivery::withdraws);
    ASSERT_NE(deletion, waiting.end());
    for (const store::Delivery& each : waiting) {
        EXPECT_EQ(each.order, deletion->order);
        EXPECT_TRUE(!each.withdraws || each.created > deletion->created);
    }
}

TEST_F(Sets, of_which_a_file_has_a_key_of_its_own_are_withdrawn_in_part) {
    const std::vector<PlanFile> files = plan_set(first);
    SubmissionBatch batch = batch_of(files);
    batch.idempotency_key = "all";
    for (std::size_t i = 0; i < files.size(); ++i) {
        batch.submissions[i].idempotency_key = "part-" + std::to_string(i);
    }
    site.intake().withdraw(RequestWithdrawal{.keys = {"part-3"}}, site.caller()); // before it comes
    EXPECT_TAKEN(site.intake().submit(site.worker(), batch, site.caller()));
    EXPECT_EQ(current(), 3U);
    const WithdrawalReceipt receipt =
        site.intake().withdraw(RequestWithdrawal{.keys = {"part-0"}}, site.caller());
    EXPECT_EQ(receipt.receipt.documents.size(), 1U);
    EXPECT_EQ(current(), 2U);
    site.intake().withdraw(RequestWithdrawal{.keys = {"all"}}, site.caller());
    EXPECT_EQ(current(), 0U);
}

// Each person of a deletion for itself.
TEST_F(Sets, are_deleted_beside_others_that_are_not_here) {
    EXPECT_TAKEN(send(plan_set(first)));
    PlanFile both = plan_deletion(later);
    both.bytes += "202407,990010,H000000012,20260115\r\n";
    const Receipt receipt = send({both});
    EXPECT_TAKEN(receipt);
    EXPECT_EQ(std::ranges::count(receipt.documents, DocumentOutcome::withdrawn, &StoredDocument::outcome), 4);
    EXPECT_TRUE(receipt.report.has(message::nothing_to_delete));
}

// 利用者基本情報 with those of its 別表 whose marks are given.
std::vector<PlanFile> person_set(const std::string& stamp, const std::vector<std::string>& parts) {
    const std::string office = "_9970100013_46_9970100047_A6_";
    std::vector<PlanFile> out{{"UPKIHON" + office + stamp + ".CSV",
                               file("prevention_basic/UPKIHON" + office + "20260301091500.CSV")}};
    for (const std::string& part : parts) {
        const std::string mark = "UPKIHON_SUB" + part + office;
        out.push_back(
            {mark + stamp + ".CSV", file("prevention_basic_sub" + part + "/" + mark + "20260301091500.CSV")});
    }
    return out;
}

// The record is replaced with all its rows: 4 of careplan_sets.md.
TEST_F(Sets, that_replace_others_take_back_the_parts_that_they_have_no_more) {
    EXPECT_TAKEN(send(person_set(first, {"1", "2"})));
    EXPECT_EQ(current(), 3U);
    const Receipt receipt = send(person_set(later, {"2"}));
    EXPECT_TAKEN(receipt);
    ASSERT_EQ(receipt.documents.size(), 3U);
    EXPECT_EQ(receipt.documents.back().outcome, DocumentOutcome::withdrawn);
    EXPECT_EQ(receipt.documents.back().version.form, "prevention_basic_sub1");
    EXPECT_EQ(receipt.report.has(message::nothing_to_delete), false);
    EXPECT_EQ(current(), 2U);
    EXPECT_TAKEN(send(person_set(later, {"2"}))); // the same again
    EXPECT_TAKEN(send(person_set(first, {"1", "2"})));
    EXPECT_EQ(current(), 2U);
    EXPECT_TAKEN(send(person_set(last, {"1", "2"})));
    EXPECT_EQ(current(), 3U);
}

TEST_F(Sets, that_replace_others_let_no_older_part_in) {
    EXPECT_TAKEN(send(person_set(later, {}), "network"));
    const PlanFile part = person_set(first, {"1"}).back();
    EXPECT_TRUE(send({part}, "network").report.has(message::conflict_older));
    EXPECT_TAKEN(send({person_set(later, {"1"}).back()}, "network"));
    EXPECT_EQ(site.documents(), 2U);
}

// DLTJSK says whose service it means, whatever the name of its file says.
TEST_F(Sets, of_results_are_deleted_by_service_type) {
    policy::Peer office = {
        .id = "day-care", .role = policy::Role::care_office, .numbers = {{"office", "9970100047"}}};
    site.use({office});
    const std::string name = "UPJSK_202602_9970100047_15_9970100013_43_20260301091500.CSV";
    const PlanFile result{name, file("careplan6_result/" + name)};
    EXPECT_TAKEN(send({result}, "day-care"));
    const auto deletion = [](const std::string& of_file, const std::string& type) {
        return PlanFile{"DLTJSK_202602_9970100047_" + of_file + "_9970100013_43_20260302091500.CSV",
                        "202407,990010,0000001016,202602,9970100047," + type + "\r\n"};
    };
    EXPECT_TRUE(send({deletion("15", "11")}, "day-care").report.has(message::nothing_to_delete));
    const Receipt receipt = send({deletion("43", "15")}, "day-care");
    EXPECT_TAKEN(receipt);
    EXPECT_EQ(receipt.documents.size(), 2U) << "the deletion and the results";
    const PlanFile late{"UPJSK_202602_9970100047_15_9970100013_43_20260301120000.CSV", result.bytes};
    EXPECT_TRUE(send({late}, "day-care").report.has(message::conflict_deleted));
}

} // namespace
} // namespace renkei::documents::sets_test
