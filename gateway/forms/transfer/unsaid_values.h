// What qualifies a value that was carried, and was itself carried by no row: "stopped" beside a medicine.
// Over the runs of one transfer it is said in words beside the value; where no words can say it, a value that
// must not stand without it is withheld, and any other is reported with it.
#pragma once

#include "gateway/forms/transfer/source_values.h"

#include <map>
#include <set>
#include <span>
#include <utility>

namespace renkei::transfer {

class UnsaidValues {
public:
    // Of a record that goes this way. What no row takes or asks for is said in words at once.
    UnsaidValues(const Transfer& transfer, Direction way, const record::Record& record);

    // After a run. True: more is to be said or withheld than before, so the transfer must run again. How
    // often that is does not depend on how many rows the record has.
    bool find(const SourceValues& source);

    // Must the value not be carried?
    bool withholds(const record::Row& row, const form::Item& item) const {
        return !withheld_.empty() && withheld_.contains({&row, &item});
    }
    // " （処方の注記：中止）" behind a text that is made of these items of the row, and what it says; empty:
    // none.
    FilledText words_for(const record::Row& row, std::span<const form::Item* const> items,
                         const SourceValues& source) const;

    // After the last run.
    void report(SourceValues& source) const;

private:
    using Fact = std::pair<const record::Row*, const form::Item*>;
    enum class Remedy : std::uint8_t { none, words, withheld, reported };
    enum class State : std::uint8_t { said, waiting, unsaid }; // waiting: none of its facts arrived
    struct Value {                                             // that qualifies others, wherever they are
        const record::Row* row;
        const form::Item* item;
        const QualifyingItem* by;
        mapping::Treatment treatment;
        Remedy remedy = Remedy::none;
        State state = State::waiting; // in the last run
        Fact fact{}; // the first text that arrived, or the first value; null: all that the document says

        bool is_asked(mapping::Asked asked) const { return by->by->asked == asked; }
        bool withholds() const { // else the fact may stand without it
            return treatment == mapping::Treatment::never || treatment == mapping::Treatment::family;
        }
    };

    std::vector<Fact> facts_of(const Value& value) const;
    std::size_t size_of(const Fact& fact) const {
        return record_.value(*fact.first, *fact.second).text().size();
    }
    State state_of(const SourceValues& source, Value& value) const;
    bool is_said_again(const SourceValues& source, const Value& value) const;
    bool advance(Value& value);
    void say(Value& value);
    void withhold(Value& value);
    void withhold_all_like();
    bool is_needed(form::ItemId item) const;

    const Transfer& transfer_;
    Direction way_;
    const record::Record& record_;
    const QualifyingItems* items_; // null: nothing qualifies
    std::vector<Value> values_;    // that change what their facts say
    std::vector<const Value*> withholding_;
    // Of which a value was withheld: the shortest text that had no room for the words, in bytes.
    std::map<std::pair<const QualifyingItem*, const form::Item*>, std::size_t> unsayable_;
    std::size_t runs_ = 0;
    std::map<const record::Row*, std::vector<const QualifyingItem*>> in_words_;
    std::set<Fact> withheld_;
};

} // namespace renkei::transfer
