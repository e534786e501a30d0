// Texts in transfer.yaml that items give, such as "<document.id>-<row>": as an option of a row, and for items
// of the document that is made.
#pragma once

#include "gateway/core/yaml/source.h"
#include "gateway/forms/mapping/ids.h"
#include "gateway/forms/model/text_pattern.h"
#include "gateway/forms/model/wordings.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::mapping {

enum class Direction : std::uint8_t {
    in,  // from the foreign document into the form of ours
    out, // and back
};
inline constexpr Direction directions[] = {Direction::in, Direction::out};

// What the document that is read must say for a value to be carried.
struct TransferTest {
    Direction way = Direction::in;           // in: asked of the foreign document; out: of ours
    ItemId item;                             // of the same row or of the document
    const model::Wording* wording = nullptr; // the values are readings of the item's text
    bool is_wanted = true; // one of the values; or none of them, which an empty item satisfies
    std::vector<std::string> values{};
    std::shared_ptr<const model::TextPattern> like{}; // of the whole value, in the place of the values
    GroupId without = document_group; // a group that must have no rows, in the place of the item
};

struct TransferText {
    struct Part {
        std::string before{}; // literal
        ItemId item{};        // none: the number of the row, from 1
        std::size_t most = 0; // of its characters, from the first; 0: all
    };
    std::vector<Part> parts{};
    std::string tail{};
    std::vector<TransferTest> when{}; // else another text is taken
};

// What an item of the document that is made says where nothing was carried to it.
struct MadeValue {
    struct Case {
        model::TextPattern pattern;
        std::string text{};
    };
    ItemId item{};
    std::vector<TransferText> texts{}; // the first whose items are all filled
    GroupId rows = document_group;     // the text once for each row of this group, with `join` between them
    std::string join{};
    ItemId of{};                             // the text of the first pattern that its value matches …
    const model::Wording* wording = nullptr; // … or its reading
    std::vector<Case> is{};
    std::string otherwise{};
};

// The item of a form that a node names; an unknown one is reported, with the nearest name.
std::optional<ItemId> read_item(const model::Form& form, const yaml::Node& node, diag::Report& report);
std::optional<GroupId> read_group(const model::Form& form, const yaml::Node& node, diag::Report& report);

// A value as a record of the form holds it; another one is reported.
void check_value(const model::Form& form, ItemId item, const std::string& value, const yaml::Node& node,
                 diag::Report& report);

// The wording that reads an item's text; an unknown one, or an item that is no text, is reported. Null then.
const model::Wording* read_wording(const model::Form& form, ItemId item, const yaml::Node& node,
                                   const model::Wordings& wordings, diag::Report& report);
// A reading of the wording, or `words`; another one is reported.
void check_reading(const model::Wording& wording, const yaml::Node& node, diag::Report& report);

enum class RowNumber : std::uint8_t { unknown, known }; // may a text say <row>?

// One text or a list of them. Their items stand in rows of `group`, or are those of the document.
std::vector<TransferText> read_texts(const model::Form& form, const yaml::Node& node, GroupId group,
                                     RowNumber number, diag::Report& report);

// [item, value], [item, {template: …}], [item, {of: …, is: …}] of the form that is made.
std::optional<MadeValue> read_made_value(const model::Form& form, const yaml::Node& pair,
                                         const model::Wordings& wordings, diag::Report& report);

} // namespace renkei::mapping
