#include "gateway/forms/newform/example_text.h"

#include "gateway/forms/record/rules/rules.h"
#include "gateway/forms/record/writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace renkei::newform {
namespace {

using form::Form;
using form::Item;
using form::ItemType;

// Reads a pattern and writes what fits; knows as much of RE2 as formats use.
struct Pattern {
    std::string_view rest;

    // Up to the end or a closing bracket; of alternatives the first.
    std::string alternatives() {
        std::string out = sequence();
        while (!rest.empty() && rest.front() == '|') {
            rest.remove_prefix(1);
            sequence();
        }
        return out;
    }

    std::string sequence() {
        std::string out;
        while (!rest.empty() && rest.front() != '|' && rest.front() != ')') {
            const std::string one = atom();
            for (unsigned n = count(); n > 0; --n) {
                out += one;
            }
        }
        return out;
    }

    std::string atom() {
        const char c = take();
        switch (c) {
        case '(': {
            if (rest.starts_with("?:")) {
                rest.remove_prefix(2);
            }
            std::string out = alternatives();
            take(); // )
            return out;
        }
        case '[': return characters();
        case '\\': return std::string(1, rest.empty() ? c : escaped(take()));
        case '.': return "1";
        case '^':
        case '$': return {};
        default: return std::string(1, c);
        }
    }

    static char escaped(char c) { return c == 'd' ? '1' : c == 's' ? ' ' : c == 'w' ? 'a' : c; }

    // A character of the class; a letter or digit if it excludes some.
    std::string characters() {
        const bool excludes = !rest.empty() && rest.front() == '^';
        char first = excludes ? '1' : take();
        first = first == '\\' ? escaped(take()) : first;
        while (!rest.empty() && rest.front() != ']') {
            if (take() == '\\') {
                take();
            }
        }
        take();
        // zeros make numbers that look empty
        return std::string(1, first == '0' ? '1' : first);
    }

    unsigned count() {
        if (rest.empty()) {
            return 1;
        }
        const char c = rest.front();
        if (c == '?' || c == '*' || c == '+') {
            rest.remove_prefix(1);
            return c == '+' ? 1 : 0;
        }
        if (c != '{') {
            return 1;
        }
        unsigned least = 1;
        std::from_chars(rest.data() + 1, rest.data() + rest.size(), least);
        rest.remove_prefix(std::min(rest.find('}'), rest.size() - 1) + 1);
        return least;
    }

    char take() {
        if (rest.empty()) {
            return '\0';
        }
        const char c = rest.front();
        rest.remove_prefix(1);
        return c;
    }
};

struct TypeExample {
    ItemType type;
    std::string_view text;
};
constexpr std::array<TypeExample, 7> by_type{{{ItemType::flag, "1"},
                                              {ItemType::date, "2026-01-15"},
                                              {ItemType::month, "2026-01"},
                                              {ItemType::time, "10:30"},
                                              {ItemType::datetime, "2026-01-15T10:30:00+09:00"},
                                              {ItemType::integer, "1"},
                                              {ItemType::decimal, "1.0"}}};

// Modulus 10, weights 2 and 1 from the right, sums of digits: the last digit that makes the number right.
void correct_check_digit(std::string& digits) {
    unsigned sum = 0;
    unsigned weight = 2;
    for (std::size_t i = digits.size() - 1; i-- > 0;) {
        const unsigned product = static_cast<unsigned>(digits[i] - '0') * weight;
        sum += product / 10 + product % 10;
        weight = 3 - weight;
    }
    digits.back() = static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::string shortened(std::string text, std::uint32_t characters) {
    std::size_t at = 0;
    for (std::uint32_t n = 0; n < characters && at < text.size(); ++n) {
        do {
            ++at;
        } while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
    }
    return text.substr(0, at);
}

std::string example_of(const Form& form, const Item& item) {
    if (!item.literal.empty()) {
        return std::string(form.text(item.literal));
    }
    if (item.list != form::none && !form.rows(form.lists()[item.list]).empty()) {
        return std::string(form.text(form.rows(form.lists()[item.list]).front().form));
    }
    if (const base::Str least = item.plausible_min.empty() ? item.min : item.plausible_min; !least.empty()) {
        return std::string(form.text(least));
    }
    for (const TypeExample& each : by_type) {
        if (each.type == item.type) {
            return std::string(each.text);
        }
    }
    std::string_view pattern = form.text(item.pattern);
    for (const form::Format& format : form.formats()) {
        pattern = pattern.empty() && form.text(format.name) == form.text(item.format) && !item.format.empty()
                      ? form.text(format.pattern)
                      : pattern;
    }
    if (pattern.empty()) {
        return item.max_length == 0 ? std::string(form.text(item.name))
                                    : shortened(std::string(form.text(item.name)), item.max_length);
    }
    std::string out = text_of_pattern(pattern);
    if (item.check != static_cast<std::uint8_t>(form::CheckDigit::unchecked) && out.size() > 1) {
        correct_check_digit(out);
    }
    return out;
}

bool is_unmapped_content(form::GroupKind kind) {
    return kind == form::GroupKind::carried || kind == form::GroupKind::absent ||
           kind == form::GroupKind::blank;
}

void fill_row(record::Record& record, record::Row& row, Filled filled) {
    const Form& form = record.form();
    const bool is_all = filled == Filled::everything;
    for (const Item& item : form.items()) {
        const bool is_wanted = is_all || item.is(form::required);
        if (item.group == row.group && !item.is(form::implied) && is_wanted) {
            record.set(row, item, record.arena().keep(example_of(form, item)));
        }
    }
    for (const form::GroupId group : form.groups().ids(1)) {
        const form::Group& below = form.groups()[group];
        if (below.parent == row.group && !is_unmapped_content(below.kind) && (is_all || below.min_rows > 0)) {
            fill_row(record, record.add_row(row, group), filled);
        }
    }
}

// "The item is always this" is a rule too.
void keep_value_rules(record::Record& record) {
    const Form& form = record.form();
    for (const form::Rule& rule : form.rules()) {
        if (rule.kind == form::RuleKind::value && rule.conditions == 0 && rule.values > 0 &&
            form.items()[rule.subject].group == form::document_group) {
            record.set(record.root(), form.items()[rule.subject], form.text(form.values(rule)[0]));
        }
    }
}

// "One of these must be filled": of a document in which none is, the first.
void keep_one_of_rules(record::Record& record) {
    const Form& form = record.form();
    for (const form::Rule& rule : form.rules()) {
        const std::span<const form::RuleTarget> targets = form.targets(rule);
        const bool is_of_document =
            rule.kind == form::RuleKind::one_of && rule.conditions == 0 && !targets.empty() &&
            std::ranges::all_of(targets, [&](const form::RuleTarget& each) {
                return !each.is_group() && form.items()[each.item()].group == form::document_group;
            });
        const bool is_answered =
            !is_of_document || std::ranges::any_of(targets, [&](const form::RuleTarget& each) {
                return record.root().has(form.items()[each.item()].slot);
            });
        if (!is_answered && form.text(form.values(rule)[0]) != "most") {
            const Item& first = form.items()[targets[0].item()];
            record.set(record.root(), first, record.arena().keep(example_of(form, first)));
        }
    }
}

} // namespace

std::string text_of_pattern(std::string_view pattern) { return Pattern{pattern}.alternatives(); }

void fill_with_examples(record::Record& record, Filled filled) {
    fill_row(record, record.root(), filled);
    keep_value_rules(record);
    keep_one_of_rules(record);
    const Form& form = record.form();
    if (form.about().version_item != form::none) {
        record.set(record.root(), form.items()[form.about().version_item], form.version());
    }
    record.number_rows();
}

std::string example_document(const form::Form& form, const form::Syntax& syntax) {
    const record::Rules rules(form, &syntax);
    const auto nowhere = [](const record::ItemLocation&) { return diag::Where(); };
    for (const Filled filled : {Filled::everything, Filled::what_must_be}) {
        record::Record record(form);
        fill_with_examples(record, filled);
        diag::Report report;
        rules.check(record, report, nowhere);
        std::string out;
        record::Writer(form, syntax).write(record, out, report);
        if (!report.at_least(diag::Severity::error)) {
            return out.substr(0, out.find_last_not_of('\n') + 1);
        }
    }
    return {};
}

} // namespace renkei::newform
