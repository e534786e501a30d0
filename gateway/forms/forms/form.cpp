#include "gateway/forms/forms/form.h"

#include <algorithm>

namespace renkei::forms {

diag::Result<Form> Form::open(std::string_view bytes) {
    Form out;
    TRY(out.blob_, base::Blob::open(bytes, "form", layout_version));
    const base::Blob& blob = out.blob_;
    out.about_ = blob.section<FormHeader>(s_about);
    if (out.about_.size() != 1) {
        return diag::fail(diag::Message::blob_wrong, {}, {"form: no-form"});
    }
    out.items_ = blob.section<Item>(s_items);
    out.groups_ = blob.section<Group>(s_groups);
    out.level_keys_ = blob.section<std::uint16_t>(s_level_keys);
    out.formats_ = blob.section<Format>(s_formats);
    out.lists_ = blob.section<CodeList>(s_lists);
    out.list_rows_ = blob.section<CodeRow>(s_list_rows);
    out.translations_ = blob.section<FurtherCoding>(s_translations);
    out.understood_ = blob.section<AcceptedCoding>(s_understood);
    out.rules_ = blob.section<Rule>(s_rules);
    out.rule_targets_ = blob.section<std::uint32_t>(s_rule_targets);
    out.rule_values_ = blob.section<Str>(s_rule_values);
    out.syntaxes_ = blob.section<Syntax>(s_syntaxes);
    out.cells_ = blob.section<Cell>(s_cells);
    out.cell_parts_ = blob.section<std::uint16_t>(s_cell_parts);
    out.name_parts_ = blob.section<NamePart>(s_name_parts);
    out.implied_ = blob.section<Implied>(s_implied);
    out.senders_ = blob.section<std::uint16_t>(s_senders);
    out.creators_ = blob.section<Str>(s_creators);
    out.item_index_ = blob.section<std::uint16_t>(s_item_index);
    return out;
}

std::optional<std::uint16_t> Form::item(std::string_view id) const {
    const auto less = [&](std::uint16_t index, std::string_view wanted) {
        return text(items_[index].id) < wanted;
    };
    const auto found = std::lower_bound(item_index_.begin(), item_index_.end(), id, less);
    if (found == item_index_.end() || text(items_[*found].id) != id) {
        return std::nullopt;
    }
    return *found;
}

std::optional<std::uint16_t> Form::group(std::string_view id) const {
    for (std::uint16_t i = 0; i < groups_.size(); ++i) {
        if (text(groups_[i].id) == id) {
            return i;
        }
    }
    return std::nullopt;
}

const Syntax* Form::syntax(std::string_view id) const {
    const auto found =
        std::find_if(syntaxes_.begin(), syntaxes_.end(), [&](const Syntax& s) { return text(s.id) == id; });
    return found == syntaxes_.end() ? nullptr : &*found;
}

std::uint16_t Form::row_of_form_code(const CodeList& list, std::string_view code) const {
    const std::span<const CodeRow> all = rows(list);
    for (std::uint16_t i = 0; i < all.size(); ++i) {
        if (text(all[i].form) == code) {
            return i;
        }
    }
    return none;
}

std::uint16_t Form::row_of_fhir_code(const CodeList& list, std::string_view code) const {
    const std::span<const CodeRow> all = rows(list);
    for (std::uint16_t i = 0; i < all.size(); ++i) {
        if (text(all[i].fhir) == code) {
            return i;
        }
    }
    return none;
}

} // namespace renkei::forms
