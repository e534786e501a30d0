#include "gateway/app/online/commands.h"

#include "tests/online/command.h"

namespace renkei::online::person_state_command_test {
namespace {

const std::string hanako = "insurer:990010|0000000001";

TEST(PersonState, is_set_as_far_as_is_said_and_shown) {
    const Pilot pilot;
    EXPECT_TRUE(pilot({"person", "show", hanako})
                    .output.starts_with(
                        "insurer: 990010\nmoved-in: -\ndied: -\nhidden: none\ncare-level: care\nknown-as: "));
    const CommandResult unknown = pilot({"person", "show", hanako});
    EXPECT_EQ(unknown.code, 0) << unknown;
    EXPECT_TRUE(unknown.prints("information[person-not-entered]")) << unknown;
    const CommandResult hidden =
        pilot({"person", "set", hanako, "--hidden", "history", "--care-level", "support"});
    EXPECT_EQ(pilot({"person", "show", hanako}).error, "") << "something is entered";
    EXPECT_EQ(hidden.code, 0) << hidden;
    EXPECT_TRUE(hidden.prints("changed: hidden, care-level\n")) << hidden;
    ASSERT_EQ(pilot({"person", "set", hanako, "--died", "2026-11-01"}).code, 0);
    EXPECT_TRUE(
        pilot({"person", "show", hanako})
            .output.starts_with("insurer: 990010\nmoved-in: -\ndied: 2026-11-01T00:00:00+09:00\nhidden: "
                                "history\ncare-level: support\n"));
    EXPECT_TRUE(pilot({"person", "set", hanako, "--died", ""}).prints("died: -"));
    EXPECT_TRUE(pilot({"person", "set", hanako, "--died", ""}, "ja").prints("変更はありません"));
    ASSERT_EQ(pilot({"person", "set", hanako, "--insurer", "990028", "--moved-in", "2026-10-01"}).code, 0);
    EXPECT_TRUE(pilot({"person", "show", hanako, "--format", "json"}).prints("\"insurer\": \"990028\""));
}

TEST(PersonState, names_what_is_wrong) {
    const Pilot pilot;
    EXPECT_TRUE(
        pilot({"person", "set", hanako, "--died", "soon"}).prints("--died: \"soon\" is not known here"));
    EXPECT_TRUE(pilot({"person", "set", hanako, "--insurer", "99001"})
                    .prints("--insurer: error[insurer-number-wrong]"));
    const CommandResult ahead = pilot({"person", "set", hanako, "--died", "2099-01-01"});
    EXPECT_EQ(ahead.code, 2);
    EXPECT_TRUE(ahead.prints("error[moment-ahead]")) << ahead;
    const std::vector<std::string> hide{"person", "set", "office:9970100013|12", "--hidden", "self"};
    EXPECT_TRUE(pilot(hide).prints("error[insurer-missing]"));
    ASSERT_EQ(pilot({"person", "set", "office:9970100013|12", "--insurer", "990010"}).code, 0);
    const CommandResult known = pilot(hide);
    EXPECT_EQ(known.code, 0) << known;
    EXPECT_TRUE(pilot({"person", "set", hanako, "--insurer", "990028", "--moved-in", "2099-01-01"})
                    .prints("error[moment-ahead]: move"));
}

TEST(InsurerCommand, is_set_as_far_as_is_said_and_listed) {
    const Pilot pilot;
    EXPECT_TRUE(pilot({"insurer", "list"}).prints("no insurer is entered"));
    const CommandResult set =
        pilot({"insurer", "set", "990010", "--state", "live", "--live-from", "2026-04-01", "--function",
               "plans=2027-01-01", "--function", "life=2026-05-01", "--setting", "strict=true", "--setting",
               "grace_months=6", "--setting", "closed_kinds=plan.home1"});
    EXPECT_EQ(set.code, 0) << set;
    const std::string ahead =
        time::day_in_japan(base::SystemClock().now()).text() < "2027-01-01" ? " not-begun=plans\n" : "\n";
    const std::string line = "990010 live 2026-04-01 plans=2027-01-01 life=2026-05-01" + ahead;
    EXPECT_TRUE(set.prints(line)) << set;
    EXPECT_EQ(pilot({"insurer", "list"}).output, line);
    const CommandResult json = pilot({"insurer", "list", "--format", "json"});
    EXPECT_TRUE(json.prints("\"strict\": true") && json.prints("\"grace_months\": 6") &&
                json.prints("\"plan.home1\""))
        << json;
    const CommandResult without =
        pilot({"insurer", "set", "990010", "--function", "plans=", "--live-from", ""});
    EXPECT_EQ(without.code, 1) << without;
    EXPECT_TRUE(without.prints("warning[insurer-without-start]")) << without;
    EXPECT_EQ(pilot({"insurer", "list"}).output,
              "990010 live - life=2026-05-01 not-begun=progress,life,plans\n")
        << "an insurer without a start has begun nothing";
    EXPECT_TRUE(pilot({"insurer", "set", "990010", "--state", "live"}, "ja").prints("変更していません"));
}

TEST(InsurerCommand, names_the_setting_that_is_wrong) {
    const Pilot pilot;
    const auto refused = [&](const std::string& option, const std::string& value, const std::string& says) {
        const CommandResult result = pilot({"insurer", "set", "990010", option, value});
        EXPECT_EQ(result.code, 3) << result;
        EXPECT_TRUE(result.prints(says)) << result;
    };
    refused("--setting", "strict", "--setting: \"strict\" is not known here");
    refused("--setting", "stricter=true", "allowed: strict | deemed_care_office");
    refused("--setting", "strict=yes", "\"yes\" → true | false");
    refused("--setting", "grace_months=many", "settings/grace_months");
    refused("--setting", "proxies=neighbour", "settings/proxies");
    refused("--setting", "proxies=person", "proxies/0: \"person\" → legal_representative");
    refused("--setting", "closed_kinds=nothing", "closed_kinds: \"nothing\" is not known here");
    refused("--function", "plans", "--function: \"plans\"");
    refused("--function", "plan=2027-01-01", "--function: \"plan\" is not known here; allowed: ");
    refused("--live-from", "April", "--live-from: \"April\"");
    const CommandResult number = pilot({"insurer", "set", "99001"});
    EXPECT_TRUE(number.prints("error[insurer-number-wrong]")) << number;
    EXPECT_TRUE(pilot({"insurer", "list"}).prints("no insurer is entered"));
}

} // namespace
} // namespace renkei::online::person_state_command_test
