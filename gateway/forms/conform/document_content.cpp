#include "gateway/forms/conform/document_content.h"

#include "gateway/core/text/width_folding.h"
#include "gateway/forms/conform/written_values.h"

#include <vector>

namespace renkei::conform {

void DocumentContent::add(std::string_view text) {
    texts_ += text::fold(text) + '\n';
    if (const std::string digits = digits_of(text); !digits.empty()) {
        const std::vector<std::string> dates = dates_in(text);
        dates_.insert(dates.begin(), dates.end());
        digits_ += digits + '\n';
    }
}

void DocumentContent::add(const json::Tree& tree) {
    for (json::NodeId node = 0; node < tree.size(); ++node) {
        if (!tree[node].is_container() && !(tree.has_key(node) && tree.key(node) == "div")) {
            add(tree.text(node));
        }
    }
}

bool DocumentContent::has_text(std::string_view text) const {
    return texts_.find(text::fold(text)) != std::string::npos;
}

} // namespace renkei::conform
