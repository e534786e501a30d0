#include "gateway/forms/conform/documents/document_content.h"

#include "gateway/core/text/width_folding.h"
#include "gateway/forms/conform/documents/written_values.h"

#include <algorithm>
#include <vector>

namespace renkei::conform {
namespace {

// The value of an identifier, or of one of several.
bool is_number_of_identifier(const json::Tree& tree, json::NodeId leaf) {
    if (!tree.has_key(leaf) || tree.key(leaf) != "value") {
        return false;
    }
    const json::NodeId object = tree.parent(leaf);
    const json::NodeId named = tree.is_element(object) ? tree.parent(object) : object;
    return tree.has_key(named) && tree.key(named) == "identifier";
}

} // namespace

void DocumentContent::add(std::string_view text) {
    if (added_.contains(text)) {
        return;
    }
    added_.emplace(text);
    texts_ += text::fold(text) + '\n';
    const std::vector<std::string> dates = dates_in(text);
    dates_.insert(dates.begin(), dates.end());
    add_number(text);
}

void DocumentContent::add(const json::Tree& tree, std::span<const json::NodeId> left_out) {
    for (json::NodeId node = 0; node < tree.size(); ++node) {
        if (tree[node].is_container() || (tree.has_key(node) && tree.key(node) == "div")) {
            continue;
        }
        if (!std::ranges::binary_search(left_out, node)) {
            add(tree.text(node));
        } else if (is_number_of_identifier(tree, node)) {
            add_number(tree.text(node));
        }
    }
}

void DocumentContent::add_number(std::string_view text) {
    if (const std::string digits = digits_of(text); !digits.empty()) {
        digits_ += digits + '\n';
    }
}

bool DocumentContent::has_text(std::string_view text) const { return has_folded(text::fold(text)); }

} // namespace renkei::conform
