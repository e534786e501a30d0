#include "gateway/network/mhd/eligibility/eligibility_table.h"

#include "gateway/core/text/tab_table.h"
#include "gateway/network/mhd/summary/summary_sections.h"

namespace renkei::mhd {
namespace {

constexpr std::string_view timeless = "always";
constexpr std::string_view open_end = "open";
constexpr std::string_view many_answers = "many";
constexpr std::string_view latest_answer = "latest";
constexpr char limit_by = '=';

Counts counts_of(std::string_view word) {
    return word == many_answers ? Counts::many : word == latest_answer ? Counts::latest : Counts::one;
}

EligibilityRow read_eligibility_row(std::string_view line) {
    const auto next = [&line] { return std::string(text::next_part(line, '\t')); };
    EligibilityRow out{.section = next()};
    const std::string coding = next();
    std::string_view rest = coding;
    out.system = text::next_part(rest, '|');
    out.code = text::next_part(rest, '|');
    out.display = rest;
    out.type = next();
    next(); // the search, which read_summary_sections() reads
    out.field = next();
    out.name = next();
    out.item = next();
    const std::string only = next();
    rest = only;
    out.only_path = text::next_part(rest, '=');
    out.only_coding = rest;
    out.values = next();
    out.value_code = next();
    out.unit = next();
    out.unknown_code = next();
    out.period = next();
    out.is_timeless = out.period == timeless;
    out.may_be_open = next() == open_end;
    out.statuses = next();
    out.counts = counts_of(line);
    return out;
}

} // namespace

EligibilityTable read_eligibility_table(std::string_view table, std::string_view canonical) {
    const std::string whole = with_own_base(table, canonical);
    EligibilityTable out{.canonical = std::string(canonical)};
    for (std::string_view line : text::table_lines(whole)) {
        if (line.starts_with('\t') && line.find(limit_by) != std::string_view::npos) {
            line.remove_prefix(1);
            out.limit = text::next_part(line, limit_by);
            out.level = line;
        } else if (line.starts_with('\t')) {
            out.asking.emplace_back(line.substr(1));
        } else {
            out.rows.push_back(read_eligibility_row(line));
        }
    }
    return out;
}

} // namespace renkei::mhd
