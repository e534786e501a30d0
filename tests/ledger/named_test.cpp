// Whom a record names: the number by which it was entered, and what was entered beside it.
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/store/persons/person_records.h"
#include "generated/messages/ledger.h"

#include "tests/ledger/kit.h"

namespace renkei::ledger::named_test {
namespace {

using sharing::NamedSubject;

class Named : public Registry {
protected:
    diag::Result<sharing::Registration> entered(std::optional<NamedSubject> subject_of_it) {
        sharing::Registration it = registration();
        it.subject = std::move(subject_of_it);
        return enter(*store, registration_add, subject(), it);
    }
};

TEST_F(Named, has_the_number_of_the_request_and_is_kept_sealed) {
    const sharing::Registration it = must(entered(NamedSubject{.number = "9999999999",
                                                               .name = "連携 花子",
                                                               .kana = "ﾚﾝｹｲ　ハナコ",
                                                               .birth = time::parse_date("1940-05-06")}));
    EXPECT_EQ(it.subject->number, "0000000001") << "of the number that was asked for, not of the body";
    EXPECT_EQ(records(subject()).registrations.at(0).record, it);
    for (const audit::Event& each : events()) {
        EXPECT_EQ(each.query.find("連携"), std::string::npos) << each.query;
    }
}

TEST_F(Named, has_the_number_alone_if_nothing_is_said) {
    EXPECT_EQ(must(entered({})).subject, NamedSubject{.number = "0000000001"});
}

TEST_F(Named, is_read_of_a_row_that_was_written_before_there_were_names) {
    const std::string before =
        R"({"id":"1","insurer":"990010","kind":"new","days":{"application":"2026-05-01"}})";
    const sharing::Certification it = must(sharing::read_certification(before));
    EXPECT_FALSE(it.subject);
    EXPECT_EQ(sharing::to_json(it), before) << "its version stays";
}

TEST_F(Named, is_refused_with_a_reading_that_is_no_kana_or_a_birth_ahead) {
    EXPECT_EQ(message_of(entered(NamedSubject{.kana = "花子"})), message::reading_not_kana);
    EXPECT_EQ(message_of(entered(NamedSubject{.kana = "hanako"})), message::reading_not_kana);
    EXPECT_EQ(message_of(entered(NamedSubject{.birth = time::day_in_japan(now() + 86'400'000)})),
              message::moment_ahead);
    EXPECT_TRUE(entered(NamedSubject{.kana = "れんけい はなこ"}));
}

TEST_F(Named, otherwise_says_nothing_of_it_in_the_audit) {
    const sharing::Registration it = must(entered(NamedSubject{.name = "連携 花子"}));
    const sharing::Registration after = must(change(
        *store, registration_change, subject().person, it.id,
        edited([](sharing::Registration& one) { rename(one.subject, NamedSubject{.name = "試験 花子"}); })));
    EXPECT_EQ(after.subject, (NamedSubject{.number = "0000000001", .name = "試験 花子"}));
    EXPECT_EQ(events().back().query, "registration=" + it.id + "&office=office:9970100013");
}

} // namespace
} // namespace renkei::ledger::named_test
