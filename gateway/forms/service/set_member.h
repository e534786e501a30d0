// A document among those that came in one go, as far as the forms that belong together ask.
#pragma once

#include "gateway/core/diag/finding.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::form {
class Form;
}

namespace renkei::service {

struct SetMember {
    const form::Form* form = nullptr;
    // Id and text of the filled items of its key: sender, what names the document, revision. It holds numbers
    // of persons: for comparison only.
    std::vector<std::pair<std::string_view, std::string>> key{};
    diag::Where where{};
};

} // namespace renkei::service
