#include "gateway/forms/record/json/json_writer.h"

#include "gateway/forms/record/value/lexical.h"
#include "gateway/forms/record/value/losses.h"
#include "generated/messages/conversion.h"

#include <algorithm>

namespace renkei::record {
namespace {

// The absence that stands instead of the codes of a list.
const Absent* absence_of_codes(const Record& record, const Row& row, const form::Item& item) {
    const Rows& rows = record.rows(row, item.group);
    return rows.count == 1 ? record.value(*rows.rows[0], item).absent : nullptr;
}

} // namespace

void JsonWriter::write(const Record& record, std::string& out, diag::Report& report) {
    record_ = &record;
    report_ = &report;
    blanks_.collect(record, *unmapped_);
    reasons_.clear();
    collect_reasons(layout_->root(), record.root(), nullptr);
    std::ranges::sort(reasons_, {}, &Reason::order);
    collect_carried();
    json::Writer writer(out);
    writer.start_object();
    write_keys(layout_->root(), record.root(), nullptr, writer);
    writer.end_object();
    add_losses();
}

void JsonWriter::collect_reasons(const JsonKey& key, const Row& row, const JsonPath* path) {
    const form::Form& form = record_->form();
    for (const JsonKey& child : key.keys) {
        const JsonPath here{path, child.name};
        const Absent* absent = nullptr;
        if (child.kind == JsonKeyKind::object) {
            collect_reasons(child, row, &here);
        } else if (child.kind == JsonKeyKind::item) {
            absent = record_->value(row, form.items()[child.item]).absent;
        } else if (child.kind == JsonKeyKind::codes) {
            absent = absence_of_codes(*record_, row, form.items()[child.item]);
        } else if (child.kind == JsonKeyKind::rows) {
            for (const Row* below : record_->rows(row, child.group)) {
                const JsonPath element{&here, {}, below->index};
                collect_reasons(child, *below, &element);
            }
        } else {
            const auto text = [&](const Row& reason, form::ItemId item) {
                return item == form::none ? std::string_view{}
                                          : record_->value(reason, form.items()[item]).text();
            };
            for (const Row* reason : record_->rows(row, child.group)) {
                reasons_.push_back({layout_->order(text(*reason, unmapped_->absent_pointer)),
                                    text(*reason, unmapped_->absent_reason),
                                    text(*reason, unmapped_->absent_note)});
            }
        }
        if (absent != nullptr) {
            add_reason(*absent, here);
        }
    }
}

void JsonWriter::add_reason(const Absent& absent, const JsonPath& path) {
    reasons_.push_back({layout_->order(pointer(&path)), absent.reason, absent.note});
}

void JsonWriter::collect_carried() {
    carried_.clear();
    if (unmapped_->carried == form::none) {
        return;
    }
    const form::Form& form = record_->form();
    for (const Row* row : record_->rows(record_->root(), unmapped_->carried)) {
        const std::string_view pointer =
            record_->value(*row, form.items()[unmapped_->carried_pointer]).text();
        const std::optional<std::vector<std::string>> steps = pointer_steps(pointer);
        // a carried value may come from anywhere: it must be JSON, and no second value of its key
        const bool is_carried =
            steps && is_json(*row) &&
            carried_
                .try_emplace({std::string(pointer.substr(0, pointer.rfind('/'))), steps->back()},
                             Carried{row, false})
                .second;
        if (!is_carried) {
            add_loss(*report_, *record_, *row, form.items()[unmapped_->carried_pointer],
                     diag::message::loss_not_in_syntax, {std::string(syntax_)});
        }
    }
}

bool JsonWriter::is_json(const Row& carried) {
    json::Tree tree;
    return parser_
        .parse(record_->value(carried, record_->form().items()[unmapped_->carried_value]).text(), tree)
        .has_value();
}

void JsonWriter::write_keys(const JsonKey& key, const Row& row, const JsonPath* path, json::Writer& out) {
    for (const JsonKey& child : key.keys) {
        write_key(child, row, JsonPath{path, child.name}, out);
    }
    if (!carried_.empty()) {
        write_carried(key, path, out);
    }
}

void JsonWriter::write_key(const JsonKey& key, const Row& row, const JsonPath& path, json::Writer& out) {
    switch (key.kind) {
    case JsonKeyKind::object:
        if (has_content(key, row, path)) {
            out.key(key.name).start_object();
            write_keys(key, row, &path, out);
            out.end_object();
        }
        return;
    case JsonKeyKind::item: return write_item(key, row, out);
    case JsonKeyKind::rows: return write_rows(key, row, path, out);
    case JsonKeyKind::codes: return write_codes(key, row, out);
    case JsonKeyKind::reasons: return write_reasons(key, out);
    }
}

void JsonWriter::write_item(const JsonKey& key, const Row& row, json::Writer& out) const {
    const form::Item& item = record_->form().items()[key.item];
    const std::string_view text = record_->value(row, item).text();
    if (text.empty()) {
        if (is_null(item, row)) {
            out.key(key.name).null();
        }
        return;
    }
    out.key(key.name);
    const SourceType source_type = json_source_type(item.type);
    if (source_type == SourceType::boolean) {
        out.boolean(text == "1");
    } else if (source_type == SourceType::number) {
        out.number(text);
    } else {
        out.string(text);
    }
}

void JsonWriter::write_rows(const JsonKey& key, const Row& row, const JsonPath& path, json::Writer& out) {
    const Rows& rows = record_->rows(row, key.group);
    if (rows.count == 0) {
        return;
    }
    out.key(key.name).start_array();
    for (const Row* below : rows) {
        const JsonPath element{&path, {}, below->index};
        out.start_object();
        write_keys(key, *below, &element, out);
        out.end_object();
    }
    out.end_array();
}

void JsonWriter::write_codes(const JsonKey& key, const Row& row, json::Writer& out) const {
    const form::Item& item = record_->form().items()[key.item];
    const Rows& rows = record_->rows(row, key.group);
    const bool has_codes = rows.count > 0 && absence_of_codes(*record_, row, item) == nullptr;
    if (!has_codes) {
        if (is_null(item, row)) {
            out.key(key.name).null();
        }
        return;
    }
    out.key(key.name).start_array();
    for (const Row* code : rows) {
        out.string(record_->value(*code, item).text());
    }
    out.end_array();
}

void JsonWriter::write_reasons(const JsonKey& key, json::Writer& out) const {
    if (reasons_.empty()) {
        return;
    }
    out.key(key.name).start_array();
    for (const Reason& reason : reasons_) {
        out.start_object();
        for (const JsonKey& part : key.keys) {
            const std::string_view text = part.item == unmapped_->absent_pointer
                                              ? std::string_view(reason.order.pointer)
                                          : part.item == unmapped_->absent_reason ? reason.code
                                                                                  : reason.note;
            if (!text.empty()) {
                out.member(part.name, text);
            }
        }
        out.end_object();
    }
    out.end_array();
}

void JsonWriter::write_carried(const JsonKey& key, const JsonPath* path, json::Writer& out) {
    const std::string here = pointer(path);
    for (auto at = carried_.lower_bound({here, {}}); at != carried_.end() && at->first.parent == here; ++at) {
        auto& [place, carried] = *at;
        if (key.find(place.name) == nullptr) {
            out.key(place.name)
                .raw(record_->value(*carried.row, record_->form().items()[unmapped_->carried_value]).text());
            carried.written = true;
        }
    }
}

bool JsonWriter::has_content(const JsonKey& key, const Row& row, const JsonPath& path) const {
    const form::Form& form = record_->form();
    const bool any = std::ranges::any_of(key.keys, [&](const JsonKey& child) {
        switch (child.kind) {
        case JsonKeyKind::object: return has_content(child, row, JsonPath{&path, child.name});
        case JsonKeyKind::item:
            return !record_->value(row, form.items()[child.item]).text().empty() ||
                   is_null(form.items()[child.item], row);
        case JsonKeyKind::rows: return record_->rows(row, child.group).count > 0;
        case JsonKeyKind::codes:
            return (record_->rows(row, child.group).count > 0 &&
                    absence_of_codes(*record_, row, form.items()[child.item]) == nullptr) ||
                   is_null(form.items()[child.item], row);
        case JsonKeyKind::reasons: return false;
        }
        return false;
    });
    if (any || carried_.empty()) {
        return any;
    }
    const std::string here = pointer(&path);
    const auto first = carried_.lower_bound({here, {}});
    return first != carried_.end() && first->first.parent == here;
}

bool JsonWriter::is_null(const form::Item& item, const Row& row) const {
    return !blanks_.empty() && blanks_.has(record_->form(), item, row_indices(row));
}

void JsonWriter::add_losses() {
    const form::Form& form = record_->form();
    for (const auto& [place, carried] : carried_) {
        if (!carried.written) {
            add_loss(*report_, *record_, *carried.row, form.items()[unmapped_->carried_pointer],
                     diag::message::loss_not_in_syntax, {std::string(syntax_)});
        }
    }
    if (!layout_->outside().empty()) {
        add_losses_outside(record_->root());
    }
    if (!blanks_.empty()) {
        add_lost_blanks();
    }
}

// Reports blank boxes that cannot be written. A bundle may name a box that the form does not have, one of a
// missing row, or one that is filled.
void JsonWriter::add_lost_blanks() {
    for (const Row* row : record_->rows(record_->root(), unmapped_->blank)) {
        if (!is_written(*row)) {
            add_loss(*report_, *record_, *row, record_->form().items()[unmapped_->blank_item],
                     diag::message::loss_not_in_syntax, {std::string(syntax_)});
        }
    }
}

bool JsonWriter::is_written(const Row& blank) const {
    const form::Form& form = record_->form();
    const std::string_view code = record_->value(blank, form.items()[unmapped_->blank_item]).text();
    const std::string prefix = std::string(form.id()) + ".";
    const auto index = code.starts_with(prefix) ? form.item(code.substr(prefix.size())) : std::nullopt;
    if (!index) {
        return false;
    }
    const form::Item& item = form.items()[*index];
    const bool is_list =
        item.type == form::ItemType::codes; // its rows are the codes: the box is in the row above
    const form::GroupId group = is_list ? form.groups()[item.group].parent : item.group;
    const Row* row =
        row_at(*record_, group, record_->value(blank, form.items()[unmapped_->blank_rows]).text());
    if (row == nullptr) {
        return false;
    }
    return is_list ? record_->rows(*row, item.group).count == 0 ||
                         absence_of_codes(*record_, *row, item) != nullptr
                   : record_->value(*row, item).text().empty();
}

void JsonWriter::add_losses_outside(const Row& row) {
    const form::Form& form = record_->form();
    for (const form::ItemId index : layout_->outside()) {
        const form::Item& item = form.items()[index];
        if (item.group == row.group && row.has(item.slot)) {
            add_loss(*report_, *record_, row, item, diag::message::loss_not_in_syntax,
                     {std::string(syntax_)});
        }
    }
    for (std::uint16_t slot = 0; slot < form.groups()[row.group].groups; ++slot) {
        for (const Row* below : row.groups[slot]) {
            add_losses_outside(*below);
        }
    }
}

} // namespace renkei::record
