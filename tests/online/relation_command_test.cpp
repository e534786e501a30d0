// renkei relation: entered, listed and ended.
#include "tests/online/command.h"

namespace renkei::online::relation_command_test {
namespace {

const std::string hanako = "insurer:990010|0000000001";
const std::string hospital = "institution:1319999981";

class Related : public testing::Test {
protected:
    Related() {
        const CommandResult added = pilot({"peer", "add", "--id", "doctor", "--role", "clinic", "--number",
                                           hospital, "--key", std::string(64, 'a')});
        EXPECT_EQ(added.code, 0) << added;
    }
    CommandResult add(std::vector<std::string> more) const {
        std::vector<std::string> words{"relation", "add", hanako, "--organisation", hospital};
        words.insert(words.end(), more.begin(), more.end());
        return pilot(words);
    }
    Pilot pilot;
};

TEST_F(Related, organisations_are_entered_listed_and_ended) {
    const CommandResult added = add({"--kind", "gives_care_service", "--from", "2026-05-01"});
    EXPECT_EQ(added.code, 0) << added;
    const std::string id = added.output.substr(0, added.output.find(' '));
    const std::string line = id + " " + hospital + " 2026-05-01 gives_care_service";
    EXPECT_EQ(pilot({"relation", "list", hanako}).output, line + " insurer=990010\n");
    const CommandResult ended = pilot({"relation", "end", hanako, id, "--on", "2026-06-30"});
    EXPECT_EQ(ended.code, 0) << ended;
    EXPECT_EQ(pilot({"relation", "list", hanako}).output, line + " until=2026-06-30 insurer=990010\n");
    EXPECT_TRUE(pilot({"relation", "end", hanako, id}).prints("error[relation-ended-before]"));
    EXPECT_TRUE(pilot({"audit", "list", "--format", "text"}).prints(" read relation-list "));
}

TEST_F(Related, organisations_need_all_that_a_relation_is) {
    const auto refused = [&](const std::vector<std::string>& more, int code, const std::string& says) {
        const CommandResult result = add(more);
        EXPECT_EQ(result.code, code) << result;
        EXPECT_TRUE(result.prints(says)) << result;
    };
    refused({}, 3, "missing: --kind");
    refused({"--kind", "case"}, 3, "missing: --until");
    refused({"--kind", "gives_care_service", "--until", "2026-13-01"}, 3, "--until: \"2026-13-01\"");
    EXPECT_TRUE(pilot({"relation", "add", hanako, "--kind", "gives_care_service", "--organisation",
                       "institution:1319999999"})
                    .prints("error[office-unknown]"));
    ASSERT_EQ(add({"--kind", "case", "--until", "2099-01-01"}).code, 0);
    refused({"--kind", "case", "--until", "2099-01-01"}, 2, "error[relation-doubled]");
    EXPECT_TRUE(pilot({"relation", "end", hanako, "none"}).prints("error[relation-unknown]"));
    EXPECT_EQ(pilot({"relation", "end", hanako, "none", "--on", "then"}).code, 3);
}

} // namespace
} // namespace renkei::online::relation_command_test
