#include "gateway/forms/service/line_worker.h"
#include "generated/messages/pipe.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace renkei::service::line_answer_test {
namespace {

using nlohmann::json;

json answer_to(const Outcome& outcome, const AnswerSettings& settings = {}) {
    std::string out;
    append_answer(out, 1, outcome, settings);
    return json::parse(out);
}

TEST(LineAnswer, carries_what_is_no_json_and_names_that_have_items) {
    const auto output = [](std::vector<OutputDocument> documents) {
        Outcome outcome;
        outcome.documents = std::move(documents);
        return answer_to(outcome)["output"];
    };
    const OutputDocument plain{.name = "a.json", .bytes = "{\"a\":1}\n", .is_json = true};
    OutputDocument named = plain;
    named.has_items_in_name = true;
    const OutputDocument csv{.name = "a.csv", .bytes = "\x82\xA0\r\n", .is_utf8 = false};
    const OutputDocument xml{.name = "a.xml", .bytes = "<a>\n</a>\n"};
    EXPECT_EQ(output({plain}), json::parse(R"({"a":1})"));
    EXPECT_EQ(output({named}), json::parse(R"({"text":"{\"a\":1}\n","name":"a.json"})"));
    EXPECT_EQ(output({csv}), json::parse(R"({"base64":"gqANCg==","name":"a.csv"})"));
    EXPECT_EQ(output({xml}), json::parse(R"({"text":"<a>\n</a>\n","name":"a.xml"})"));
    EXPECT_EQ(output({plain, xml}), (json::array({output({plain}), output({xml})})));
    EXPECT_EQ(output({}), nullptr);
}

// A reader may look at the beginning of a line only.
TEST(LineAnswer, has_its_members_in_one_order) {
    std::string out;
    append_answer(out, 7, Outcome(), {});
    EXPECT_EQ(out, R"({"line":7,"ok":true,"form":null,"output":null,"loss":[],"findings":[]})"
                   "\n");
    out.clear();
    append_answer(out, 7, Outcome(), {.what = AnswersTo::validation});
    EXPECT_EQ(out, "{\"line\":7,\"ok\":true,\"findings\":[]}\n");
}

TEST(LineAnswer, has_a_row_for_the_findings_that_were_only_counted) {
    Outcome outcome;
    outcome.report = diag::Report(1);
    outcome.report.add(message::line_empty, {});
    outcome.report.add(message::line_empty, {});
    for (const AnswersTo what : {AnswersTo::conversion, AnswersTo::validation}) {
        const json found = answer_to(outcome, {.what = what});
        EXPECT_EQ(found["findings"].size(), 2U);
        EXPECT_EQ(found["findings"][1]["message"], "1 more findings are not shown");
        EXPECT_EQ(found.contains("loss"), what == AnswersTo::conversion);
        EXPECT_EQ(found.contains("output"), what == AnswersTo::conversion);
    }
}

} // namespace
} // namespace renkei::service::line_answer_test
