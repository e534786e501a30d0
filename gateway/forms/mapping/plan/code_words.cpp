#include "gateway/forms/mapping/plan/code_words.h"

#include "gateway/core/text/tab_table.h"

#include <algorithm>

namespace renkei::mapping {

std::span<const CodeWords> code_words() {
    static const auto all = text::table_rows<CodeWords, &CodeWords::kind, &CodeWords::code, &CodeWords::words,
                                             &CodeWords::pattern, &CodeWords::other>(words_table());
    return all;
}

const CodeWords* code_words_of(std::string_view kind, std::string_view code) {
    const auto found = std::ranges::find_if(
        code_words(), [&](const CodeWords& each) { return each.kind == kind && each.code == code; });
    return found == code_words().end() ? nullptr : &*found;
}

} // namespace renkei::mapping
