// renkei certification: an application from its day to its result, and the work list of an insurer.
#include "tests/online/command.h"
#include <nlohmann/json.hpp>

#include <algorithm>

namespace renkei::online::certification_command_test {
namespace {

const std::string hanako = "insurer:990010|0000000001";

std::string id_in(const CommandResult& result) { return result.output.substr(0, result.output.find(' ')); }

class Certification : public testing::Test {
protected:
    CommandResult start(int days, const std::string& person = hanako) const {
        return pilot({"certification", "start", person, "--kind", "renewal", "--on", days_ago(days)});
    }
    CommandResult on(const std::string& command, const std::string& id, std::vector<std::string> more) const {
        std::vector<std::string> words{"certification", command, hanako, id};
        words.insert(words.end(), more.begin(), more.end());
        return pilot(words);
    }
    void step(const std::string& id, const std::string& name, int days) const {
        const CommandResult result = on("step", id, {"--step", name, "--on", days_ago(days)});
        EXPECT_EQ(result.code, 0) << result;
    }
    std::string list(const std::string& language = "en") const {
        return pilot({"certification", "list", hanako}, language).output;
    }
    Pilot pilot;
};

TEST_F(Certification, goes_from_the_application_to_the_result) {
    const CommandResult started = start(20);
    EXPECT_EQ(started.code, 0) << started;
    EXPECT_TRUE(started.prints("information[insurer-not-entered]: the insurer 990010")) << started;
    const std::string id = id_in(started);
    const std::string begin = id + " renewal " + days_ago(20) + " ";
    EXPECT_EQ(list(), begin + "open next=survey due=" + days_ago(-10) + " insurer=990010\n");
    EXPECT_EQ(list("ja"), id + " 更新申請 (renewal) " + days_ago(20) +
                              " 審査中 (open) next=認定調査 (survey) due=" + days_ago(-10) +
                              " insurer=990010\n");
    step(id, "survey", 15);
    step(id, "doctor_opinion", 14);
    step(id, "first_decision", 10);
    const CommandResult delayed =
        on("delay", id, {"--on", days_ago(5), "--until", days_ago(-20), "--reason", "審査会の日程"});
    EXPECT_EQ(delayed.code, 0) << delayed;
    const std::string steps = " insurer=990010 survey=" + days_ago(15) + " doctor_opinion=" + days_ago(14) +
                              " first_decision=" + days_ago(10);
    const std::string delay = " delay=" + days_ago(5) + " until=" + days_ago(-20) + " reason=審査会の日程\n";
    EXPECT_EQ(list(), begin + "open next=board due=" + days_ago(-20) + steps + delay);
    step(id, "board", 2);
    step(id, "result", 1);
    EXPECT_EQ(list(), begin + "decided" + steps + " board=" + days_ago(2) + " result=" + days_ago(1) + delay);
}

TEST_F(Certification, that_is_open_stands_in_the_work_list) {
    const std::string late = id_in(start(31));
    const std::string due = id_in(start(30, "insurer:990010|0000000002"));
    const auto of_insurer = [&](std::vector<std::string> more = {}) {
        std::vector<std::string> words{"certification", "list", "--insurer", "990010"};
        words.insert(words.end(), more.begin(), more.end());
        return pilot(words);
    };
    const CommandResult all = of_insurer();
    EXPECT_EQ(std::count(all.output.begin(), all.output.end(), '\n'), 2) << all;
    EXPECT_TRUE(all.prints(" overdue next=survey due=" + days_ago(1) + " insurer=990010 person=")) << all;
    EXPECT_FALSE(all.prints("000000000")) << "persons are keyed hashes";
    const CommandResult overdue = of_insurer({"--overdue"});
    EXPECT_EQ(id_in(overdue), late);
    EXPECT_EQ(std::count(overdue.output.begin(), overdue.output.end(), '\n'), 1) << overdue;
    EXPECT_EQ(id_in(of_insurer({"--after", late})), due);
    EXPECT_EQ(id_in(of_insurer({"--last", "1"})), late);
    const auto json = nlohmann::json::parse(of_insurer({"--format", "json"}).output);
    ASSERT_EQ(json.size(), 2U);
    EXPECT_EQ(json[0]["state"], "overdue");
    EXPECT_EQ(json[0]["next"], "survey");
    EXPECT_EQ(json[0]["due"], days_ago(1));
    EXPECT_EQ(json[0]["certification"]["days"]["application"], days_ago(31));
    ASSERT_EQ(on("withdraw", late, {}).code, 0);
    EXPECT_EQ(id_in(of_insurer()), due);
    EXPECT_EQ(of_insurer({"--overdue"}).output, "no application for 要介護認定 is shown\n");
    const CommandResult events = pilot({"audit", "list", "--format", "text"});
    EXPECT_TRUE(events.prints(" read certification-list ")) << events;
}

TEST_F(Certification, warns_of_a_late_notice_and_of_a_request_that_stays_open) {
    const std::string id = id_in(start(40));
    const CommandResult late = on("delay", id, {"--until", days_ago(-20), "--reason", "調査"});
    EXPECT_EQ(late.code, 1) << late;
    EXPECT_TRUE(late.prints("warning[certification-notice-late]: the notice is of " + days_ago(0) +
                            ", but it was due by " + days_ago(10)))
        << late;
    EXPECT_EQ(on("delay", id, {"--on", days_ago(10), "--until", days_ago(-20), "--reason", "調査"}).code, 0);
    const std::string request = id_in(pilot(
        {"opinions", "request", hanako, "--institution", "institution:1319999981", "--sent", days_ago(39)}));
    ASSERT_EQ(pilot({"opinions", "receive", hanako, request, "--on", days_ago(30)}).code, 0);
    EXPECT_NE(list().find(" doctor_opinion=" + days_ago(30)), std::string::npos) << list();
    for (const std::string name : {"survey", "first_decision", "board"}) {
        step(id, name, 20);
    }
    const CommandResult result = on("step", id, {"--step", "result"});
    EXPECT_EQ(result.code, 0) << result;
    EXPECT_TRUE(result.prints("information[certification-opinion-open]: institution:1319999981 still reads "
                              "by the request " +
                              request))
        << result;
}

TEST_F(Certification, that_is_refused_says_what_to_do) {
    const std::string id = id_in(start(3));
    const auto refused = [&](const CommandResult& result, int code, const std::string& says) {
        EXPECT_EQ(result.code, code) << result;
        EXPECT_TRUE(result.prints(says)) << result;
    };
    refused(start(1), 2, "error[certification-doubled]");
    refused(on("step", id, {}), 3, "missing: --step");
    refused(on("step", id, {"--step", "tea"}), 3, "tea");
    refused(on("step", id, {"--step", "board"}), 2,
            "error[certification-step-missing]: the certification board comes after the first decision");
    refused(on("step", id, {"--step", "survey", "--on", days_ago(4)}), 2, "error[moment-before]: survey");
    refused(on("step", id, {"--step", "survey", "--on", "soon"}), 3, "--on: \"soon\"");
    refused(on("delay", id, {"--until", days_ago(-40)}), 3, "missing: --reason");
    refused(on("delay", id, {"--until", "soon", "--reason", "x"}), 3, "--until: \"soon\"");
    refused(on("delay", id, {"--until", days_ago(-5), "--reason", "x"}), 2,
            "error[certification-delay-short]");
    refused(on("step", "none", {"--step", "survey"}), 2, "error[certification-unknown]");
    refused(pilot({"certification", "list"}), 3, "missing: PERSON | --insurer");
    refused(pilot({"certification", "list", hanako, "--overdue"}), 3, "not expected here: --overdue");
    refused(pilot({"certification", "list", "--insurer", "99001"}), 3, "--insurer: \"99001\"");
    ASSERT_EQ(on("reject", id, {"--on", days_ago(1)}).code, 0);
    refused(on("withdraw", id, {}), 2, "error[certification-ended-before]");
    ASSERT_EQ(on("withdraw", id, {"--on", days_ago(4)}).code, 0);
    refused(on("step", id, {"--step", "survey"}), 2, "error[certification-ended-before]");
}

} // namespace
} // namespace renkei::online::certification_command_test
