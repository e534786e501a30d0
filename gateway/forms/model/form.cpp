#include "gateway/forms/model/form.h"

#include <algorithm>

namespace renkei::model {

diag::Result<Form> Form::open(std::string_view bytes) {
    Form out;
    TRY(out.blob_, base::Blob::open(bytes, "form", layout_version));
    const base::Blob& blob = out.blob_;
    out.about_ = blob.section<FormHeader>(header_section);
    if (out.about_.size() != 1) {
        return diag::fail(diag::Message::blob_wrong, {}, {"form: no-form"});
    }
    blob.read(first_form_section, out.tables_);
    return out;
}

std::optional<std::uint16_t> Form::item(std::string_view id) const {
    const auto less = [&](std::uint16_t index, std::string_view wanted) {
        return text(tables_.items[index].id) < wanted;
    };
    const auto found = std::lower_bound(tables_.item_index.begin(), tables_.item_index.end(), id, less);
    if (found == tables_.item_index.end() || text(tables_.items[*found].id) != id) {
        return std::nullopt;
    }
    return *found;
}

std::optional<std::uint16_t> Form::group(std::string_view id) const {
    for (std::uint16_t i = 0; i < tables_.groups.size(); ++i) {
        if (text(tables_.groups[i].id) == id) {
            return i;
        }
    }
    return std::nullopt;
}

const Syntax* Form::syntax(std::string_view id) const {
    const auto found = std::find_if(tables_.syntaxes.begin(), tables_.syntaxes.end(),
                                    [&](const Syntax& s) { return text(s.id) == id; });
    return found == tables_.syntaxes.end() ? nullptr : &*found;
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

} // namespace renkei::model
