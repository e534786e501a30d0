#include "gateway/forms/record/name/file_name_items.h"

#include "gateway/core/time/date.h"
#include "gateway/forms/form/code_text.h"
#include "gateway/forms/form/text_pattern.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/value/lexical.h"
#include "generated/messages/forms.h"
#include "generated/messages/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace renkei::record {
namespace {

std::string names_of_items(const form::Form& form, const form::Syntax& syntax) {
    std::string out;
    for (const form::NamePart& part : form.name_parts(syntax)) {
        if (part.kind == form::NamePartKind::home && fixed_part(form, part).empty()) {
            out += (out.empty() ? "" : ", ") + std::string(form.text(form.items()[part.item].name));
        }
    }
    return out;
}

// The finding about a text that does not have the item's format.
std::optional<diag::Finding> other_format(const form::Form& form, const form::Item& item,
                                          std::string_view text) {
    const form::Format* const format = form::format_of(form, item);
    if (format == nullptr || form::TextPattern(form.text(format->pattern)).matches(text)) {
        return std::nullopt;
    }
    return about_item(form, item, diag::message::value_format,
                      {std::string(form.text(format->english)), std::string(form.text(format->japanese)),
                       std::string(text)},
                      text);
}

// "2026-04-01": the one day that stands in a name as 8 digits, or as the beginning of a moment of 14.
std::string day_in(std::string_view name) {
    constexpr std::string_view digits = "0123456789";
    constexpr std::size_t day_length = 8;
    constexpr std::size_t moment_length = 14;
    std::string out;
    for (std::size_t at = name.find_first_of(digits); at != std::string_view::npos;) {
        const std::size_t end = std::min(name.find_first_not_of(digits, at), name.size());
        const std::string_view run = name.substr(at, end - at);
        const std::string day =
            run.size() == day_length || run.size() == moment_length
                ? fmt::format("{}-{}-{}", run.substr(0, 4), run.substr(4, 2), run.substr(6, 2))
                : std::string();
        if (time::is_date(day)) {
            if (!out.empty() && out != day) {
                return {}; // which of both?
            }
            out = day;
        }
        at = name.find_first_of(digits, end);
    }
    return out;
}

} // namespace

FileNameItems::FileNameItems(const form::Form& form, const form::Syntax& syntax, const ReadOptions& options)
    : form_(&form) {
    if (!has_items_in_name(form, syntax)) {
        return;
    }
    const std::string_view name = bare_file_name(options.name.empty() ? options.file : options.name);
    if (syntax.has_header != 0) {
        read_advised(syntax, name, options);
        return;
    }
    if (name.empty()) {
        findings_.add(diag::message::file_name_missing, {},
                      {names_of_items(form, syntax), file_name_pattern(form, syntax)});
        return;
    }
    read(syntax, name, options.read_mode);
}

void FileNameItems::read(const form::Syntax& syntax, std::string_view name, ReadMode read_mode) {
    const auto say_pattern = [&] {
        findings_.add(diag::message::file_name_other, {},
                      {file_name_pattern(*form_, syntax), std::string(name)});
    };
    const std::optional<NameCut> cut = cut_file_name(*form_, syntax, name);
    if (!cut) {
        say_pattern();
        return;
    }
    for (std::size_t i = 0; i < cut->texts.size(); ++i) {
        if (const form::NamePart& part = form_->name_parts(syntax)[i];
            part.kind == form::NamePartKind::home) {
            read_part(part, cut->texts[i], read_mode);
        }
    }
    if (findings_.at_least(diag::Severity::error)) {
        say_pattern();
    } else if (!cut->copy_mark.empty()) {
        findings_.add(diag::message::file_name_copy, {}, {std::string(cut->copy_mark)});
    }
}

// The header line says what the file is, so that its name may be any. What a name of the pattern says counts;
// else a day that stands in it, as in _20260401.csv or _20260401093000.csv; else the day of reading.
void FileNameItems::read_advised(const form::Syntax& syntax, std::string_view name,
                                 const ReadOptions& options) {
    if (cut_file_name(*form_, syntax, name)) {
        read(syntax, name, options.read_mode);
        if (!findings_.at_least(diag::Severity::error)) {
            return;
        }
    }
    findings_ = diag::Report();
    values_.clear();
    for (const form::NamePart& part : form_->name_parts(syntax)) {
        if (part.kind != form::NamePartKind::home) {
            continue;
        }
        const form::Item& item = form_->items()[part.item];
        if (!fixed_part(*form_, part).empty()) {
            read_part(part, {}, options.read_mode);
        } else if (item.type == form::ItemType::date) {
            std::string day = day_in(name);
            if (day.empty() && !options.today.empty()) {
                day = options.today;
                findings_.add(diag::message::file_name_without_day, {},
                              {day, std::string(form_->text(item.name))});
            }
            if (day.empty()) {
                findings_.add(diag::message::file_name_missing, {},
                              {std::string(form_->text(item.name)), file_name_pattern(*form_, syntax)});
            } else {
                values_.push_back({part.item, std::move(day)});
            }
        }
    }
}

void FileNameItems::read_part(const form::NamePart& part, std::string_view text, ReadMode read_mode) {
    const form::Item& item = form_->items()[part.item];
    if (const std::string_view fixed = fixed_part(*form_, part); !fixed.empty()) {
        values_.push_back({part.item, std::string(fixed)});
        return;
    }
    if (text.empty() || text == form_->text(part.text)) {
        return; // a required item is missed by the rules
    }
    base::Arena arena;
    LexicalResult reading = read_value(*form_, item, {text, SourceType::cell}, read_mode, arena);
    if (reading.finding) {
        findings_.add(*std::move(reading.finding));
    }
    if (std::optional<diag::Finding> wrong = other_format(*form_, item, reading.text)) {
        findings_.add(*std::move(wrong));
    }
    values_.push_back({part.item, std::string(reading.text)});
}

void FileNameItems::add_to(Record& record) const {
    for (const NamedValue& each : values_) {
        record.set(record.root(), form_->items()[each.item], record.arena().keep(each.text));
    }
}

} // namespace renkei::record
