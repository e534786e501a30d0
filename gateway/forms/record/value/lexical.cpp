#include "gateway/forms/record/value/lexical.h"

#include "gateway/core/text/joined.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/width.h"
#include "gateway/core/time/era.h"
#include "gateway/forms/form/code_text.h"
#include "gateway/forms/form/text_pattern.h"
#include "gateway/forms/record/value/lexical_types.h"
#include "gateway/forms/record/value/spreadsheet.h"
#include "generated/messages/conversion.h"
#include "generated/messages/forms.h"

#include <fmt/format.h>

#include <array>

namespace renkei::record {
namespace {

using lexical::LexicalType;

constexpr std::string_view ideographic_space = "\xE3\x80\x80";

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view spaces = " \t\r\n";
    const std::size_t first = text.find_first_not_of(spaces);
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

LexicalResult normalised(const form::Form& form, const form::Item& item, std::string_view from,
                         std::string_view to) {
    const std::string shown = to.empty() ? "\"\"" : std::string(to);
    return {to, about_item(form, item, message::loss_normalised, {std::string(from), shown}, from)};
}

// Half-width kana and, for the lenient, full-width letters are widened or narrowed where only that makes the
// text fit its pattern.
std::optional<std::string> fitted(const form::Form& form, const form::Item& item, std::string_view text,
                                  ReadMode read_mode) {
    constexpr char half_and_full_width_forms = '\xEF';
    const std::string_view pattern = text.find(half_and_full_width_forms) == std::string_view::npos
                                         ? std::string_view{}
                                         : pattern_of(form, item);
    if (pattern.empty()) {
        return std::nullopt;
    }
    const form::TextPattern whole(pattern);
    const auto fits = [&](std::string_view candidate) { return whole.matches(candidate); };
    if (fits(text)) {
        return std::nullopt;
    }
    if (const std::string wide = text::widen_kana(text); fits(wide)) {
        return wide;
    }
    const std::string narrow = read_mode == ReadMode::lenient ? text::narrow_ascii(text) : std::string(text);
    return fits(narrow) ? std::optional(narrow) : std::nullopt;
}

// A line break of its own kind. Where CR LF stands, a record's LF is the same one.
bool has_lone_return(std::string_view text) {
    for (std::size_t at = text.find('\r'); at != std::string_view::npos; at = text.find('\r', at + 1)) {
        if (at + 1 == text.size() || text[at + 1] != '\n') {
            return true;
        }
    }
    return false;
}

bool is_free_text(form::ItemType type) {
    return type == form::ItemType::text || type == form::ItemType::token;
}

// `text` is canonical but for what only text can have: nothing but space, control characters, widths.
LexicalResult read_text(const form::Form& form, const form::Item& item, std::string_view text,
                        SourceText written, ReadMode read_mode, base::Arena& arena) {
    if (is_only_space(text)) {
        return normalised(form, item, written.text, {});
    }
    if (const auto control = text::first_control(text);
        control && written.source_type == SourceType::string) {
        return {{},
                about_item(form, item, message::value_control, {text::code_point_name(control->value)},
                           written.text)};
    }
    if (const std::optional<std::string> other = fitted(form, item, text, read_mode)) {
        return normalised(form, item, written.text, arena.keep(*other));
    }
    if (written.source_type == SourceType::cell && is_shortened_number(text) &&
        pattern_of(form, item).empty()) {
        return {text, about_item(form, item, message::value_exponent, {std::string(text)}, written.text)};
    }
    if (written.source_type == SourceType::string && has_lone_return(written.text)) {
        return {text, about_item(form, item, message::loss_normalised, {"CR", "LF"}, written.text)};
    }
    return {text, std::nullopt};
}

std::string_view canonical(const form::Form& form, const form::Item& item, const LexicalType& codec,
                           SourceText written, base::Arena& arena) {
    if (written.source_type == SourceType::cell) {
        return codec.cell(form, item, written.text, arena);
    }
    return written.source_type == codec.source_type ? codec.json(form, item, written.text, arena)
                                                    : std::string_view{};
}

// A time that programs write with its seconds: the form has minutes. Seconds that are not 0 are said to be
// cut.
std::optional<LexicalResult> without_seconds(const form::Form& form, const form::Item& item,
                                             const LexicalType& codec, SourceText written,
                                             base::Arena& arena) {
    const bool is_cell = written.source_type == SourceType::cell;
    const std::size_t minutes = is_cell ? codec.cell_pattern.size() : codec.json_pattern.size();
    if (item.type != form::ItemType::time || written.text.size() <= minutes) {
        return std::nullopt;
    }
    const std::string_view seconds = written.text.substr(minutes);
    const std::string_view digits = seconds.substr(is_cell ? 0 : 1);
    const std::string whole = fmt::format("00:{}", digits); // seconds count as minutes do
    const std::string_view text =
        canonical(form, item, codec, {written.text.substr(0, minutes), written.source_type}, arena);
    if (text.empty() || (!is_cell && seconds[0] != ':') || codec.json(form, item, whole, arena).empty()) {
        return std::nullopt;
    }
    LexicalResult out = normalised(form, item, written.text, text);
    if (digits != "00") {
        out.finding = about_item(form, item, message::loss_precision_cut,
                                 {std::string(written.text), std::string(text)}, written.text);
    }
    return out;
}

// The same value as people write it, or no reading.
std::optional<LexicalResult> relaxed(const form::Form& form, const form::Item& item, const LexicalType& codec,
                                     SourceText written, base::Arena& arena) {
    if (written.source_type == SourceType::boolean) {
        return std::nullopt;
    }
    const std::string narrow_text = text::narrow_ascii(written.text);
    const std::string_view narrow = trimmed(narrow_text);
    if (narrow.empty()) {
        return normalised(form, item, written.text, {});
    }
    const bool is_cell = written.source_type == SourceType::cell; // 325 may mean something else elsewhere
    for (const lexical::Read read : {is_cell ? codec.cell : codec.json, is_cell ? codec.json : codec.cell}) {
        if (const std::string_view text = read(form, item, narrow, arena); !text.empty()) {
            return normalised(form, item, written.text, arena.keep(text));
        }
    }
    const std::optional<std::string> text = codec.relax(form, item, narrow);
    return text ? std::optional(normalised(form, item, written.text, arena.keep(*text))) : std::nullopt;
}

diag::Finding no_code(const form::Form& form, const form::Item& item, std::string_view found) {
    const form::CodeList& list = form.lists()[item.list];
    const std::string name(form.printed_name(list));
    const auto is_code = [&](std::string_view text) {
        return form.row_of_form_code(list, text) != form::none;
    };
    if (const std::string zeros = with_lost_zeros(found, is_code); !zeros.empty()) {
        return about_item(form, item, message::value_zero_lost, {std::string(found), name, zeros}, found);
    }
    constexpr std::size_t few = 12;
    const bool is_shortened = is_shortened_number(found);
    if (form.rows(list).size() > few || is_shortened) {
        std::vector<std::string> args{std::string(found), name};
        if (is_shortened) {
            args.insert(args.end(), {std::string(), std::string(found)});
        }
        return about_item(form, item, message::value_no_code, std::move(args), found);
    }
    const std::string all = text::joined(form.rows(list), ", ", [&](const form::CodeRow& row) {
        return fmt::format("{} {}", form.text(row.form), form.text(row.display));
    });
    return about_item(form, item, message::value_no_code_of, {std::string(found), name, all}, found);
}

std::string_view printed(SourceType source_type) {
    constexpr std::array<std::string_view, 4> names{"text", "string", "number", "true / false"};
    return names[static_cast<std::size_t>(source_type)];
}

// The message in place of "no date" for a text that only names a day missing in the calendar.
std::optional<Message> not_in_calendar(Message wrong) {
    switch (wrong) {
    case message::value_no_date: return message::value_not_in_calendar;
    case message::value_no_datetime: return message::value_moment_not_in_calendar;
    default: return std::nullopt;
    }
}

// Every message about a value has {4:lenient} behind its other arguments: what lenient reading makes of it.
void add_lenient(std::vector<std::string>& args, const std::string& read_as) {
    constexpr std::size_t place = 4;
    args.resize(place);
    args.push_back(read_as);
}

diag::Finding refusal(const form::Form& form, const form::Item& item, const LexicalType& codec,
                      SourceText written) {
    const std::string found(written.text.empty() ? "\"\"" : written.text);
    if (written.source_type != SourceType::cell && written.source_type != codec.source_type) {
        return about_item(
            form, item, message::value_wrong_type,
            {std::string(printed(codec.source_type)), std::string(printed(written.source_type)), found},
            found);
    }
    if (codec.wrong == message::value_no_code) {
        return no_code(form, item, found);
    }
    const std::string_view pattern =
        written.source_type == SourceType::cell ? codec.cell_pattern : codec.json_pattern;
    const std::optional<Message> no_day =
        time::is_not_in_calendar(text::narrow_ascii(found)) ? not_in_calendar(codec.wrong) : std::nullopt;
    base::Arena arena;
    const auto is_time = [&](std::string_view text) {
        return item.type == form::ItemType::time && !codec.cell(form, item, text, arena).empty();
    };
    return about_item(form, item, no_day.value_or(codec.wrong),
                      with_traces({found, std::string(pattern)}, found, is_time), found);
}

} // namespace

std::string_view pattern_of(const form::Form& form, const form::Item& item) {
    if (!item.pattern.empty() || item.format.empty()) {
        return form.text(item.pattern);
    }
    const form::Format* const format = form::format_of(form, item);
    return format == nullptr ? std::string_view{} : form.text(format->pattern);
}

bool is_only_space(std::string_view text) {
    while (!text.empty()) {
        const bool wide = text.starts_with(ideographic_space);
        if (!wide && text[0] != ' ' && text[0] != '\t' && text[0] != '\n' && text[0] != '\r') {
            return false;
        }
        text.remove_prefix(wide ? ideographic_space.size() : 1);
    }
    return true;
}

LexicalResult read_value(const form::Form& form, const form::Item& item, SourceText written,
                         ReadMode read_mode, base::Arena& arena) {
    const LexicalType& codec = lexical::codec(item);
    const std::string_view text = canonical(form, item, codec, written, arena);
    if (!text.empty()) {
        return is_free_text(item.type) ? read_text(form, item, text, written, read_mode, arena)
                                       : LexicalResult{text, std::nullopt};
    }
    if (std::optional<LexicalResult> reading = without_seconds(form, item, codec, written, arena)) {
        return *std::move(reading);
    }
    std::optional<LexicalResult> reading = relaxed(form, item, codec, written, arena);
    if (reading && read_mode == ReadMode::lenient) {
        return *std::move(reading);
    }
    LexicalResult out{{}, refusal(form, item, codec, written)};
    if (reading && reading->finding) {
        add_lenient(out.finding->args, reading->finding->args.back());
    }
    return out;
}

bool is_canonical(const form::Form& form, const form::Item& item, std::string_view text) {
    if (item.type == form::ItemType::flag) {
        return text == "1" || text == "0";
    }
    if (is_free_text(item.type)) {
        return !is_only_space(text) && text.find('\r') == std::string_view::npos;
    }
    base::Arena arena(0); // JSON writes every other type as a record holds it: nothing is made
    return lexical::codec(item).json(form, item, text, arena) == text && !text.empty();
}

SourceType json_source_type(form::ItemType type) { return lexical::codec(type).source_type; }

void append_cell_text(std::string& out, const form::Item& item, std::string_view canonical) {
    const LexicalType& codec = lexical::codec(item);
    if (lexical::is_in_tenths(item) && canonical.starts_with('0')) {
        canonical.remove_prefix(1); // 0.5 is 5
    }
    if (codec.dropped.empty()) {
        out += canonical;
        return;
    }
    for (const char c : canonical.substr(0, codec.kept)) {
        if (codec.dropped.find(c) == std::string_view::npos) {
            out += c;
        }
    }
}

diag::Finding about_item(const form::Form& form, const form::Item& item, Message message,
                         std::vector<std::string> args, std::string_view value) {
    diag::Finding out = diag::finding(message, {}, std::move(args));
    out.item = form.text(item.id);
    out.name = form.text(item.name);
    out.value = value;
    return out;
}

} // namespace renkei::record
