// What a row of mappings/access is called, for people.
#pragma once

#include "gateway/core/diag/message.h"

#include <string>

namespace renkei::sharing {

struct Title {
    std::string english;
    std::string japanese;
    const std::string& in(diag::Language language) const {
        return language == diag::Language::english ? english : japanese;
    }
};

} // namespace renkei::sharing
