// The values of the document that a transfer reads: which of them were carried, and what is reported of the
// others.
#pragma once

#include "gateway/forms/transfer/carried_text.h"
#include "gateway/forms/transfer/carry.h"
#include "gateway/forms/transfer/transfer_rows.h"

#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace renkei::transfer {

enum class Mark : std::uint8_t {
    carried,
    reported, // why it was not carried
    asked,    // a row by which a value arrived asks for this value …
    in_words, // … and has words of its own for it
};

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
    bool is(Mark mark, const record::Row& row, const form::Item& item) const {
        return marked_[static_cast<std::size_t>(mark)].contains(&at(row, item));
    }
    bool set(Mark mark, const record::Row& row, const form::Item& item) { // false: it was
        return marked_[static_cast<std::size_t>(mark)].insert(&at(row, item)).second;
    }

    using Args = std::vector<std::string>;
    // Why the value was not carried; only the first reason counts for what is left.
    void report(const record::Row& row, const form::Item& item, diag::Message message, Args args);
    void report_all(const record::Row& row, const FilledText& value, diag::Message message, const Args& args);
    // … although it had arrived.
    void take_back(const record::Row& row, const form::Item& item, diag::Message message, Args args);
    // Beside that.
    void note(const record::Row& row, const form::Item& item, diag::Message message, Args args,
              std::optional<diag::Severity> severity = {});
    // What no row carried, below this row.
    void report_rest(const record::Row& row);

private:
    const Transfer& transfer_;
    Direction way_;
    const form::Form& form_;
    const CarriedFrom& from_;
    diag::Report& loss_;
    std::array<std::set<const record::ItemValue*>, 4> marked_; // by Mark
};

} // namespace renkei::transfer
