// What qualifies a value that was carried, and was itself carried by no row: "stopped" beside a medicine.
// Over the runs of one transfer it is said in words beside the value; where no words can say it, a value that
// must not stand without it is withheld, and any other is reported with it.
#pragma once

#include "gateway/forms/transfer/source_values.h"

#include <map>
#include <set>
#include <span>

namespace renkei::transfer {

class UnsaidValues {
public:
    // Of a record that goes this way; `items` of its form, null: nothing qualifies.
    UnsaidValues(const Transfer& transfer, Direction way, const QualifyingItems* items)
        : transfer_(transfer),
          way_(way),
          items_(items) {}

    // Before the first run: what no row takes or asks for is said in words at once.
    void begin(const record::Record& record);
    // After a run. True: more is to be said or withheld than before, so the transfer must run again.
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
    enum class Remedy : std::uint8_t { none, words, withheld, reported };
    struct Unsaid {
        const record::Row* row;
        const QualifyingItem* by;
        const record::Row* fact_row = nullptr; // null: all that the document says
        const form::Item* fact = nullptr;      // the first text that arrived, or the first value
        bool must_not_stand = false;           // the fact, without this
    };

    void find(const SourceValues& source, const record::Row& row, const QualifyingItem& by,
              std::string_view day);
    bool find_fact(const SourceValues& source, Unsaid& out) const;
    bool is_said_again(const SourceValues& source, const Unsaid& said) const;
    bool advance(const SourceValues& source, const Unsaid& unsaid);
    void report_withheld(SourceValues& source, const Unsaid& unsaid) const;
    bool is_needed(form::ItemId item) const;
    std::string_view day_of(const record::Record& record) const;

    const Transfer& transfer_;
    Direction way_;
    const QualifyingItems* items_;
    std::vector<Unsaid> unsaid_; // of the last run
    std::vector<Unsaid> withholding_;
    std::map<std::pair<const record::Row*, const QualifyingItem*>, Remedy> remedies_;
    std::map<const record::Row*, std::vector<const QualifyingItem*>> in_words_;
    std::set<std::pair<const record::Row*, const form::Item*>> withheld_;
};

} // namespace renkei::transfer
