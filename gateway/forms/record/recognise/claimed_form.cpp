#include "gateway/forms/record/recognise/claimed_form.h"

#include <algorithm>
#include <ranges>
#include <string>
#include <vector>

namespace renkei::record {
namespace {

struct OtherForm {
    const form::Form* form;
    std::size_t items = 0; // in the document, of this form and not of the claimed one
};

// Visits the values of a document with the ids of their items: their keys from the outside in, joined by
// dots.
class ClaimCheck {
public:
    ClaimCheck(const json::Tree& tree, std::string_view claimed, std::span<const form::Form* const> forms)
        : tree_(tree) {
        for (const form::Form* form : forms) {
            const bool is_json = std::ranges::any_of(
                form->syntaxes(), [](const form::Syntax& it) { return it.kind == form::SyntaxKind::json; });
            if (form->id() == claimed) {
                claimed_.push_back(form);
            } else if (is_json) {
                others_.push_back({form});
            }
        }
    }

    const form::Form* run() {
        if (!others_.empty()) {
            visit(json::Tree::root, 0);
        }
        const auto most = std::ranges::max_element(others_, {}, &OtherForm::items);
        return most == others_.end() || most->items == 0 ? nullptr : most->form;
    }

private:
    // From the last value on, because forms share their heads. Nothing more is visited once no other form has
    // all that was found.
    void visit(json::NodeId node, std::size_t depth) {
        if (!tree_[node].is_container() || depth > form::max_group_depth) {
            value();
            return;
        }
        const json::Tree::Children all = tree_.children(node);
        const std::vector<json::NodeId> children(all.begin(), all.end());
        for (const json::NodeId child : children | std::views::reverse) {
            if (others_.empty()) {
                return;
            }
            const std::size_t before = id_.size();
            if (tree_[node].is_object()) {
                id_.append(before == 0 ? "" : ".").append(tree_.key(child));
            }
            visit(child, depth + 1);
            id_.resize(before);
        }
    }

    void value() {
        const bool is_of_claimed = std::ranges::any_of(
            claimed_, [this](const form::Form* form) { return form->item(id_).has_value(); });
        if (is_of_claimed) {
            std::erase_if(others_, [this](const OtherForm& other) { return !other.form->item(id_); });
            return;
        }
        for (OtherForm& other : others_) {
            other.items += other.form->item(id_) ? 1U : 0U;
        }
    }

    const json::Tree& tree_;
    std::vector<const form::Form*> claimed_; // its versions
    std::vector<OtherForm> others_; // that have every item which the document and the claimed form have
    std::string id_;
};

} // namespace

const form::Form* other_form_in(const json::Tree& tree, std::string_view claimed,
                                std::span<const form::Form* const> forms) {
    return ClaimCheck(tree, claimed, forms).run();
}

} // namespace renkei::record
