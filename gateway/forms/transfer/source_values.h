// The values of the document that a transfer reads: which of them were carried, and what is reported of the
// others.
#pragma once

#include "gateway/forms/transfer/carried_text.h"
#include "gateway/forms/transfer/carry.h"
#include "gateway/forms/transfer/transfer_rows.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace renkei::transfer {

class SourceValues {
public:
    SourceValues(const Transfer& transfer, Direction way, const CarriedFrom& from, diag::Report& loss)
        : transfer_(transfer),
          way_(way),
          form_(transfer.from(way)),
          from_(from),
          loss_(loss) {}

    const form::Form& form() const { return form_; }
    const record::Record& record() const { return from_.record; }
    // Of the row, or of the document.
    const record::ItemValue& at(const record::Row& row, const form::Item& item) const {
        return record().value(item.group == form::document_group ? record().root() : row, item);
    }
    std::string shown(const record::Row& row, const form::Item& item) const; // as people read it
    std::string words(const record::Row& row, const form::Item& item) const; // … in a text in Japanese

    // What in a row says that it is not to be shown further; null: nothing.
    const TransferTest* withheld(const record::Row& row) const {
        return withheld_by(transfer_, way_, record(), row);
    }
    bool is_carried(const record::Row& row, const form::Item& item) const {
        return carried_.contains(&at(row, item));
    }
    bool set_carried(const record::Row& row, const form::Item& item) { // false: it was
        return carried_.insert(&at(row, item)).second;
    }
    // A row by which a value arrived asks for this value, and has words of its own for it or not.
    void set_asked(const record::Row& row, const form::Item& item, bool is_in_words) {
        asked_.insert(&at(row, item));
        if (is_in_words) {
            in_words_.insert(&at(row, item));
        }
    }
    bool is_asked(const record::Row& row, const form::Item& item) const {
        return asked_.contains(&at(row, item));
    }
    bool is_in_words(const record::Row& row, const form::Item& item) const {
        return in_words_.contains(&at(row, item));
    }
    void unset_carried(const record::Row& row, const form::Item& item) { carried_.erase(&at(row, item)); }

    using Args = std::vector<std::string>;
    // Why the value was not carried; only the first reason counts for what is left.
    void report(const record::Row& row, const form::Item& item, diag::Message message, Args args);
    void report_all(const record::Row& row, const FilledText& value, diag::Message message, const Args& args);
    bool is_reported(const record::Row& row, const form::Item& item) const {
        return reported_.contains(&at(row, item));
    }
    void set_reported(const record::Row& row, const form::Item& item) { reported_.insert(&at(row, item)); }
    // Beside that.
    void note(const record::Row& row, const form::Item& item, diag::Message message, Args args,
              std::optional<diag::Severity> severity = {});
    // What no row carried, below this row.
    void report_rest(const record::Row& row);

private:
    bool is_carried_in_part(const record::Row& row) const;

    const Transfer& transfer_;
    Direction way_;
    const form::Form& form_;
    const CarriedFrom& from_;
    diag::Report& loss_;
    std::set<const record::ItemValue*> carried_;
    std::set<const record::ItemValue*> reported_; // why not
    std::set<const record::ItemValue*> asked_;
    std::set<const record::ItemValue*> in_words_;
};

} // namespace renkei::transfer
