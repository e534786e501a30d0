// What one withdrawal by keys may ask of the store, and what of it is in the audit.
#include "gateway/network/documents/deliveries.h"
#include "generated/messages/documents.h"

#include "tests/documents/inputs.h"

namespace renkei::documents::withdrawal_of_many_test {
namespace {

using store::VersionStatus;

const StoredDocument& only(const Receipt& receipt) {
    EXPECT_TAKEN(receipt);
    EXPECT_EQ(receipt.documents.size(), 1U);
    return receipt.documents.front();
}
Receipt send(Site& site, const std::string& bytes, const std::string& key) {
    return site.submit(Submission{.bytes = bytes, .idempotency_key = key});
}
WithdrawalReceipt withdraw(Site& site, std::vector<std::string> keys) {
    return site.intake().withdraw(RequestWithdrawal{std::move(keys), ""}, site.caller());
}
VersionStatus newest(const Site& site, const std::string& document) {
    return site.versions(document).back().status;
}

TEST(RequestWithdrawal, counts_a_key_once_however_often_it_is_repeated) {
    Site site;
    (void)only(send(site, admission("1"), "key-1"));
    (void)only(send(site, admission("2"), "key-2"));
    EXPECT_EQ(withdraw(site, std::vector<std::string>(1000, "key-1")).superseded, 1U)
        << "asked of the store once";
    EXPECT_EQ(only(withdraw(site, std::vector<std::string>(1000, "key-2")).receipt).outcome,
              DocumentOutcome::withdrawn);
    const std::size_t before = site.events().size();
    EXPECT_EQ(only(withdraw(site, std::vector<std::string>(1000, "key-2")).receipt).outcome,
              DocumentOutcome::unchanged);
    EXPECT_EQ(site.events().size(), before + 1);
    EXPECT_EQ(withdraw(site, std::vector<std::string>(1000, "key-3")).early, 1U);
    EXPECT_EQ(withdraw(site, std::vector<std::string>(1000, "key-3")).early, 1U);
}

// Records that the request brought `count` versions of the document, beginning with `first`.
void note(Site& site, const std::string& key, const std::string& document, std::uint32_t first,
          std::uint32_t count) {
    std::vector<store::RequestVersion> versions;
    for (std::uint32_t number = first; number < first + count; ++number) {
        versions.push_back({.document = document, .number = number});
    }
    const store::Hash request = request_hash(site.store().search_key(), key);
    test::must(site.store().write([&](store::Transaction& transaction) {
        return transaction.record_request("manager", request, {}, versions);
    }));
}

TEST(RequestWithdrawal, of_more_versions_than_one_file_may_bring_is_refused_as_a_whole) {
    Site site;
    const std::string id = only(send(site, admission(), "key-1")).version.document;
    note(site, "key-2", id, 2, 999);
    note(site, "key-3", id, 1001, 1);
    const WithdrawalReceipt over = withdraw(site, {"key-1", "key-2", "key-3"});
    EXPECT_EQ(over.receipt.refusal, Refusal::invalid);
    EXPECT_TRUE(over.receipt.report.has(message::withdrawal_too_large));
    EXPECT_EQ(newest(site, id), VersionStatus::current);
    EXPECT_EQ(only(withdraw(site, {"key-1", "key-2"}).receipt).outcome, DocumentOutcome::withdrawn)
        << "1,000 are not too many";
}

TEST(RequestWithdrawal, of_what_is_withdrawn_already_is_in_the_audit_too) {
    Site site;
    const std::string id = only(send(site, admission(), "key-1")).version.document;
    (void)withdraw(site, {"key-1"});
    const std::size_t before = site.events().size();
    EXPECT_EQ(only(withdraw(site, {"key-1"}).receipt).outcome, DocumentOutcome::unchanged);
    ASSERT_EQ(site.events().size(), before + 1);
    EXPECT_NE(site.events().back().find(replaced(id, "-", "")), std::string::npos) << site.events().back();
}

} // namespace
} // namespace renkei::documents::withdrawal_of_many_test
