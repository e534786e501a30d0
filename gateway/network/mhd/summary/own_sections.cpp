#include "gateway/network/mhd/summary/own_sections.h"

#include "gateway/core/text/tab_table.h"
#include "gateway/network/mhd/summary/summary_sections.h"

#include <fmt/format.h>

namespace renkei::mhd {
namespace {

constexpr std::string_view for_family = "family";
constexpr char part_sign = '@';
constexpr char card_sign = '=';
constexpr char field_sign = '\t';

std::string_view in(diag::Language language, std::string_view japanese, std::string_view english) {
    return language == diag::Language::japanese ? japanese : english;
}

} // namespace

OwnSections read_own_sections(std::string_view table, Audience audience, diag::Language language) {
    OwnSections out;
    for (std::string_view row : text::table_lines(table)) {
        if (row.starts_with(field_sign)) {
            out.fields += fmt::format("{}\n", row.substr(1));
            continue;
        }
        const std::string_view japanese = text::next_part(row, '\t');
        const std::string_view title = in(language, japanese, text::next_part(row, '\t'));
        const bool is_for_family = text::next_part(row, '\t') == for_family;
        if (audience == Audience::family && !is_for_family) {
            continue;
        }
        if (row.starts_with(part_sign)) {
            row.remove_prefix(1);
            out.parts.emplace(text::next_part(row, '\t'), title);
        } else if (row.starts_with(card_sign)) {
            row.remove_prefix(1);
            const std::string_view field = text::next_part(row, ' ');
            out.cards.push_back({.title = title, .field = field, .used = row});
        } else {
            out.table += fmt::format("{}\t\t{}\n", title, row);
        }
    }
    if (!out.cards.empty()) { // before others: a Coverage stands in the first section that finds it
        out.fields.insert(0, eligibility_table());
        out.table.insert(0, out.fields);
    }
    return out;
}

std::vector<Term> read_terms(std::string_view table, diag::Language language) {
    std::vector<Term> out;
    for (std::string_view row : text::table_lines(table)) {
        const std::string_view word = text::next_part(row, '\t');
        const std::string_view japanese = text::next_part(row, '\t');
        out.push_back({.word = word, .explanation = in(language, japanese, row)});
    }
    return out;
}

} // namespace renkei::mhd
