// Texts in transfer.yaml that items give, such as "<document.id>-<row>": as an option of a row, and for items
// of the document that is made.
#pragma once

#include "gateway/core/yaml/source.h"
#include "gateway/forms/model/form.h"
#include "gateway/forms/model/text_pattern.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::mapping {

struct TransferText {
    struct Part {
        std::string before{};             // literal
        std::uint16_t item = model::none; // none: the number of the row, from 1
        std::size_t most = 0;             // of its characters, from the first; 0: all
    };
    std::vector<Part> parts{};
    std::string tail{};
};

// What an item of the document that is made says where nothing was carried to it.
struct MadeValue {
    struct Case {
        model::TextPattern pattern;
        std::string text{};
    };
    std::uint16_t item = 0;
    std::vector<TransferText> texts{}; // the first whose items are all filled
    std::uint16_t rows = 0;            // a group: its text once for each row, with `join` between them
    std::string join{};
    std::uint16_t of = model::none; // the text of the first pattern that its value matches
    std::vector<Case> is{};
    std::string otherwise{};
};

// The item of a form that a node names; an unknown one is reported, with the nearest name.
std::optional<std::uint16_t> read_item(const model::Form& form, const yaml::Node& node, diag::Report& report);
std::optional<std::uint16_t> read_group(const model::Form& form, const yaml::Node& node,
                                        diag::Report& report);

// A value as a record of the form holds it; another one is reported.
void check_value(const model::Form& form, std::uint16_t item, const std::string& value,
                 const yaml::Node& node, diag::Report& report);

enum class RowNumber : std::uint8_t { unknown, known }; // may a text say <row>?

// One text or a list of them. Their items stand in rows of `group`, or are those of the document.
std::vector<TransferText> read_texts(const model::Form& form, const yaml::Node& node, std::uint16_t group,
                                     RowNumber number, diag::Report& report);

// [item, value], [item, {template: …}], [item, {of: …, is: …}] of the form that is made.
std::optional<MadeValue> read_made_value(const model::Form& form, const yaml::Node& pair,
                                         diag::Report& report);

} // namespace renkei::mapping
