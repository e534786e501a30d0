// Numbers of several insurers that are one person's, and since when.
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/states.h"
#include "generated/messages/ledger.h"

#include "tests/ledger/kit.h"

#include <utility>

namespace renkei::ledger::moves_test {
namespace {

class RegistryMoves : public Registry {};

TEST_F(RegistryMoves, of_a_move_say_the_former_insurer_until_then) {
    const store::PersonRecords moved{
        .states = {{{}, {.insurer = "990010"}}, {{}, {.insurer = "990028", .moved_in = 20}}}};
    EXPECT_EQ(access::state_of(moved, "990010", 20).insurer, "990028");
    EXPECT_EQ(access::state_of(moved, "990010", 19).insurer, "990028") << "a clock that is behind";
    must(change_state(*store, subject(), {.insurer = "990028", .moved_in = now()}));
    const auto insurer_at = [&](base::Millis at) {
        return must(store->read_value<access::PersonFacts>([&](const store::Snapshot& it) {
                   return access::facts_of(it, subject().person, subject().insurer, at, now());
               }))
            .person.insurer;
    };
    EXPECT_EQ(insurer_at(now() - 1), "990010");
    EXPECT_EQ(insurer_at(now()), "990028");
    EXPECT_EQ(message_of(change_state(*store, subject(), {.insurer = "990028", .moved_in = now() + 1})),
              message::moment_ahead);
}

TEST_F(RegistryMoves, of_two_insurers_without_a_move_open_nothing) {
    for (const bool reversed : {false, true}) {
        store::PersonRecords both{.states = {{{}, {.insurer = "990010"}}, {{}, {.insurer = "990028"}}}};
        if (reversed) {
            std::swap(both.states[0], both.states[1]);
        }
        const sharing::PersonState state = access::state_of(both, "990010", now());
        EXPECT_EQ(state.insurer, "");
        EXPECT_EQ(message_of(check_open(state, "990010")), message::insurer_unclear);
    }
}

TEST_F(RegistryMoves, of_linked_numbers_of_two_insurers_need_a_move) {
    const auto here = number("insurer:990010|0000000001");
    const auto there = number("insurer:990028|0000000009");
    EXPECT_EQ(message_of(change_link(*store, here, there, mhd::Linked::yes, {})), message::insurer_unclear);
    EXPECT_TRUE(records(subject()).states.empty()) << "nothing is left of the refused link";
    EXPECT_TRUE(events().empty());
    EXPECT_TRUE(must(change_link(*store, here, there, mhd::Linked::yes, now())));
    EXPECT_EQ(access::state_of(records(subject()), "990010", now()).insurer, "990028");
    EXPECT_EQ(message_of(enter_consent(*store, subject(), consent())), message::insurer_other);
    must(enter_consent(*store, subject("insurer:990028|0000000009"), consent()));
}

TEST_F(RegistryMoves, of_two_insurers_are_not_linked_through_a_third_number) {
    const auto patient = number("office:9970100013|12");
    must(change_link(*store, number("insurer:990010|0000000001"), patient, mhd::Linked::yes, {}));
    EXPECT_EQ(
        message_of(change_link(*store, patient, number("insurer:990028|0000000009"), mhd::Linked::yes, {})),
        message::insurer_unclear);
}

TEST_F(RegistryMoves, of_a_number_without_an_insurer_have_the_one_that_is_known) {
    const Subject patient = must(subject_of(*store, number("office:9970100013|12"), "990010"));
    must(change_state(*store, patient, {.hidden = sharing::Hidden::history}));
    EXPECT_EQ(must(subject_of(*store, number("office:9970100013|12"), {})).insurer, "990010");
}

} // namespace
} // namespace renkei::ledger::moves_test
