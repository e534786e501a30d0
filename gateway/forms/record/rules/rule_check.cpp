#include "gateway/forms/record/rules/rule_check.h"

#include "gateway/core/base/check_digit.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/width.h"
#include "gateway/forms/record/value/calendar.h"
#include "gateway/forms/record/value/spreadsheet.h"
#include "generated/messages/rules.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace renkei::record {
namespace {

template <class Take>
void each_bit(std::uint64_t bits, std::size_t word, Take take) {
    for (; bits != 0; bits &= bits - 1) {
        take(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
    }
}

// How many code points begin in a well-formed text: all bytes but 10xxxxxx, eight at a time.
std::size_t code_points(std::string_view text) {
    constexpr std::uint64_t each_byte = 0x0101010101010101;
    std::size_t following = 0;
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, text.data() + at, sizeof(bytes));
        // the sum of the eight bits
        following += (((bytes >> 7U) & (~bytes >> 6U) & each_byte) * each_byte) >> 56U;
    }
    for (; at < text.size(); ++at) {
        following += (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U ? 1 : 0;
    }
    return text.size() - following;
}

// Bytes are at least as many as code points, and these as characters: most texts are short enough by the
// cheapest count.
bool is_longer(std::string_view text, std::uint32_t limit) {
    return text.size() > limit && code_points(text) > limit && text::count_characters(text) > limit;
}

// Arguments: what is expected, in both languages, what was found, and what lenient reading of a form file
// would make of it.
std::vector<std::string> about_pattern(std::string_view english, std::string_view japanese,
                                       std::string_view text, const form::TextPattern& wanted,
                                       bool is_of_file) {
    constexpr std::size_t place_of_lenient = 5;
    std::vector<std::string> out =
        with_traces({std::string(english), std::string(japanese), std::string(text)}, text,
                    [&](std::string_view longer) { return wanted.matches(longer); });
    if (std::string narrow = text::narrow_ascii(text); is_of_file && wanted.matches(narrow)) {
        out.resize(place_of_lenient);
        out.push_back(std::move(narrow));
    }
    return out;
}

} // namespace

void RuleCheck::row(const Row& row) {
    const Rules::GroupRules& group = rules_.groups_[row.group];
    required_values(row, group);
    for (std::size_t word = 0; word < group.restricted.size(); ++word) {
        each_bit(group.restricted[word] & row.present[word], word,
                 [&](std::size_t slot) { value(row, group.values[slot]); });
    }
    place(row);
    row_counts(row, group);
    for (const form::RuleId rule : group.rules) {
        between(row, rule);
    }
    for (std::uint16_t g = 0; g < form_.groups()[row.group].groups; ++g) {
        for (const Row* below : row.groups[g]) {
            this->row(*below);
        }
    }
}

void RuleCheck::required_values(const Row& row, const Rules::GroupRules& group) {
    for (std::size_t word = 0; word < group.required.size(); ++word) {
        each_bit(group.required[word], word, [&](std::size_t slot) {
            if (row.values[slot].size == 0) {
                add(message::value_missing, row, group.values[slot].item, {});
            }
        });
    }
}

void RuleCheck::value(const Row& row, const Rules::ValueRules& rules) {
    const form::Item& item = form_.items()[rules.item];
    const std::string_view text = row.values[item.slot].text();
    if (text.empty()) {
        return; // a reason
    }
    const auto found = [&] { return std::string(text); };
    bool is_malformed = false;
    if (!item.literal.empty() && form_.text(item.literal) != text) {
        add(message::value_not_literal, row, rules.item, {std::string(form_.text(item.literal)), found()});
    }
    if (rules.format != form::none && !rules_.patterns_[rules.format_pattern].matches(text)) {
        const form::Format& format = form_.formats()[rules.format];
        add(message::value_format, row, rules.item,
            about_pattern(form_.text(format.english), form_.text(format.japanese), text,
                          rules_.patterns_[rules.format_pattern], rules_.syntax_ != nullptr));
    } else if (item.check != 0 && !base::has_valid_check_digit(text)) {
        const bool is_sure = static_cast<form::CheckDigit>(item.check) == form::CheckDigit::m10w21_error;
        add(message::check_digit_wrong, row, rules.item, {found()},
            is_sure ? diag::Severity::error : diag::Severity::warning);
    }
    if (rules.pattern != form::none && !rules_.patterns_[rules.pattern].matches(text)) {
        const auto format = std::ranges::find_if(form_.formats(), [&](const form::Format& each) {
            return form_.text(each.pattern) == form_.text(item.pattern);
        });
        // tests/mappings: every pattern of ours has some
        const bool has_words = format != form_.formats().end();
        is_malformed = true;
        add(message::value_pattern, row, rules.item,
            about_pattern(form_.text(has_words ? format->english : item.pattern),
                          form_.text(has_words ? format->japanese : item.pattern), text,
                          rules_.patterns_[rules.pattern], rules_.syntax_ != nullptr));
    }
    if (!is_on_calendar(item, text)) {
        add(message::rule_value_no_date, row, rules.item, {found()});
    }
    length(row, item, text);
    if (rules.is_number) {
        number(row, rules, text, !is_malformed);
    }
}

void RuleCheck::number(const Row& row, const Rules::ValueRules& rules, std::string_view text,
                       bool is_well_formed) {
    const std::optional<base::Number> found = base::Number::of(text);
    if (!found) {
        add(message::rule_value_no_number, row, rules.item, {std::string(text)});
        return;
    }
    const form::Item& item = form_.items()[rules.item];
    if (rules.min && *found < *rules.min) {
        add(message::value_too_small, row, rules.item,
            {std::string(form_.text(item.min)), std::string(text)});
    } else if (rules.max && *rules.max < *found) {
        add(message::value_too_large, row, rules.item,
            {std::string(form_.text(item.max)), std::string(text)});
    } else if (is_well_formed && rules.plausible_min &&
               (*found < *rules.plausible_min || *rules.plausible_max < *found)) {
        add(message::value_implausible, row, rules.item,
            {std::string(form_.text(item.plausible_min)), std::string(form_.text(item.plausible_max)),
             std::string(text)});
    }
}

void RuleCheck::length(const Row& row, const form::Item& item, std::string_view text) {
    if (item.max_length > 0 && is_longer(text, item.max_length)) {
        add(message::value_too_long, row, form_.items().id_of(item),
            {std::to_string(item.max_length), std::to_string(text::count_characters(text))});
    }
}

// A numbered row that keeps its place is after a gap.
void RuleCheck::place(const Row& row) {
    const form::ItemId item = form_.groups()[row.group].place;
    if (item == form::none) {
        return;
    }
    const std::string_view text = row.values[form_.items()[item].slot].text();
    if (!text.empty() && text != std::to_string(row.index + 1)) {
        add(message::rows_gap, row, item, {std::string(text)});
    }
}

void RuleCheck::row_counts(const Row& row, const Rules::GroupRules& group) {
    for (const form::GroupId index : group.bounded) {
        const form::Group& below = form_.groups()[index];
        const std::uint32_t count = row.groups[below.slot].count;
        const bool is_short = count < below.min_rows;
        if (!is_short && (below.max_rows == form::no_bound || count <= below.max_rows)) {
            continue;
        }
        const std::string bound = std::to_string(is_short ? below.min_rows : below.max_rows);
        diag::Finding finding =
            diag::finding(is_short ? message::rows_too_few : message::rows_too_many,
                          places_({row, form::none, index, 0}), {bound, std::to_string(count)});
        finding.item = form_.text(below.id);
        finding.name = form_.text(below.name);
        report_.add(std::move(finding));
    }
}

void RuleCheck::add(Message message, const Row& row, form::ItemId item, std::vector<std::string> args,
                    std::optional<diag::Severity> severity) {
    const form::Item& about = form_.items()[item];
    const ItemValue& value = row.values[about.slot];
    const bool is_only_counted = report_.not_shown() > 0;
    diag::Finding finding = diag::finding(
        message, is_only_counted ? diag::Where{} : places_({row, item, row.group, value.offset}),
        std::move(args));
    finding.severity = severity.value_or(finding.severity);
    finding.item = form_.text(about.id);
    finding.name = form_.text(about.name);
    finding.value = value.text();
    report_.add(std::move(finding));
}

} // namespace renkei::record
