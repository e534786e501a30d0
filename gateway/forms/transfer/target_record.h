// A record that is made from another one, without a file: what it has of its own, what the user gives, rows
// at their places.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/record/value/record.h"
#include "gateway/forms/transfer/given_values.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::transfer {

// An item as users name it: "sender_name", "diagnoses.name", or of one row "diagnoses[1].name", counted from
// 0.
struct GivenItem {
    std::optional<form::ItemId> item{}; // nothing: the form has none that is called so
    std::optional<std::uint32_t> row{};
};
GivenItem given_item(const form::Form& form, std::string_view name);

bool is_about_value(diag::Message message); // … that an item cannot have

struct GivenOfRows {
    GivenValues of_one{};  // "group[1].item": they count before what the input says
    GivenValues of_each{}; // "group.item": for each row that lacks it
};

class TargetRecord {
public:
    // Both must outlive it. The record is cleared; it gets what says which form this is.
    TargetRecord(const form::Form& form, record::Record& record, diag::Report& report);

    const form::Form& form() const { return *form_; }
    record::Record& record() { return record_; }

    // A value that the item cannot have is reported. The first takes items of the document only; the second
    // gives an item of rows to each of them, or to the one that is named, and passes over items of other
    // forms.
    void give(const GivenValues& values);
    void give_where_empty(const GivenValues& values);
    // Gives the items of the document; those of rows wait until the rows are known.
    GivenOfRows give_document(const GivenValues& values);
    void give(record::Row& row, const form::Item& item, const std::string& value);

    void set(form::ItemId item, std::string_view text); // nothing for form::none and an empty text
    void set(record::Row& row, const form::Item& item, std::string_view text);
    record::Row& row_at(form::GroupId group, std::uint32_t place);
    // Of an item of several codes: each code stands there once.
    record::Row& row_of_code(const form::Item& item, std::string_view code);
    // The row that is there; null: there is none, or it is a row within a row.
    record::Row* given_row(const form::Item& item, std::uint32_t place);

private:
    const form::Form* form_;
    record::Record& record_;
    diag::Report& report_;
};

} // namespace renkei::transfer
