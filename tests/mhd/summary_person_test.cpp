// What documents say of the person, and what of it differs: a death that two of them tell in their own way.
#include "gateway/network/mhd/summary/summary_person.h"

#include "kit.h"
#include "tests/support/must.h"
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace renkei::mhd::summary_person_test {
namespace {

using Statement = SummaryPerson::Statement;

// A Patient that says this of its death, of a document with this status.
std::vector<Statement> said(SummaryPerson& person, const Json& death, const std::string& status = "final") {
    Json bundle = Json::parse(fixture("nursing_summary/minimal.bundle.json"));
    for (Json& entry : bundle["entry"]) {
        if (entry["resource"]["resourceType"] == "Patient") {
            entry["resource"][death.is_boolean() ? "deceasedBoolean" : "deceasedDateTime"] = death;
        }
    }
    bundle["entry"][0]["resource"]["status"] = status;
    const std::unique_ptr<DocumentView> view =
        test::must(DocumentView::open(store::Version{.document = document_id}, bundle.dump()));
    std::vector<Statement> out =
        person.add(view->tree(), view->resource(view->subject()), status == "entered-in-error");
    std::erase_if(out, [](const Statement& each) { return each.line.what != "死亡"; });
    return out;
}

// Is the second, older statement marked as one that differs?
bool differs(const Json& newer, const Json& older) {
    SummaryPerson person;
    said(person, newer);
    const std::vector<Statement> out = said(person, older);
    EXPECT_EQ(out.size(), 1U);
    return !out.empty() && !out.front().line.note.empty();
}

constexpr std::string_view moment = "2026-02-20T04:15:00+09:00";

TEST(SummaryPerson, takes_statements_of_one_death_for_the_same) {
    EXPECT_FALSE(differs(true, moment));
    EXPECT_FALSE(differs(moment, true));
    EXPECT_FALSE(differs("2026-02-20", moment));
    EXPECT_FALSE(differs(moment, "2026-02-20"));
    EXPECT_FALSE(differs(moment, "2026-02-19T19:15:00Z"));
    EXPECT_FALSE(differs("2026-02", moment));
}

TEST(SummaryPerson, marks_another_day_or_that_there_was_no_death) {
    EXPECT_TRUE(differs("2026-02-21", moment));
    EXPECT_TRUE(differs(moment, "2026-02-20T05:00:00+09:00"));
    EXPECT_TRUE(differs(false, moment));
    EXPECT_TRUE(differs(true, false));
}

TEST(SummaryPerson, says_once_what_a_newer_document_says_more_exactly) {
    SummaryPerson person;
    const std::string key = said(person, moment).front().key;
    const Statement day = said(person, "2026-02-20").front();
    EXPECT_EQ(day.key, key);
    EXPECT_FALSE(day.is_new);
    EXPECT_EQ(said(person, true).front().key, key);
}

TEST(SummaryPerson, keeps_the_moment_apart_from_what_is_said_of_it) {
    SummaryPerson person;
    said(person, "2026-02-21");
    EXPECT_EQ(said(person, moment).front().line.value, moment);
}

TEST(SummaryPerson, has_no_death_of_a_document_that_was_cancelled) {
    SummaryPerson person;
    EXPECT_TRUE(said(person, moment, "entered-in-error").empty());
    EXPECT_TRUE(said(person, true, "entered-in-error").empty());
    EXPECT_EQ(said(person, true).size(), 1U);
}

} // namespace
} // namespace renkei::mhd::summary_person_test
