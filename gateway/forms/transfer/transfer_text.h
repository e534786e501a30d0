// Texts in transfer.yaml that items give, such as "<document.id>-<row>": as an option of a row, and for items
// of the document that is made.
#pragma once

#include "gateway/core/yaml/source.h"
#include "gateway/forms/form/text_pattern.h"
#include "gateway/forms/form/wordings.h"
#include "gateway/forms/mapping/plan/ids.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace renkei::form {
class Form;
struct Item;
} // namespace renkei::form

namespace renkei::transfer {

enum class Direction : std::uint8_t {
    in,  // from the foreign document into the form of ours
    out, // and back
};
inline constexpr Direction directions[] = {Direction::in, Direction::out};

// What the document that is read must say for a value to be carried.
struct TransferTest {
    Direction way = Direction::in;          // in: asked of the foreign document; out: of ours
    form::ItemId item;                      // of the same row or of the document
    const form::Wording* wording = nullptr; // the values are readings of the item's text
    bool is_wanted = true; // one of the values; or none of them, which an empty item satisfies
    std::vector<std::string> values{};
    std::shared_ptr<const form::TextPattern> like{}; // of the whole value, in the place of the values
    std::optional<form::ItemId> until{}; // whose day the item's is not after, in the place of the values
    form::GroupId without = form::document_group; // a group that must have no rows, in the place of the item
};

struct TransferText {
    struct Part {
        std::string before{}; // literal
        form::ItemId item{};  // none: the number of the row, from 1
        std::size_t most = 0; // of its characters, from the first; 0: all
    };
    std::vector<Part> parts{};
    std::string tail{};
    std::vector<TransferText> pieces{}; // in brackets behind it: each only where it says something more
    std::vector<TransferTest> when{};   // else another text is taken
};

// What an item of the document that is made says where nothing was carried to it.
struct MadeValue {
    struct Case {
        form::TextPattern pattern;
        std::string text{};
    };
    form::ItemId item{};
    std::vector<TransferText> texts{}; // the first whose items are all filled
    form::GroupId rows =
        form::document_group; // the text once for each row of this group, with `join` between them
    std::string join{};
    form::ItemId of{};                      // the text of the first pattern that its value matches …
    const form::Wording* wording = nullptr; // … or its reading
    std::vector<Case> is{};
    std::string otherwise{};
};

// The item of a form that a node names; an unknown one is reported, with the nearest name.
std::optional<form::ItemId> read_item(const form::Form& form, const yaml::Node& node, diag::Report& report);
// … of the document, or of rows of the group.
std::optional<form::ItemId> seen_item(const form::Form& form, std::string_view name, form::GroupId group,
                                      const yaml::Node& node, diag::Report& report);
std::optional<form::GroupId> read_group(const form::Form& form, const yaml::Node& node, diag::Report& report);

// A value as a record of the form holds it; another one is reported.
void check_value(const form::Form& form, form::ItemId item, const std::string& value, const yaml::Node& node,
                 diag::Report& report);

// The wording that reads an item's text; an unknown one, or an item that is no text, is reported. Null then.
const form::Wording* read_wording(const form::Form& form, form::ItemId item, const yaml::Node& node,
                                  const form::Wordings& wordings, diag::Report& report);
// A reading of the wording, or `words`; another one is reported.
void check_reading(const form::Wording& wording, const yaml::Node& node, diag::Report& report);

enum class RowNumber : std::uint8_t { unknown, known }; // may a text say <row>?

// One text or a list of them. Their items stand in rows of `group`, or are those of the document.
std::vector<TransferText> read_texts(const form::Form& form, const yaml::Node& node, form::GroupId group,
                                     RowNumber number, diag::Report& report);

// [item, value], [item, {template: …}], [item, {of: …, is: …}] of the form that is made.
std::optional<MadeValue> read_made_value(const form::Form& form, const yaml::Node& pair,
                                         const form::Wordings& wordings, diag::Report& report);

} // namespace renkei::transfer
