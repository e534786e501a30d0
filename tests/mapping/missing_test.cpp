// What stands in for an empty field: the first of several that is not empty.
#include "tests/mapping/checkup.h"
#include <gmock/gmock.h>

namespace renkei::mapping::missing_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Care {
    std::string bundle;
    std::string back;
    std::string record;
};

// The bundle with `was` written as `is`, read back.
Care care(Values values, std::string_view was = {}, std::string_view is = {}) {
    const Checkup checkup;
    record::Record record = checkup.record(values);
    Checkup::set(record, record.add_row(record.root(), *checkup.form().group("visit")),
                 {{"visit.day", "2024-05-02"}, {"visit.care", "入浴"}});
    std::string bundle = checkup.filled(record);
    if (!was.empty()) {
        const std::size_t at = bundle.find(was, bundle.find(R"("resourceType":"Procedure")"));
        EXPECT_NE(at, std::string::npos) << bundle;
        bundle.replace(at, was.size(), is);
    }
    return {bundle, checkup.read(bundle), record::canonical_text(record)};
}

TEST(Missing, the_first_of_several_that_is_not_empty_is_written) {
    const Care refused = care({{"appetite", "2"}, {"note", "途中"}});
    EXPECT_THAT(refused.bundle, HasSubstr(R"("status":"not-done")"));
    EXPECT_EQ(refused.back, refused.record);
    const Care begun = care({{"note", "途中でやめた"}});
    EXPECT_THAT(begun.bundle, HasSubstr(R"("status":"in-progress","code":{"text":"入浴"})"));
    EXPECT_EQ(begun.back, begun.record);
    const Care done = care({});
    EXPECT_THAT(done.bundle, HasSubstr(R"("status":"completed","code":{"text":"入浴"})"));
    EXPECT_EQ(done.back, done.record);
}

TEST(Missing, another_state_than_that_of_the_record_is_another_fact) {
    const Care begun = care({{"note", "途中でやめた"}}, "in-progress", "completed");
    EXPECT_THAT(begun.back, AllOf(HasSubstr("withheld-by"), HasSubstr("Procedure.status"),
                                  testing::Not(HasSubstr("visit.care = 入浴"))));
    const Care done = care({}, "completed", "in-progress");
    EXPECT_THAT(done.back, AllOf(HasSubstr("withheld-by"), testing::Not(HasSubstr("visit.care = 入浴"))));
}

TEST(Missing, a_resource_that_denies_itself_is_read_only_where_the_record_says_the_same) {
    const Care denied = care({}, "completed", "entered-in-error");
    EXPECT_THAT(denied.back, AllOf(HasSubstr("withheld-by"), HasSubstr("entered-in-error"),
                                   testing::Not(HasSubstr("visit.care = 入浴"))));
    const Care other = care({{"appetite", "2"}}, "not-done", "entered-in-error");
    EXPECT_THAT(other.back, AllOf(HasSubstr("withheld-by"), testing::Not(HasSubstr("visit.care = 入浴"))));
    const Care denied_by_record = care({{"appetite", "2"}}, "not-done", "completed");
    EXPECT_THAT(denied_by_record.back,
                AllOf(HasSubstr("withheld-by"), testing::Not(HasSubstr("visit.care = 入浴"))))
        << "the record would deny it";
}

TEST(Missing, the_rows_of_a_resource_that_denies_itself_are_not_made) {
    const Checkup checkup;
    record::Record record = checkup.record({});
    Checkup::set(record, record.add_row(record.root(), *checkup.form().group("visit")),
                 {{"visit.day", "2024-05-02"}});
    std::string bundle = checkup.filled(record);
    const std::size_t at = bundle.find("finished");
    ASSERT_NE(at, std::string::npos);
    bundle.replace(at, std::string_view("finished").size(), "cancelled");
    EXPECT_THAT(checkup.read(bundle),
                AllOf(HasSubstr("withheld-by"), testing::Not(HasSubstr("visit.day = 2024-05-02"))));
}

} // namespace
} // namespace renkei::mapping::missing_test
