// A record that is made from another one, without a file: what it has of its own, what the user gives, rows
// at their places.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/model/record.h"
#include "gateway/forms/service/given_values.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::service {

// An item as users name it: "sender_name", "diagnoses.name", or of one row "diagnoses[1].name", counted from
// 0.
struct GivenItem {
    std::optional<model::ItemId> item{}; // nothing: the form has none that is called so
    std::optional<std::uint32_t> row{};
};
GivenItem given_item(const model::Form& form, std::string_view name);

struct GivenOfRows {
    GivenValues of_one{};  // "group[1].item": they count before what the input says
    GivenValues of_each{}; // "group.item": for each row that lacks it
};

class TargetRecord {
public:
    // Both must outlive it. The record is cleared; it gets what says which form this is.
    TargetRecord(const model::Form& form, model::Record& record, diag::Report& report);

    const model::Form& form() const { return *form_; }
    model::Record& record() { return record_; }

    // A value that the item cannot have is reported. The first takes items of the document only; the second
    // gives an item of rows to each of them, or to the one that is named, and passes over items of other
    // forms.
    void give(const GivenValues& values);
    void give_where_empty(const GivenValues& values);
    // Gives the items of the document; those of rows wait until the rows are known.
    GivenOfRows give_document(const GivenValues& values);
    void give(model::Row& row, const model::Item& item, const std::string& value);

    void set(model::ItemId item, std::string_view text); // nothing for model::none and an empty text
    void set(model::Row& row, const model::Item& item, std::string_view text);
    model::Row& row_at(model::GroupId group, std::uint32_t place);
    // The row that is there; null: there is none, or it is a row within a row.
    model::Row* given_row(const model::Item& item, std::uint32_t place);

private:
    const model::Form* form_;
    model::Record& record_;
    diag::Report& report_;
};

} // namespace renkei::service
