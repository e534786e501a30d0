#include "gateway/forms/transfer/carried_text.h"

#include "gateway/core/base/number.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/width_folding.h"
#include "gateway/forms/form/code_text.h"
#include "gateway/forms/record/value/lexical.h"
#include "gateway/forms/transfer/transfer_rows.h"
#include "generated/messages/conversion.h"

#include <algorithm>

namespace renkei::transfer {
namespace {

using record::Record;

// Of the row, or of the document.
std::string_view value_of(const Record& record, const Row& row, const Item& item) {
    return record.value(item.group == form::document_group ? record.root() : row, item).text();
}

// As people read it.
std::string_view words_of(const Record& record, const Row& row, const Item& item) {
    return form::text_of_code(record.form(), item.list, value_of(record, row, item));
}

// Would the text say the same words twice? Numbers, days and codes may well be the same.
bool repeats_words(const Record& record, const Row& row, const std::vector<const Item*>& items,
                   const Item& item) {
    return item.type == form::ItemType::text && std::ranges::any_of(items, [&](const Item* each) {
               return each->type == item.type && value_of(record, row, *each) == value_of(record, row, item);
           });
}

std::string_view first_characters(std::string_view text, std::size_t most) {
    std::size_t end = 0;
    for (std::size_t count = 0; end < text.size() && count < most; ++count) {
        end += text::code_point_at(text, end).size;
    }
    return most == 0 ? text : text.substr(0, end);
}

// What a text says of the amounts of a piece that may stand behind it.
enum class Says : std::uint8_t { nothing, the_same, otherwise };

// Numbers of the text with these words behind them: is it this number, and no other one?
Says says_amount(std::string_view text, std::string_view number, std::string_view unit) {
    constexpr std::string_view digits = "0123456789.";
    Says out = Says::nothing;
    for (std::size_t at = text.find_first_of(digits); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_not_of(digits, at), text.size());
        if (text.substr(end).starts_with(unit)) {
            const auto here = base::Number::of(text.substr(at, end - at));
            const bool is_it = here && here == base::Number::of(number);
            out = is_it && out != Says::otherwise ? Says::the_same : Says::otherwise;
        }
        at = text.find_first_of(digits, end);
    }
    return out;
}

// Asked of the last value before the piece. One that has other amounts, of a step or of a day, says more than
// the piece does.
Says says_amounts(const TransferText& text, const TransferText& piece, const Record& record, const Row& row) {
    const Item& last = record.form().items()[text.parts.back().item];
    const std::string plain = text::fold(value_of(record, row, last));
    Says out = Says::nothing;
    for (std::size_t i = 0; i < piece.parts.size(); ++i) {
        const Item& item = record.form().items()[piece.parts[i].item];
        if (item.type != ItemType::decimal && item.type != ItemType::integer) {
            continue;
        }
        const bool is_last = i + 1 == piece.parts.size();
        const std::string unit =
            is_last ? piece.tail
                    : piece.parts[i + 1].before +
                          std::string(words_of(record, row, record.form().items()[piece.parts[i + 1].item]));
        out = std::max(out, says_amount(plain, value_of(record, row, item), text::fold(unit)));
    }
    return out;
}

// `number`: of the row, from 1.
std::optional<FilledText> filled(const TransferText& text, const Record& record, const Row& row,
                                 std::size_t number, const LeftOut& is_left_out = {}) {
    FilledText out{.by = &text};
    for (const TransferText::Part& part : text.parts) {
        out.text += part.before;
        if (part.item == form::none) {
            out.text += std::to_string(number);
            continue;
        }
        const Item& item = record.form().items()[part.item];
        const std::string_view value = value_of(record, row, item);
        const bool is_there = !value.empty() && !(is_left_out && is_left_out(item));
        if (!is_there || repeats_words(record, row, out.items, item)) {
            return std::nullopt;
        }
        out.text += first_characters(words_of(record, row, item), part.most);
        out.items.push_back(&item);
    }
    out.text += text.tail;
    for (const TransferText& piece : text.pieces) {
        const std::optional<FilledText> more = filled(piece, record, row, number);
        const Says said = more ? says_amounts(text, piece, record, row) : Says::otherwise;
        if (said != Says::otherwise) {
            out.text += said == Says::nothing ? more->text : "";
            out.items.insert(out.items.end(), more->items.begin(), more->items.end());
        }
    }
    return out;
}

struct Maker {
    TargetRecord& target;
    Record& record = target.record();

    void make(const MadeValue& value) {
        const Item& item = target.form().items()[value.item];
        if (item.group == form::document_group) {
            put(value, item, record.root(), 0);
            return;
        }
        std::size_t number = 0;
        for (Row* const row : record.rows(record.root(), item.group)) {
            put(value, item, *row, ++number);
        }
    }

    void put(const MadeValue& value, const Item& item, Row& row, std::size_t number) {
        if (!record.value(row, item).empty()) {
            return;
        }
        const std::string text = text_of(value, row, number);
        if (!text.empty() && fits_length(text, item.max_length) &&
            record::is_canonical(target.form(), item, text)) {
            target.set(row, item, text);
        }
    }

    std::string text_of(const MadeValue& value, const Row& row, std::size_t number) const {
        if (value.of != form::none) {
            return by_pattern(value, value_of(record, row, target.form().items()[value.of]));
        }
        if (value.rows == form::document_group) {
            return first(value.texts, row, number);
        }
        std::string out;
        std::size_t each_number = 0;
        for (const Row* const each : record.rows(record.root(), value.rows)) {
            const std::string text = first(value.texts, *each, ++each_number);
            out += out.empty() || text.empty() ? text : value.join + text;
        }
        return out;
    }

    std::string first(const std::vector<TransferText>& texts, const Row& row, std::size_t number) const {
        for (const TransferText& text : texts) {
            if (std::optional<FilledText> out = filled(text, record, row, number)) {
                return std::move(out->text);
            }
        }
        return {};
    }

    static std::string by_pattern(const MadeValue& value, std::string_view asked) {
        if (asked.empty()) {
            return {};
        }
        if (value.wording != nullptr) {
            asked = form::name_of(value.wording->of_text(asked));
        }
        const auto found = std::ranges::find_if(
            value.is, [&](const MadeValue::Case& each) { return each.pattern.matches(asked); });
        return found == value.is.end() ? value.otherwise : found->text;
    }
};

// Makes the replacements in the text. False if the text contains none of the forbidden parts.
bool replace(const std::vector<Replacement>& replacements, std::string& text) {
    bool is_changed = false;
    for (const Replacement& each : replacements) {
        for (std::size_t at = text.find(each.from); at != std::string::npos;
             at = text.find(each.from, at + each.to.size())) {
            text.replace(at, each.from.size(), each.to);
            is_changed = true;
        }
    }
    return is_changed;
}

// The item's code that people read as this text; empty: none.
std::string code_with_display(const form::Form& form, const Item& item, std::string_view display) {
    if (item.list == form::none) {
        return {};
    }
    const auto rows = form.rows(form.lists()[item.list]);
    const auto found = std::ranges::find_if(
        rows, [&](const form::CodeRow& row) { return form.text(row.display) == display; });
    return found == rows.end() ? std::string() : std::string(form.text(found->form));
}

} // namespace

void FilledText::add_words(const FilledText& words) {
    plain = std::make_shared<const FilledText>(*this);
    text += words.text;
    items.insert(items.end(), words.items.begin(), words.items.end());
}

void FilledText::drop_words() {
    if (plain != nullptr) {
        *this = FilledText(*plain);
    }
}

bool fits_length(std::string_view text, std::size_t most) {
    return most == 0 || text::count_characters(text) <= most;
}

bool says(std::string_view text, std::string_view statement) {
    constexpr std::string_view ends[] = {"、", "。", "，", "；", ",", ";", "\n"};
    const auto is_end = [&](std::string_view rest) {
        return rest.empty() ||
               std::ranges::any_of(ends, [&](std::string_view end) { return rest.starts_with(end); });
    };
    const auto is_begin = [&](std::string_view before) {
        return before.empty() ||
               std::ranges::any_of(ends, [&](std::string_view end) { return before.ends_with(end); });
    };
    for (std::size_t at = text.find(statement); at != std::string_view::npos;
         at = text.find(statement, at + 1)) {
        if (is_begin(text.substr(0, at)) && is_end(text.substr(at + statement.size()))) {
            return true;
        }
    }
    return false;
}

std::optional<FilledText> filled_text(const std::vector<TransferText>& texts, Direction way,
                                      const Record& record, const Row& row, std::size_t most,
                                      const LeftOut& is_left_out) {
    for (const TransferText& text : texts) {
        std::optional<FilledText> out =
            holds(text.when, way, record, row) ? filled(text, record, row, 0, is_left_out) : std::nullopt;
        if (!out || !fits_length(out->text, most)) {
            continue;
        }
        for (const TransferText& other : texts) {
            for (const TransferText::Part& part : other.parts) {
                const Item& item = record.form().items()[part.item];
                if (std::ranges::find(out->items, &item) == out->items.end() &&
                    !value_of(record, row, item).empty() && repeats_words(record, row, out->items, item)) {
                    out->items.push_back(&item);
                }
            }
        }
        return out;
    }
    return std::nullopt;
}

std::string joined(const TransferRow& row, const std::string& begun, std::size_t most,
                   std::vector<JoinedPart>& parts) {
    std::string all = begun;
    std::size_t size = text::count_characters(all);
    for (JoinedPart& part : parts) {
        if (part.is_there) {
            continue;
        }
        const std::string& between = all.empty() ? all : all == begun ? row.append : row.join;
        const std::string more = between + part.value.text;
        const std::size_t longer = size + text::count_characters(more);
        part.fits = longer <= most;
        if (part.fits) {
            all += more;
            size = longer;
        }
    }
    return all;
}

bool has_letters(std::string_view text, std::string_view between) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = text::code_point_at(text, at).size;
        if (between.find(text.substr(at, size)) == std::string_view::npos) {
            return true;
        }
        at += size;
    }
    return false;
}

bool has_own_words(const TransferText& text) {
    return has_letters(text.tail) || std::ranges::any_of(text.parts, [](const TransferText::Part& part) {
               return has_letters(part.before);
           });
}

void make_values(const std::vector<MadeValue>& values, TargetRecord& target) {
    Maker maker{target};
    for (const MadeValue& value : values) {
        maker.make(value);
    }
}

ConvertedValue converted_value(const TransferRow& row, Direction way, std::string_view text,
                               TransferItem from, TransferItem to) {
    constexpr std::size_t day = std::string_view("2026-01-13").size();
    ConvertedValue out{.text = std::string(text)};
    if (row.has_map) {
        const auto found = row.map_of(way).find(out.text);
        out.text = found == row.map_of(way).end() ? std::string() : found->second;
    } else if (from.item.type == ItemType::code && to.item.type == ItemType::text) {
        out.text = display_of(from.form, from.item, text);
    } else if (from.item.type == ItemType::text && to.item.type == ItemType::code) {
        out.text = code_with_display(to.form, to.item, text);
    } else if (from.item.type == ItemType::datetime && to.item.type == ItemType::date && text.size() > day) {
        out.text.resize(day);
        out.notes.push_back(diag::message::loss_precision_cut);
    }
    if (way == Direction::out && replace(row.replacements, out.text)) {
        out.notes.push_back(diag::message::loss_normalised);
    }
    return out;
}

} // namespace renkei::transfer
