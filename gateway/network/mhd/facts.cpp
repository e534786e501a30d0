#include "gateway/network/mhd/facts.h"

#include "gateway/core/text/tab_table.h"

#include <algorithm>

namespace renkei::mhd {

std::span<const Fact> facts() {
    static const auto read = text::table_rows<Fact, &Fact::kind, &Fact::type, &Fact::search>(facts_table());
    return read;
}

std::string_view kind_of(std::string_view type) {
    const auto first = std::ranges::find(facts(), type, &Fact::type);
    return first == facts().end() ? std::string_view() : first->kind;
}

const FactLine& line_of(std::string_view type) {
    static const auto read = text::table_rows<FactLine, &FactLine::type, &FactLine::what, &FactLine::words,
                                              &FactLine::states, &FactLine::date>(fact_lines_table());
    const auto found = std::ranges::find(read, type, &FactLine::type);
    return found == read.end() ? read.back() : *found;
}

} // namespace renkei::mhd
