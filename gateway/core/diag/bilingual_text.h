// A text of the program in English and Japanese.
#pragma once

#include "gateway/core/diag/message.h"

#include <string>
#include <string_view>

namespace renkei::diag {

struct BilingualText {
    std::string_view english;
    std::string_view japanese;

    std::string in(Language language) const {
        return std::string(language == Language::japanese ? japanese : english);
    }
};

} // namespace renkei::diag
