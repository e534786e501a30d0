// kill -9 at any moment: what was acknowledged is there, what is there is whole.
#include "gateway/network/store/session/session.h"

#include "tests/store/child.h"
#include "tests/store/kit.h"

#include <csignal>
#include <set>

namespace renkei::store::crash_test {
namespace {

class Crash : public Contract {
protected:
    std::vector<std::string> arguments(const std::string& prefix) const {
        std::vector<std::string> out = {site->folder().string(), prefix};
        if (GetParam() == Engine::postgres) {
            out.push_back(site->settings().connection);
        }
        return out;
    }

    // Every document has its two bodies, its delivery with its place in the queue, its audit event; the chain
    // is whole.
    void expect_whole(const std::set<std::string>& acknowledged) const {
        must(store->read([&](const Snapshot& it) -> diag::Result<void> {
            for (const std::string& name : acknowledged) {
                TRY(const auto id, it.document_id({hash_of("office 1"), hash_of(name)}));
                EXPECT_TRUE(id) << name << " was acknowledged";
            }
            TRY(const DocumentPage page, it.find({.viewer = hospital, .limit = 1'000'000}));
            for (const Version& version : page.versions) {
                TRY(const auto body, it.body(version, BodyKind::original));
                TRY(const auto fhir, it.body(version, BodyKind::fhir));
                EXPECT_TRUE(body && fhir && hash_of(*body) == version.sha);
                TRY(const auto deliveries, it.deliveries({.document = version.document}));
                EXPECT_EQ(deliveries.size(), 1U);
            }
            TRY(const std::uint64_t documents, it.document_count());
            EXPECT_EQ(page.versions.size(), documents);
            EXPECT_GE(documents, acknowledged.size());
            EXPECT_EQ(audit_count(*store), documents);
            std::int64_t in_line = 0;
            TRY_VOID(it.session().sql.run("SELECT count(*) FROM line", {},
                                          [&](const SqlRow& row) { in_line = row.integer(0); }));
            EXPECT_EQ(static_cast<std::uint64_t>(in_line), documents);
            return {};
        }));
    }
};
RENKEI_ON_BOTH_ENGINES(Crash);

TEST_P(Crash, killed_after_any_acknowledgement_leaves_whole_transactions) {
    std::set<std::string> acknowledged;
    for (int round = 0; round < 8; ++round) {
        Child child("write until killed", arguments(std::to_string(round)));
        for (int i = 0; i <= round * 5; ++i) {
            acknowledged.insert(child.line());
        }
        child.kill();
        EXPECT_EQ(child.exit_code(), -SIGKILL);
        for (std::string line = child.line(); !line.empty(); line = child.line()) {
            acknowledged.insert(line);
        }
        expect_whole(acknowledged);
    }
    EXPECT_GT(acknowledged.size(), 100U);
}

#ifdef RENKEI_TEST_HOOKS
TEST_P(Crash, killed_before_or_after_a_commit_leaves_whole_transactions) {
    std::set<std::string> acknowledged;
    int round = 0;
    for (const std::string step : {"store.before-commit", "store.after-commit"}) {
        for (const std::string time : {"2", "3", "7"}) {
            Child child("write until killed", arguments(std::to_string(++round)),
                        {{"RENKEI_DIE_AT", step + ":" + time}});
            EXPECT_EQ(child.exit_code(), -SIGKILL);
            for (std::string line = child.line(); !line.empty(); line = child.line()) {
                acknowledged.insert(line);
            }
            expect_whole(acknowledged);
        }
    }
}
#endif

} // namespace
} // namespace renkei::store::crash_test
