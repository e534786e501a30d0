#include "gateway/core/diag/optional_words.h"

namespace renkei::diag {

std::string optional_words(std::string_view kind, Language language) {
    std::string out = words_for("optional", kind, language);
    return out == kind ? "" : out;
}

bool is_optional(std::string_view kind) { return !optional_words(kind, Language::english).empty(); }

} // namespace renkei::diag
