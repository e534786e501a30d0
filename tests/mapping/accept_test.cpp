// Accepted shapes: read, never written.
#include "gateway/core/json/parser.h"
#include "generated/messages/conversion.h"

#include "tests/mapping/checkup.h"
#include <gmock/gmock.h>

namespace renkei::mapping::accept_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view patient = R"("resourceType":"Patient",)";
constexpr std::string_view old_note =
    R"("identifier":[{"system":"https://renkei.example.jp/fhir/IdSystem/note-0-1","value":"甘い物を好む"}],)";

struct Read {
    std::string record;
    std::vector<std::string> loss; // "conflict note", without what the narrative says
};

Read read(const Checkup& checkup, const std::string& bundle) {
    json::Parser parser(checkup.plan().names());
    json::Tree tree;
    EXPECT_TRUE(parser.parse(bundle, tree)) << bundle;
    record::Record back(checkup.form());
    diag::Report loss;
    EXPECT_TRUE(Matcher(checkup.plan()).run(tree, back, loss));
    Read out{record::canonical_text(back), {}};
    for (const diag::Finding& finding : loss.findings()) {
        if (finding.message != diag::message::loss_narrative_differs) {
            out.loss.push_back(std::string(diag::row(finding.message).id) + " " + finding.item);
        }
    }
    return out;
}

std::string with(std::string bundle, std::string_view behind, std::string_view more) {
    const std::size_t at = bundle.find(behind);
    EXPECT_NE(at, std::string::npos) << behind;
    return bundle.insert(at + behind.size(), more);
}

std::string with_resource(const std::string& bundle, const std::string& resource) {
    return with(bundle, R"("entry":[)",
                R"({"fullUrl":"urn:uuid:00000000-0000-4000-8000-000000000001","resource":)" + resource +
                    "},");
}

std::string old_observation(const std::string& code, const std::string& rest) {
    return R"({"resourceType":"Observation","status":"final","code":{"coding":[{"system":"https://renkei.example.jp/fhir/CodeSystem/item","code":")" +
           code + R"("}]},)" + rest + "}";
}

TEST(Accept, an_accepted_shape_is_never_written) {
    const Checkup checkup;
    record::Record record = checkup.record({{"note", "甘い物を好む"}, {"tube", "1"}});
    Checkup::set(record, record.add_row(record.root(), *checkup.form().group("visit")),
                 {{"visit.day", "2024-05-09"}, {"visit.care", "入浴"}});
    EXPECT_THAT(checkup.filled(record), Not(HasSubstr("0-1")));
    EXPECT_THAT(checkup.filled(record), Not(HasSubstr(R"("code":"visit")")));
    EXPECT_EQ(checkup.come_back(record), record::canonical_text(record));
}

TEST(Accept, an_accepted_element_is_read_with_a_remark) {
    const Checkup checkup;
    record::Record record = checkup.record({});
    const Read back = read(checkup, with(checkup.filled(record), patient, old_note));
    EXPECT_THAT(back.record, HasSubstr("note = 甘い物を好む"));
    EXPECT_THAT(back.loss, ElementsAre("older-shape note"));
}

TEST(Accept, the_same_value_in_both_shapes_is_no_loss) {
    const Checkup checkup;
    record::Record record = checkup.record({{"note", "甘い物を好む"}});
    const Read back = read(checkup, with(checkup.filled(record), patient, old_note));
    EXPECT_EQ(back.record, record::canonical_text(record));
    EXPECT_THAT(back.loss, ElementsAre("older-shape note"));
}

// The Patient is matched before the home of the note.
TEST(Accept, the_home_wins_over_an_accepted_shape_that_was_read_before_it) {
    const Checkup checkup;
    record::Record record = checkup.record({{"note", "散歩が好き"}});
    const Read back = read(checkup, with(checkup.filled(record), patient, old_note));
    EXPECT_EQ(back.record, record::canonical_text(record));
    EXPECT_THAT(back.loss, ElementsAre("conflict note"));
}

TEST(Accept, the_home_wins_over_an_accepted_shape_that_is_read_after_it) {
    const Checkup checkup;
    record::Record record = checkup.record({});
    Checkup::set(record, record.add_row(record.root(), *checkup.form().group("visit")),
                 {{"visit.day", "2024-05-09"}, {"visit.care", "入浴"}});
    const std::string bundle = checkup.filled(record);
    const std::size_t encounter = bundle.rfind("urn:uuid:", bundle.find(R"("resourceType":"Encounter")"));
    const std::string old =
        old_observation("care", R"("encounter":{"reference":")" + bundle.substr(encounter, 45) +
                                    R"("},"valueString":"散歩")");
    const Read back = read(checkup, with_resource(bundle, old));
    EXPECT_EQ(back.record, record::canonical_text(record));
    EXPECT_THAT(back.loss, testing::Contains("conflict visit.care"));
    EXPECT_THAT(back.loss, Not(testing::Contains("older-shape visit.care")));
}

TEST(Accept, an_accepted_entry_makes_the_rows_that_nothing_else_makes) {
    const Checkup checkup;
    record::Record record = checkup.record({});
    const std::string day = R"("effectiveDateTime":"2024-05-09","valueString":"入浴")";
    const Read back = read(checkup, with_resource(checkup.filled(record), old_observation("visit", day)));
    Checkup::set(record, record.add_row(record.root(), *checkup.form().group("visit")),
                 {{"visit.day", "2024-05-09"}, {"visit.care", "入浴"}});
    EXPECT_EQ(back.record, record::canonical_text(record));
    EXPECT_THAT(back.loss, ElementsAre("older-shape visit.day", "older-shape visit.care"));
}

TEST(Accept, an_accepted_constant_is_no_loss) {
    const Checkup checkup;
    record::Record record = checkup.record({});
    const Read back = read(
        checkup,
        with(checkup.filled(record), patient,
             R"("communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"ja"}]}}],)"));
    EXPECT_EQ(back.record, record::canonical_text(record));
    EXPECT_THAT(back.loss, ElementsAre());
}

} // namespace
} // namespace renkei::mapping::accept_test
