// How a foreign document type and a form of ours hand their values to each other, as transfer.yaml in the
// folder of the foreign one says. mappings/README.md has the grammar.
#pragma once

#include "gateway/core/yaml/source.h"
#include "gateway/forms/mapping/plan/ids.h"
#include "gateway/forms/transfer/qualifying_items.h"
#include "gateway/forms/transfer/transfer_text.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace renkei::transfer {

using form::Form;
using form::Item;
using form::ItemType;
using record::Row;
using ValueMap = std::map<std::string, std::string, std::less<>>;

// What a value must not have where it goes, and what stands there instead.
struct Replacement {
    std::string from{};
    std::string to{};
};

// One value goes from item to item.
struct TransferRow {
    form::ItemId foreign; // item
    form::ItemId ours;    // item
    bool goes[2] = {true, true};
    bool has_map = false;
    ValueMap map[2] = {}; // of each direction
    std::string join{};   // between the rows of a group that become one text; empty: they do not
    std::string append{}; // before a text that comes behind what is there; empty: the first one counts
    std::vector<TransferTest> when{};
    std::shared_ptr<const re2::RE2> take{};  // its group matches the value in the text; null: it is all
    std::optional<form::ItemId> latest{};    // day of the rows, of which the last is carried
    std::vector<TransferText> texts{};       // of items of the row that is read; empty: its one value
    std::vector<Replacement> replacements{}; // outward
    diag::Where where{};

    form::ItemId from(Direction way) const { return way == Direction::in ? foreign : ours; }
    form::ItemId to(Direction way) const { return way == Direction::in ? ours : foreign; }
    bool goes_in(Direction way) const { return goes[static_cast<std::size_t>(way)]; }
    const ValueMap& map_of(Direction way) const { return map[static_cast<std::size_t>(way)]; }
};

// An item of ours that says that a group of the foreign document has rows.
struct TransferAny {
    form::GroupId group = form::document_group; // foreign
    form::ItemId ours;                          // item
    std::string value{};
    std::vector<TransferTest> when{};     // only rows of which this holds
    bool all = false;                     // it must hold of every row
    std::vector<form::GroupId> without{}; // foreign groups that must have no row
};

struct Transfer {
    const form::Form* foreign = nullptr;
    const form::Form* ours = nullptr;
    std::vector<TransferRow> rows{};
    std::vector<TransferAny> any{};
    std::vector<MadeValue> made[2]{};    // of each direction, in their order
    std::vector<TransferTest> refused{}; // a document of either kind that says one of these is not carried
    // What is not to be shown further: rows of the foreign document that say one of these do not come in.
    std::vector<TransferTest> withheld{};
    // In the document that is read, of each direction; null: not looked for.
    std::shared_ptr<const QualifyingItems> qualifying[2]{};

    const form::Form& from(Direction way) const { return way == Direction::in ? *foreign : *ours; }
    const form::Form& to(Direction way) const { return way == Direction::in ? *ours : *foreign; }
    const QualifyingItems* qualifying_of(Direction way) const {
        return qualifying[static_cast<std::size_t>(way)].get();
    }
    const std::vector<MadeValue>& made_of(Direction way) const { return made[static_cast<std::size_t>(way)]; }
};

// What a transfer may name. The wordings outlive it.
struct TransferContext {
    std::function<const form::Form*(std::string_view id)> find; // newest version of a form; null: none
    const form::Wordings& wordings;
};

// Everything wrong goes to the report; usable only if it got no error.
Transfer read_transfer(const yaml::Node& root, const form::Form& foreign, const TransferContext& context,
                       diag::Report& report);

// Rows that take a fact in where it must not stand, such as a medicine that is not to be given: one error for
// each row and answer of modifiers.tsv or context.tsv with which the fact is never read, which the row
// neither asks for in `when:` nor says in words. While converting, such a value is said in words or withheld;
// a row that asks is surer.
void check_qualified_rows(const Transfer& transfer, diag::Report& report);

// The text of a code that people read; empty if the item has no such code.
std::string_view display_of(const form::Form& form, const form::Item& item, std::string_view code);

// The rows in which the items of a condition may stand, there and here; document_group: none.
struct ConditionRows {
    form::GroupId foreign = form::document_group;
    form::GroupId ours = form::document_group;
};

// When a row of a transfer holds: `when:`, and what `withhold:` and `refuse:` list.
// {item: ID, is: [values]}, {item: ID, not: [values]}, {item: ID, like: RE2}, {item: ID, reads: wording, …},
// {item: ID}, `ours:` instead of `item:`, {empty: ID}, or a list of them that all hold. Between the two forms
// of `transfer`. Everything wrong goes to the report.
std::vector<TransferTest> read_conditions(const yaml::Node& node, const Transfer& transfer,
                                          ConditionRows rows, const TransferContext& context,
                                          diag::Report& report);

} // namespace renkei::transfer
