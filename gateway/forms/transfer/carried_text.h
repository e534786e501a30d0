// Texts of a transfer, filled with the values of a record; and what a document says where nothing was
// carried.
#pragma once

#include "gateway/forms/record/value/record.h"
#include "gateway/forms/transfer/target_record.h"
#include "gateway/forms/transfer/transfer.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::transfer {

struct FilledText {
    std::string text{};
    std::vector<const form::Item*> items{}; // whose values it has
    const TransferText* by = nullptr;       // null: it is one value
    std::shared_ptr<const FilledText>
        plain{}; // without the words that were added for its readers; null: none

    void add_words(const FilledText& words);
    void drop_words();
};
using LeftOut = std::function<bool(const form::Item&)>;

// The first of the texts whose conditions hold and whose items are all filled, no two of them with one value,
// and that is not longer than `most` characters (0: any length). An item beside it with a value that it has
// already counts as said. Items that are left out count as empty.
std::optional<FilledText> filled_text(const std::vector<TransferText>& texts, Direction way,
                                      const record::Record& record, const record::Row& row, std::size_t most,
                                      const LeftOut& is_left_out = {});

// One of the rows that become one text.
struct JoinedPart {
    const record::Row* row;
    FilledText value{};
    bool is_there = false; // in what the text begins with
    bool fits = true;
};
// The parts behind `begun`, as many from the first as fit into `most` characters. Marks those that do not.
std::string joined(const TransferRow& row, const std::string& begun, std::size_t most,
                   std::vector<JoinedPart>& parts);

// Is there anything but white space and punctuation?
bool has_letters(std::string_view text,
                 std::string_view between = " \n\r\t.,:;()/-　、。，．・；：（）／「」");
// Has the text words of its own beside the values?
bool has_own_words(const TransferText& text);

// No more than `most` characters; 0: any length.
bool fits_length(std::string_view text, std::size_t most);
// Is it one of the statements of this text, which are parted by 、。, ; and line feeds?
bool says(std::string_view text, std::string_view statement);

// Constants, texts of other items and of rows, for the items that are still empty. Only rows that are there.
void make_values(const std::vector<MadeValue>& values, TargetRecord& target);

// One value as the other form has it.
struct TransferItem {
    const form::Form& form;
    const form::Item& item;
};
struct ConvertedValue {
    std::string text{};                 // empty: it has none
    std::vector<diag::Message> notes{}; // what became of it: precision-cut, normalised
};
ConvertedValue converted_value(const TransferRow& row, Direction way, std::string_view text,
                               TransferItem from, TransferItem to);

} // namespace renkei::transfer
