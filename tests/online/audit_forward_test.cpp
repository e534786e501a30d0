#include "gateway/network/auditforward/chain_position.h"

#include "tests/online/audit_trail.h"

#include <fstream>

namespace renkei::online::audit_forward_test {
namespace {

// A pilot whose events go to "arr", which has none of them yet. Commands write the chain renkei-cli.
struct Forwarded : AuditTrail {
    Forwarded() {
        std::ofstream(pilot.file("renkei.yaml"), std::ios::app)
            << "audit_forward: [{name: arr, url: \"https://127.0.0.1:1/fhir\"}]\n";
        add_read("hospital", of_hanako, "2026-11-20T12:00:00+09:00");
        add_read("hospital", of_taro, "2026-11-20T12:01:00+09:00");
    }
    std::uint64_t end() {
        return test::must(store().read_value<store::AuditEnd>(
                              [](const store::Snapshot& snapshot) { return snapshot.audit_end(); }))
            .sequence;
    }
    std::uint64_t position() {
        return test::must(
                   store().read_value<auditforward::PendingEvents>([](const store::Snapshot& snapshot) {
                       return auditforward::pending_events(snapshot, "arr", "renkei-cli", 0);
                   }))
            .from.sequence;
    }
};

TEST(AuditForward, shows_what_waits_and_since_when) {
    Forwarded trail;
    const std::string end = std::to_string(trail.end());
    const CommandResult result = trail.pilot("audit forward");
    EXPECT_EQ(result.code, 0) << result; // the pilot was made just now
    EXPECT_TRUE(result.prints("arr renkei-cli: forwarded up to event 0 of " + end + "; waiting: " + end))
        << result;
}

TEST(AuditForward, warns_of_what_waits_for_long) {
    Forwarded trail;
    const std::uint64_t end = trail.end();
    ASSERT_EQ(trail.pilot({"audit", "forward-skip", "arr", "renkei-cli", std::to_string(end - 1)}).code, 0);
    expect(trail.pilot("audit forward"),
           {.code = 1,
            .prints = {"the oldest since 2026-11-20T03:01:00Z",
                       "warning[audit-forward-late]: arr: events of the chain renkei-cli wait since "}});
}

TEST(AuditForward, skips_events_by_an_event) {
    Forwarded trail;
    const std::uint64_t end = trail.end();
    const CommandResult result = trail.pilot("audit forward-skip arr renkei-cli " + std::to_string(end));
    EXPECT_EQ(result.code, 0) << result;
    const std::string count = std::to_string(end);
    EXPECT_TRUE(result.prints("events 1 to " + count + " (" + count + ") will not be forwarded")) << result;
    EXPECT_EQ(trail.position(), end);
    expect(trail.pilot("audit list --last 1 --format text"),
           {.prints = {"audit-forward-skip query=target=arr&node=renkei-cli&after=0&through=" +
                           std::to_string(end),
                       "times=" + std::to_string(end)}});
}

TEST(AuditForward, lists_what_operators_skipped) {
    Forwarded trail;
    expect(trail.pilot("audit forward"), {.omits = {"skipped"}});
    ASSERT_EQ(trail.pilot("audit forward-skip arr renkei-cli 1").code, 0);
    ASSERT_EQ(trail.pilot("audit forward-skip arr renkei-cli 3").code, 0);
    expect(trail.pilot("audit forward"),
           {.prints = {"arr renkei-cli: events 1 to 1 (1) were skipped by an operator at ",
                       "arr renkei-cli: events 2 to 3 (2) were skipped by an operator at "}});
}

TEST(AuditForward, skips_nothing_that_was_forwarded_or_is_not_there) {
    Forwarded trail;
    ASSERT_EQ(trail.pilot("audit forward-skip arr renkei-cli 1").code, 0);
    for (const std::string wrong : {"0", "1", "9999", "x", ""}) {
        expect(trail.pilot("audit forward-skip arr renkei-cli '" + wrong + "'"),
               {.code = 2, .prints = {"audit-skip-wrong"}});
    }
    expect(trail.pilot("audit forward-skip arr nowhere 1"), {.code = 2});
    EXPECT_EQ(trail.position(), 1U);
}

TEST(AuditForward, names_the_targets_that_are_configured) {
    const Forwarded trail;
    expect(trail.pilot("audit forward-skip aar renkei-cli 1"),
           {.code = 2, .prints = {"there is no audit_forward target aar; configured: arr"}});
    const Pilot none;
    expect(none({"audit", "forward"}), {.prints = {"audit-target-none"}});
    expect(none({"audit", "forward-skip", "arr", "renkei", "1"}), {.prints = {"audit-target-none"}});
}

TEST(AuditForward, of_a_repository_that_is_down_is_warned_of_before_the_start) {
    const Forwarded trail;
    expect(trail.pilot("serve --check"), {.code = 0,
                                          .prints = {"warning[audit-target-unreachable]: audit_forward arr: ",
                                                     "127.0.0.1:1 cannot be reached: connection refused"}});
}

} // namespace
} // namespace renkei::online::audit_forward_test
