// What organisations are to persons because the insurer says so: entered once, ended, audited.
#include "gateway/network/access/person_facts.h"
#include "gateway/network/ledger/relations.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/sharing/facts.h"
#include "generated/messages/ledger.h"

#include "tests/ledger/kit.h"

namespace renkei::ledger::relations_test {
namespace {

using sharing::RelationKind;
using sharing::StatedRelation;

constexpr base::Millis day = 24 * 60 * 60 * 1000;

class Relations : public Registry {
protected:
    time::Date in_days(int days) const { return time::day_in_japan(now() + days * day); }
    StatedRelation care() const { return {.organisation = office, .from = in_days(0)}; }
    bool gives_care(int days) const {
        const base::Millis at = now() + days * day;
        const access::PersonFacts facts =
            must(store->read_value<access::PersonFacts>([&](const store::Snapshot& it) {
                return access::facts_of(it, subject().person, subject().insurer, at, at);
            }));
        return sharing::is_related(facts.relations, sharing::RelationKind::gives_care_service,
                                   std::vector{office}, facts.insurer, at);
    }
};

TEST_F(Relations, count_from_their_first_to_their_last_day) {
    StatedRelation relation = care();
    relation.until = in_days(2);
    must(enter(*store, relation_add, subject(), relation));
    EXPECT_FALSE(gives_care(-1));
    EXPECT_TRUE(gives_care(0));
    EXPECT_TRUE(gives_care(2));
    EXPECT_FALSE(gives_care(3));
}

TEST_F(Relations, do_not_move_with_the_person) {
    must(enter(*store, relation_add, subject(), care()));
    must(change_state(*store, subject(), {.insurer = "990028", .moved_in = now()}));
    EXPECT_FALSE(gives_care(0));
}

TEST_F(Relations, that_are_refused_leave_nothing) {
    StatedRelation of_none = care();
    of_none.organisation = {"institution", "1319999999"};
    EXPECT_EQ(message_of(enter(*store, relation_add, subject(), of_none)), message::office_unknown);
    StatedRelation backwards = care();
    backwards.until = in_days(-1);
    EXPECT_EQ(message_of(enter(*store, relation_add, subject(), backwards)), message::period_backwards);
    must(change_state(*store, subject(), {.died = now()}));
    EXPECT_EQ(message_of(enter(*store, relation_add, subject(), care())), message::person_died);
    EXPECT_TRUE(records(subject()).relations.empty());
}

TEST_F(Relations, are_entered_once_in_a_time) {
    const std::string id = must(enter(*store, relation_add, subject(), care())).id;
    EXPECT_EQ(message_of(enter(*store, relation_add, subject(), care())), message::relation_doubled);
    StatedRelation of_case = care();
    of_case.kind = RelationKind::board_case;
    EXPECT_EQ(message_of(enter(*store, relation_add, subject(), of_case)), message::relation_endless);
    of_case.until = in_days(9);
    must(enter(*store, relation_add, subject(), of_case));
    must(end_relation(*store, subject().person, id, in_days(-1)));
    must(enter(*store, relation_add, subject(), care()));
}

TEST_F(Relations, that_were_a_mistake_end_before_they_began) {
    const std::string id = must(enter(*store, relation_add, subject(), care())).id;
    const auto end = [&](int days) { return end_relation(*store, subject().person, id, in_days(days)); };
    EXPECT_EQ(message_of(end(-2)), message::moment_before);
    must(end(3));
    EXPECT_TRUE(gives_care(3));
    must(end(-1));
    EXPECT_FALSE(gives_care(0));
    EXPECT_EQ(message_of(end(0)), message::relation_ended_before) << "it does not come back";
    EXPECT_EQ(message_of(end_relation(*store, subject().person, "none", in_days(0))),
              message::relation_unknown);
}

TEST_F(Relations, are_audited_with_the_organisation) {
    const std::string id = must(enter(*store, relation_add, subject(), care())).id;
    must(end_relation(*store, subject().person, id, in_days(0)));
    const std::string named = "relation=" + id + "&kind=gives_care_service&organisation=office:9970100013";
    ASSERT_EQ(events().size(), 2U);
    EXPECT_EQ(events()[0].query, named);
    EXPECT_EQ(events()[0].about, "plan-office");
    EXPECT_EQ(events()[1].query, named + "&changed=until:>" + in_days(0).text());
    EXPECT_EQ(events()[1].interaction, "relation-end");
}

} // namespace
} // namespace renkei::ledger::relations_test
