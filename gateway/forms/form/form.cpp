#include "gateway/forms/form/form.h"

#include "gateway/core/text/words.h"
#include "generated/messages/base.h"

#include <algorithm>

namespace renkei::form {

diag::Result<Form> Form::open(std::string_view bytes) {
    Form out;
    TRY(out.blob_, base::Blob::open(bytes, "form", layout_version));
    const base::Blob& blob = out.blob_;
    out.about_ = blob.section<FormHeader>(header_section);
    if (out.about_.size() != 1) {
        return diag::fail(diag::message::blob_wrong, {}, {"form: no-form"});
    }
    blob.read(first_form_section, out.tables_);
    return out;
}

std::optional<ItemId> Form::item(std::string_view id) const {
    const auto less = [&](ItemId item, std::string_view wanted) {
        return text(tables_.items[item].id) < wanted;
    };
    const auto found = std::lower_bound(tables_.item_index.begin(), tables_.item_index.end(), id, less);
    if (found == tables_.item_index.end() || text(tables_.items[*found].id) != id) {
        return std::nullopt;
    }
    return *found;
}

std::optional<GroupId> Form::group(std::string_view id) const {
    for (const GroupId group : tables_.groups.ids()) {
        if (text(tables_.groups[group].id) == id) {
            return group;
        }
    }
    return std::nullopt;
}

const Syntax* Form::syntax(std::string_view id) const {
    const auto found = std::find_if(tables_.syntaxes.begin(), tables_.syntaxes.end(),
                                    [&](const Syntax& s) { return text(s.id) == id; });
    return found == tables_.syntaxes.end() ? nullptr : &*found;
}

CodeRowId Form::row_of(const CodeList& list, base::View<CodeRowId> index, Str CodeRow::*code,
                       std::string_view wanted) const {
    const base::IdView<CodeRowId, CodeRow> all = rows(list);
    const auto code_of = [&](CodeRowId row) { return text(all[row].*code); };
    const std::span<const CodeRowId> sorted = index.subspan(list.first_row, list.rows);
    const auto found = std::ranges::lower_bound(sorted, wanted, {}, code_of);
    return found == sorted.end() || code_of(*found) != wanted ? CodeRowId(none) : *found;
}

CodeRowId Form::row_of_form_code(const CodeList& list, std::string_view code) const {
    return row_of(list, tables_.rows_by_form, &CodeRow::form, code);
}

CodeRowId Form::row_of_fhir_code(const CodeList& list, std::string_view code) const {
    return row_of(list, tables_.rows_by_fhir, &CodeRow::fhir, code);
}

GroupId child_towards(const Form& form, GroupId above, GroupId group) {
    while (group != document_group) {
        const GroupId parent = form.groups()[group].parent;
        if (parent == above) {
            return group;
        }
        group = parent;
    }
    return none;
}

std::vector<std::string_view> forms_of_need(std::string_view need) {
    std::vector<std::string_view> out;
    while (!need.empty()) {
        out.push_back(text::trim(text::next_part(need, '|')));
    }
    return out;
}

} // namespace renkei::form
