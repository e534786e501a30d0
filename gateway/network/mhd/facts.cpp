#include "gateway/network/mhd/facts.h"

#include "gateway/core/text/words.h"

#include <algorithm>
#include <vector>

namespace renkei::mhd {
namespace {

constexpr std::string_view serves_others = "-";

template <class Row, class Read>
std::vector<Row> rows_of(std::string_view table, Read read) {
    std::vector<Row> out;
    while (!table.empty()) {
        std::string_view line = text::next_part(table, '\n');
        if (!line.empty() && !line.starts_with('#')) {
            out.push_back(read(line));
        }
    }
    return out;
}

Fact read_fact(std::string_view line) {
    const std::string_view kind = text::next_part(line, '\t');
    const std::string_view type = text::next_part(line, '\t');
    return {.kind = kind, .type = type, .search = line};
}

FactLine read_fact_line(std::string_view line) {
    const auto next = [&line] { return text::next_part(line, '\t'); };
    FactLine out{.type = next()};
    out.what = next();
    out.words = next();
    out.states = next();
    out.date = next();
    return out;
}

const Fact* first_of_type(std::string_view type) {
    const auto all = facts();
    const auto found = std::ranges::find(all, type, &Fact::type);
    return found == all.end() ? nullptr : &*found;
}

} // namespace

std::span<const Fact> facts() {
    static const std::vector<Fact> read = rows_of<Fact>(facts_table(), read_fact);
    return read;
}

TypeRole role_of(std::string_view type) {
    const Fact* const first = first_of_type(type);
    return first == nullptr               ? TypeRole::unknown
           : first->kind == serves_others ? TypeRole::helper
                                          : TypeRole::fact;
}

std::string_view kind_of(std::string_view type) {
    const Fact* const first = first_of_type(type);
    return first == nullptr ? std::string_view() : first->kind;
}

const FactLine& line_of(std::string_view type) {
    static const std::vector<FactLine> read = rows_of<FactLine>(fact_lines_table(), read_fact_line);
    const auto found = std::ranges::find(read, type, &FactLine::type);
    return found == read.end() ? read.back() : *found;
}

} // namespace renkei::mhd
