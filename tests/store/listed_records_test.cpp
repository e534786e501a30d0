// Records of persons in lists of an organisation, and how long those stay that an insurer states.
#include "tests/store/records_kit.h"
#include <gmock/gmock.h>

namespace renkei::store::listed_records_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ListedRecord : public RecordContract {};
RENKEI_ON_BOTH_ENGINES(ListedRecord);

TEST_P(ListedRecord, of_an_office_is_listed_page_by_page) {
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) {
        const sharing::Registration one = registration_of(office_one, now() + i * day);
        ids.push_back(one.id);
        keep("person " + std::to_string(i), one);
    }
    keep("person 0", registration_of(office_two, now()));
    keep("person 0", consent_of(now()));
    std::vector<std::string> listed;
    for (std::size_t rows = 2; rows == 2;) {
        const auto page = read<PersonRecords>(*store, [&](const Snapshot& it) {
                              return records_listed(it, {.kind = registration_kind,
                                                         .office = office_one,
                                                         .after = listed.empty() ? "" : listed.back(),
                                                         .limit = 2});
                          }).registrations;
        for (const auto& kept : page) {
            listed.push_back(kept.record.id);
        }
        rows = page.size();
    }
    EXPECT_EQ(listed, ids);
}

// Of several kinds with one number, only those that are asked for.
TEST_P(ListedRecord, of_an_opinion_is_listed_while_it_is_awaited) {
    sharing::OpinionRequest first = opinion_of(office_one, now());
    const sharing::OpinionRequest second = opinion_of(office_one, now() + 1);
    sharing::OpinionRequest of_other = opinion_of(office_two, now() + 2);
    of_other.insurer = "990028";
    keep("hanako", first);
    keep("taro", second);
    keep("jiro", of_other);
    keep("taro", registration_of(office_one, now()));
    const auto ids = [&](const ListQuery& query) {
        std::vector<std::string> out;
        const auto found =
            read<PersonRecords>(*store, [&](const Snapshot& it) { return records_listed(it, query); });
        EXPECT_TRUE(found.registrations.empty());
        for (const auto& kept : found.opinions) {
            out.push_back(kept.record.id);
        }
        return out;
    };
    EXPECT_THAT(ids({.kind = opinion_kind, .office = office_one}), ElementsAre(first.id, second.id));
    EXPECT_THAT(ids({.kind = opinion_kind, .insurer = "990010", .limit = 1}), ElementsAre(first.id));
    EXPECT_THAT(ids({.kind = opinion_kind, .insurer = "990010", .after = first.id}), ElementsAre(second.id));
    EXPECT_THAT(ids({.kind = opinion_kind, .insurer = "990028"}), ElementsAre(of_other.id));
    EXPECT_THAT(ids({.kind = opinion_kind}), IsEmpty()) << "records of none in particular stand in no list";
    first.received = sharing::OpinionReceived{.day = first.sent};
    keep("hanako", first);
    EXPECT_THAT(ids({.kind = opinion_kind, .office = office_one}), ElementsAre(second.id));
    EXPECT_THAT(ids({.kind = opinion_kind, .insurer = "990010"}), ElementsAre(second.id));
}

TEST_P(ListedRecord, of_a_certification_is_listed_until_its_end) {
    sharing::Certification first = certification_of(now());
    sharing::Certification second = certification_of(now() + 1);
    keep("hanako", first);
    keep("taro", second);
    keep("taro", opinion_of(office_one, now()));
    const auto ids = [&] {
        std::vector<std::string> out;
        const auto found = read<PersonRecords>(*store, [&](const Snapshot& it) {
            return records_listed(it, {.kind = certification_kind, .insurer = "990010"});
        });
        for (const auto& kept : found.certifications) {
            out.push_back(kept.record.id);
        }
        return out;
    };
    EXPECT_THAT(ids(), ElementsAre(first.id, second.id));
    EXPECT_EQ(of("hanako").certifications.at(0).record, first);
    first.day_of(sharing::CertificationStep::result) = first.applied();
    keep("hanako", first);
    EXPECT_THAT(ids(), ElementsAre(second.id));
    second.withdrawn = second.applied();
    keep("taro", second);
    EXPECT_THAT(ids(), IsEmpty());
    keep("jiro", certification_of(now() + 2));
    EXPECT_EQ(retain(now()), 0U) << "its last day counts";
    EXPECT_EQ(retain(now() + 1000 * day), 2U);
    EXPECT_EQ(of("jiro").certifications.size(), 1U) << "it is open";
}

// A decision may rest on the doctor's agreement and the delivery of the result for ever.
TEST_P(ListedRecord, of_an_opinion_that_came_or_was_decided_stays) {
    sharing::OpinionRequest closed = opinion_of(office_one, now());
    closed.closed = closed.sent;
    sharing::OpinionRequest received = opinion_of(office_one, now() + 1);
    received.received = sharing::OpinionReceived{.day = received.sent};
    received.closed = received.sent;
    sharing::OpinionRequest decided = opinion_of(office_one, now() + 2);
    decided.decided = decided.sent;
    keep("hanako", closed);
    keep("hanako", received);
    keep("hanako", decided);
    keep("hanako", opinion_of(office_one, now() + 3));
    EXPECT_EQ(retain(now()), 0U) << "its last day counts";
    EXPECT_EQ(retain(now() + 1000 * day), 1U);
    EXPECT_EQ(of("hanako").opinions.size(), 3U);
}

TEST_P(ListedRecord, of_a_relation_goes_after_its_last_day) {
    keep("hanako", sharing::StatedRelation{.id = new_uuid7(now()),
                                           .insurer = "990010",
                                           .organisation = office_one,
                                           .from = time::day_in_japan(now()),
                                           .until = time::day_in_japan(now() + day)});
    EXPECT_EQ(retain(now() + day), 0U);
    EXPECT_EQ(retain(now() + 3 * day), 1U);
    EXPECT_THAT(of("hanako").relations, IsEmpty());
}

} // namespace
} // namespace renkei::store::listed_records_test
