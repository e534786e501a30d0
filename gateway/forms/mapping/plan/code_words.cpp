#include "gateway/forms/mapping/plan/code_words.h"

#include "gateway/core/text/words.h"

#include <algorithm>
#include <vector>

namespace renkei::mapping {

std::span<const CodeWords> code_words() {
    static const std::vector<CodeWords> all = [] {
        std::vector<CodeWords> out;
        for (std::string_view rest = words_table(); !rest.empty();) {
            std::string_view line = text::next_part(rest, '\n');
            if (!line.empty() && !line.starts_with('#')) {
                CodeWords row;
                for (std::string_view* const cell : {&row.kind, &row.code, &row.words, &row.pattern}) {
                    *cell = text::next_part(line, '\t');
                }
                out.push_back(row);
            }
        }
        return out;
    }();
    return all;
}

const CodeWords* code_words_of(std::string_view kind, std::string_view code) {
    const auto all = code_words();
    const auto found = std::ranges::find_if(
        all, [&](const CodeWords& each) { return each.kind == kind && each.code == code; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace renkei::mapping
