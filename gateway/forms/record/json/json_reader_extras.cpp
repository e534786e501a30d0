// What a document holds beside values: blank boxes, and keys that the form does not know.
#include "gateway/forms/form/nearest.h"
#include "gateway/forms/record/json/json_reader.h"
#include "generated/messages/conversion.h"
#include "generated/messages/json_forms.h"

#include <algorithm>

namespace renkei::record {

void JsonReader::add_blank(const form::Item& item, const Row& row) {
    if (unmapped_->is_unmapped_content(row.group)) {
        return;
    }
    Blank blank{record_->form().items().id_of(item), {}};
    for (const Row* at = &row; at->parent != nullptr; at = at->parent) {
        blank.rows.insert(blank.rows.begin(), at->index);
    }
    blanks_.push_back(std::move(blank));
}

// Blank boxes in the order of the item table, unknown keys in the order of their pointers: independent of the
// order of keys.
void JsonReader::keep_extras() {
    std::ranges::sort(blanks_);
    for (const Blank& blank : blanks_) {
        std::string rows;
        for (const std::uint32_t row : blank.rows) {
            rows += (rows.empty() ? "" : ".") + std::to_string(row);
        }
        if (unmapped_->blank != form::none) {
            mark_blank(*record_, *unmapped_, record_->form().items()[blank.item], rows);
        }
    }
    std::ranges::sort(unknown_, [](const Unknown& a, const Unknown& b) { return a.pointer < b.pointer; });
    for (const Unknown& unknown : unknown_) {
        diag::Finding finding = about_unknown(unknown);
        finding.value = tree_->raw(unknown.node);
        add(unknown.node, std::move(finding));
        if (unmapped_->carried != form::none) {
            carry(*record_, *unmapped_, unknown.pointer, tree_->raw(unknown.node),
                  (*tree_)[unknown.node].begin);
        }
    }
}

diag::Finding JsonReader::about_unknown(const Unknown& unknown) {
    const bool is_carried = unmapped_->carried != form::none;
    if (std::string near = near_key(unknown); !near.empty()) {
        return diag::finding(is_carried ? message::json_key_near_carried : message::json_key_near_unmapped,
                             {}, {unknown.pointer, std::move(near)});
    }
    return diag::finding(is_carried ? message::loss_carried : message::loss_unmapped, {}, {unknown.pointer});
}

// Pointer of the nearest of the keys that might stand beside the unknown one and do not; empty: none is near.
// A document with many unknown keys was written for something else.
std::string JsonReader::near_key(const Unknown& unknown) {
    constexpr std::size_t most_compared = 50;
    if (report_->not_shown() > 0 || compared_ == most_compared) {
        return {};
    }
    ++compared_;
    if (free_of_ != unknown.object) {
        free_of_ = unknown.object;
        free_.clear();
        for (const JsonKey& each : unknown.of_object->keys) {
            if (tree_->child(unknown.object, each.name) == json::no_node) {
                free_.push_back(each.name);
            }
        }
    }
    const std::string near = form::nearest(tree_->key(unknown.node), free_);
    if (near.empty()) {
        return {};
    }
    std::string out = unknown.pointer.substr(0, unknown.pointer.rfind('/'));
    json::append_pointer_step(out, near);
    return out;
}

} // namespace renkei::record
