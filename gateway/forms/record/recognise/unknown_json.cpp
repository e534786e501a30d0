#include "gateway/forms/record/recognise/unknown_json.h"

#include "gateway/core/json/place.h"
#include "gateway/forms/form/form_discriminator.h"
#include "gateway/forms/form/form_title.h"
#include "gateway/forms/form/nearest.h"
#include "generated/messages/forms.h"
#include "generated/messages/json_forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <utility>
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

// The marks of all forms by their place; forms with the same header have one place.
using MarkPlaces = std::vector<std::pair<std::string, std::vector<std::string_view>>>;

void add_once(std::vector<std::string_view>& out, std::string_view text) {
    if (std::ranges::find(out, text) == out.end()) {
        out.push_back(text);
    }
}

MarkPlaces mark_places(std::span<const form::Form* const> forms) {
    MarkPlaces out;
    for (const form::Form* form : forms) {
        const form::FormDiscriminator mark = form::discriminator_of(*form);
        const bool is_json = std::ranges::find(form->syntaxes(), form::SyntaxKind::json,
                                               &form::Syntax::kind) != form->syntaxes().end();
        if (mark.item == form::none || !is_json) {
            continue;
        }
        const std::string place = pointer_to(*form, mark.item);
        auto at = std::ranges::find(out, place, &MarkPlaces::value_type::first);
        at = at == out.end() ? out.insert(at, {place, {}}) : at;
        add_once(at->second, mark.value);
    }
    return out;
}

} // namespace

const form::Form* other_form_in(const json::Tree& tree, std::string_view claimed,
                                std::span<const form::Form* const> forms) {
    return ClaimCheck(tree, claimed, forms).run();
}

std::string pointer_to(const form::Form& form, form::ItemId item) {
    std::string out = "/" + std::string(form.text(form.items()[item].id));
    std::ranges::replace(out, '.', '/');
    return out;
}

diag::Finding unknown_json(const json::Tree& tree, std::span<const form::Form* const> forms) {
    const MarkPlaces all = mark_places(forms);
    std::vector<std::string_view> places;
    for (const auto& [place, marks] : all) {
        const json::NodeId node = json::resolve(tree, place);
        if (node != json::no_node && !tree[node].is_container() && !tree[node].is_null()) {
            const std::string found(tree.text(node));
            return diag::finding(
                message::content_unknown_type, json::where(tree, node),
                {found, fmt::format("{}", fmt::join(marks, ", ")), form::nearest(found, marks)});
        }
        places.push_back(place);
    }
    if (tree[json::Tree::root].is_array()) { // several documents are lines, or files
        return diag::finding(message::json_not_this, json::where(tree, json::Tree::root),
                             {"object", "array"});
    }
    const bool is_fhir = tree.child(json::Tree::root, "resourceType") != json::no_node;
    const form::Form* const like = is_fhir ? nullptr : other_form_in(tree, {}, forms);
    const form::FormDiscriminator mark =
        like == nullptr ? form::FormDiscriminator{} : form::discriminator_of(*like);
    if (mark.item != form::none) {
        return diag::finding(message::content_without_type, json::where(tree, json::Tree::root),
                             {form::form_title(*like), pointer_to(*like, mark.item), mark.value});
    }
    return diag::finding(message::content_unknown_json, json::where(tree, json::Tree::root),
                         {fmt::format("{}", fmt::join(places, ", "))});
}

} // namespace renkei::record
