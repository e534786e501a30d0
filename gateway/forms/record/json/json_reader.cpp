#include "gateway/forms/record/json/json_reader.h"

#include "gateway/core/text/joined.h"
#include "gateway/forms/record/value/record.h"
#include "generated/messages/conversion.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace renkei::record {
namespace {

using json::NodeId;

std::string_view printed(json::ValueKind kind) {
    constexpr std::array<std::string_view, 7> names{"object", "array", "string", "number",
                                                    "true",   "false", "null"};
    return names[static_cast<std::size_t>(kind)];
}

SourceType source_type_of(const json::Node& node) {
    return node.is_boolean()  ? SourceType::boolean
           : node.is_number() ? SourceType::number
                              : SourceType::string;
}

} // namespace

void JsonReader::read(const json::Tree& tree, Record& record, diag::Report& report) {
    tree_ = &tree;
    record_ = &record;
    report_ = &report;
    blanks_.clear();
    unknown_.clear();
    compared_ = 0;
    free_of_ = json::no_node;
    rows_.clear();
    positions_.reset();
    reasons_ = json::no_node;
    if (!is_kind(json::Tree::root, json::ValueKind::object)) {
        return;
    }
    find_pointers();
    read_keys(json::Tree::root, layout_->root(), record.root(), nullptr);
    if (reasons_ != json::no_node) {
        read_reasons(reasons_, *layout_->root().find(tree.key(reasons_)));
    }
    keep_extras();
}

void JsonReader::read_keys(NodeId object, const JsonKey& key, Row& row, const JsonPath* path) {
    std::size_t next = 0; // most files keep the order of the item table
    for (const NodeId node : tree_->children(object)) {
        const std::string_view name = tree_->key(node);
        const JsonKey* known =
            next < key.keys.size() && key.keys[next].name == name ? &key.keys[next] : key.find(name);
        const JsonPath here{path, name};
        if (known == nullptr) {
            unknown_.push_back({pointer(&here), node, object, &key});
            continue;
        }
        next = static_cast<std::size_t>(known - key.keys.data()) + 1;
        read_key(node, *known, row, here);
    }
}

void JsonReader::read_key(NodeId node, const JsonKey& key, Row& row, const JsonPath& path) {
    switch (key.kind) {
    case JsonKeyKind::object: return read_object(node, key, row, path);
    case JsonKeyKind::item: return read_item(node, record_->form().items()[key.item], row);
    case JsonKeyKind::rows: return read_rows(node, key, row, path);
    case JsonKeyKind::codes: return read_codes(node, key, row);
    case JsonKeyKind::reasons: reasons_ = node; return;
    }
}

void JsonReader::read_object(NodeId node, const JsonKey& key, Row& row, const JsonPath& path) {
    if ((*tree_)[node].is_null() || ((*tree_)[node].is_object() && (*tree_)[node].count == 0)) {
        return pruned(node);
    }
    if (is_kind(node, json::ValueKind::object)) {
        read_keys(node, key, row, &path);
    }
}

void JsonReader::read_item(NodeId node, const form::Item& item, Row& row) {
    const json::Node& found = (*tree_)[node];
    if (found.is_null()) {
        return add_blank(item, row);
    }
    if (found.is_container()) {
        const std::string_view wanted =
            printed(json_source_type(item.type) == SourceType::string ? json::ValueKind::string
                                                                      : json::ValueKind::number);
        return add(node, about_item(record_->form(), item, message::json_not_this,
                                    {json_source_type(item.type) == SourceType::boolean ? "true / false"
                                                                                        : std::string(wanted),
                                     std::string(printed(found.kind))}));
    }
    const std::size_t errors = report_->count(diag::Severity::error);
    const std::string_view text = read_text(node, item);
    if (!text.empty()) {
        record_->set(row, item, text, found.begin);
    } else if (report_->count(diag::Severity::error) == errors) {
        add_blank(item, row);
    }
}

// Canonical text in the record's arena; empty if there is none, which is then in the report.
std::string_view JsonReader::read_text(NodeId node, const form::Item& item) {
    const std::string_view text = tree_->text(node);
    const bool is_free = item.type == form::ItemType::text || item.type == form::ItemType::token;
    if (text.empty() && is_free) {
        add(node, about_item(record_->form(), item, message::loss_normalised, {"\"\"", "null"}));
        return {};
    }
    LexicalResult reading = read_value(record_->form(), item, {text, source_type_of((*tree_)[node])},
                                       read_mode_, record_->arena());
    if (reading.finding) {
        add(node, *std::move(reading.finding));
    }
    return reading.text.data() == text.data() ? record_->arena().keep(reading.text) : reading.text;
}

void JsonReader::read_rows(NodeId node, const JsonKey& key, Row& row, const JsonPath& path) {
    if ((*tree_)[node].is_null() || ((*tree_)[node].is_array() && (*tree_)[node].count == 0)) {
        return pruned(node);
    }
    if (!is_kind(node, json::ValueKind::array, "rows")) {
        return;
    }
    for (const NodeId element : tree_->children(node)) {
        if (!is_kind(element, json::ValueKind::object)) {
            continue;
        }
        Row& added = record_->add_row(row, key.group);
        const JsonPath here{&path, {}, added.index};
        const std::size_t blanks = blanks_.size();
        const std::size_t unknown = unknown_.size();
        const std::size_t errors = report_->count(diag::Severity::error);
        rows_.emplace_back(element, &added);
        read_keys(element, key, added, &here);
        const bool says_nothing =
            unknown == unknown_.size() && errors == report_->count(diag::Severity::error);
        if (says_nothing && is_empty_row(record_->form(), added) && !is_pointed_at(here)) {
            drop_row(element, row, key.group, blanks);
        }
    }
}

// Reasons are read last, but they decide which rows say something.
void JsonReader::find_pointers() {
    pointers_.clear();
    if (unmapped_->absent == form::none) {
        return;
    }
    const form::Form& form = record_->form();
    const NodeId reasons = tree_->child(json::Tree::root, form.text(form.groups()[unmapped_->absent].id));
    if (reasons == json::no_node || !(*tree_)[reasons].is_array()) {
        return;
    }
    for (const NodeId reason : tree_->children(reasons)) {
        for (const NodeId child : tree_->children(reason)) {
            if ((*tree_)[child].is_string() && tree_->text(child).starts_with('/')) {
                pointers_.push_back(tree_->text(child));
            }
        }
    }
    std::sort(pointers_.begin(), pointers_.end());
}

bool JsonReader::is_pointed_at(const JsonPath& path) const {
    const std::string below = pointer(&path) + "/";
    const auto found = std::lower_bound(pointers_.begin(), pointers_.end(), below);
    return found != pointers_.end() && found->starts_with(below);
}

// An empty row is no row.
void JsonReader::drop_row(NodeId node, Row& parent, form::GroupId group, std::size_t blanks) {
    record_->remove_last_row(parent, group);
    blanks_.resize(blanks);
    rows_.pop_back();
    pruned(node);
}

void JsonReader::read_codes(NodeId node, const JsonKey& key, Row& row) {
    const form::Item& item = record_->form().items()[key.item];
    if ((*tree_)[node].is_null()) {
        return add_blank(item, row);
    }
    if ((*tree_)[node].is_array() && (*tree_)[node].count == 0) {
        return pruned(node);
    }
    if (!is_kind(node, json::ValueKind::array, "codes")) {
        return;
    }
    for (const NodeId element : tree_->children(node)) {
        if ((*tree_)[element].is_container() || (*tree_)[element].is_null()) {
            add(element, about_item(record_->form(), item, message::json_not_this,
                                    {"string", std::string(printed((*tree_)[element].kind))}));
        } else if (const std::string_view text = read_text(element, item); !text.empty()) {
            record_->set(record_->add_row(row, key.group), item, text, (*tree_)[element].begin);
        }
    }
}

void JsonReader::read_reasons(NodeId node, const JsonKey& key) {
    if ((*tree_)[node].is_null() || ((*tree_)[node].is_array() && (*tree_)[node].count == 0)) {
        return pruned(node);
    }
    if (!is_kind(node, json::ValueKind::array, "rows")) {
        return;
    }
    for (const NodeId element : tree_->children(node)) {
        if (is_kind(element, json::ValueKind::object)) {
            read_reason(element, key);
        }
    }
    // What named no item stays, in canonical order.
    const Rows& rows = record_->rows(record_->root(), key.group);
    const form::Item& pointer_item = record_->form().items()[unmapped_->absent_pointer];
    std::stable_sort(rows.rows, rows.rows + rows.count, [&](const Row* a, const Row* b) {
        return layout_->order(record_->value(*a, pointer_item).text()) <
               layout_->order(record_->value(*b, pointer_item).text());
    });
    for (std::uint32_t i = 0; i < rows.count; ++i) {
        rows.rows[i]->index = i;
    }
}

void JsonReader::read_reason(NodeId node, const JsonKey& key) {
    Row& row = record_->add_row(record_->root(), key.group);
    for (const NodeId child : tree_->children(node)) {
        const JsonKey* const known = key.find(tree_->key(child));
        if (known == nullptr) {
            add(child, diag::finding(message::json_reason_key, {},
                                     {tree_->key(child), text::joined(key.keys, ", ", &JsonKey::name)}));
        } else if (!(*tree_)[child].is_null()) {
            read_item(child, record_->form().items()[known->item], row);
        }
    }
    if (take_reason(row)) {
        record_->remove_last_row(record_->root(), key.group);
    }
}

// Gives the reason to the item that its pointer names, if there is one, it has no value, and may have a
// reason.
bool JsonReader::take_reason(const Row& reason) {
    const form::Form& form = record_->form();
    const auto text = [&](form::ItemId item) {
        return item == form::none ? std::string_view{} : record_->value(reason, form.items()[item]).text();
    };
    const std::optional<Place> place = locate(text(unmapped_->absent_pointer));
    if (!place || text(unmapped_->absent_reason).empty()) {
        return false;
    }
    const form::Item& item = form.items()[place->item];
    if (item.is(form::reason_apart)) {
        return false;
    }
    const Absent absent{text(unmapped_->absent_reason), text(unmapped_->absent_note)};
    const std::uint32_t offset = record_->value(reason, form.items()[unmapped_->absent_pointer]).offset;
    if (item.type == form::ItemType::codes) {
        const bool is_free = record_->rows(*place->row, item.group).count == 0;
        if (is_free) {
            record_->set_absent(record_->add_row(*place->row, item.group), item, absent, offset);
        }
        return is_free;
    }
    const bool is_free = !place->row->has(item.slot);
    if (is_free) {
        record_->set_absent(*place->row, item, absent, offset);
    }
    return is_free;
}

Row* JsonReader::row_of(NodeId element) const {
    const auto found = std::lower_bound(rows_.begin(), rows_.end(), element,
                                        [](const auto& pair, NodeId wanted) { return pair.first < wanted; });
    return found == rows_.end() || found->first != element ? nullptr : found->second;
}

std::optional<JsonReader::Place> JsonReader::locate(std::string_view pointer) const {
    const std::optional<std::vector<std::string>> steps = pointer_steps(pointer);
    if (!steps) {
        return std::nullopt;
    }
    const JsonKey* key = &layout_->root();
    NodeId node = json::Tree::root;
    Row* row = &record_->root();
    for (std::size_t i = 0; i < steps->size(); ++i) {
        key = key->find((*steps)[i]);
        if (key == nullptr || key->kind == JsonKeyKind::reasons) {
            return std::nullopt;
        }
        node = node == json::no_node ? node : tree_->child(node, (*steps)[i]);
        const bool is_last = i + 1 == steps->size();
        if (key->kind == JsonKeyKind::item || key->kind == JsonKeyKind::codes) {
            return is_last ? std::optional(Place{row, key->item}) : std::nullopt;
        }
        if (key->kind == JsonKeyKind::rows) {
            std::uint32_t index = 0;
            const std::string step = is_last ? "" : (*steps)[++i];
            const auto [stop, wrong] = std::from_chars(step.data(), step.data() + step.size(), index);
            const bool is_index =
                wrong == std::errc{} && stop == step.data() + step.size() && node != json::no_node;
            node = is_index ? tree_->element(node, index) : json::no_node;
            row = node == json::no_node ? nullptr : row_of(node);
            if (row == nullptr) {
                return std::nullopt;
            }
        }
    }
    return std::nullopt;
}

bool JsonReader::is_kind(NodeId node, json::ValueKind wanted, std::string_view called) {
    const json::ValueKind found = (*tree_)[node].kind;
    if (found != wanted) {
        add(node, diag::finding(message::json_not_this, {},
                                {called.empty() ? printed(wanted) : called, printed(found)}));
    }
    return found == wanted;
}

// An empty array or object has no value.
void JsonReader::pruned(NodeId node) {
    const std::string_view raw = tree_->raw(node);
    constexpr std::size_t short_enough = 60;
    diag::Finding finding = diag::finding(message::loss_normalised, {},
                                          {raw.size() > short_enough ? "{…}" : std::string(raw), "\"\""});
    finding.value = raw;
    add(node, std::move(finding));
}

void JsonReader::add(NodeId node, diag::Finding finding) {
    if (!positions_) {
        positions_.emplace(tree_->input());
    }
    if (report_->not_shown() == 0) { // a finding that is only counted needs no place
        finding.where = json::where(*tree_, node, *positions_);
    }
    report_->add(std::move(finding));
}

} // namespace renkei::record
