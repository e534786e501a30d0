// A form's tables while they are being made from YAML; write() puts them into a blob that Form opens.
#pragma once

#include "gateway/forms/form/concepts.h"
#include "gateway/forms/form/edition.h"
#include "gateway/forms/form/form.h"
#include "gateway/forms/form/form_yaml.h"
#include "gateway/forms/form/nearest.h"
#include "gateway/forms/form/wordings.h"

#include <map>
#include <set>
#include <string>

namespace renkei::form {

struct Tables : FormSections<base::Vector, base::IdVector> {
    base::BlobWriter blob;
    FormHeader about{};
    EditionHead edition{};

    // for the next steps of compiling
    std::string form_id;
    std::string base; // canonical base with a trailing slash
    base::IdVector<ItemId, std::string> item_ids;
    base::IdVector<ItemId, std::string> item_names;
    base::IdVector<ItemId, diag::Where> item_places; // where the item is declared
    base::IdVector<GroupId, std::string> group_ids;
    base::IdVector<ListId, std::string> list_ids;
    std::map<std::string, ItemId, std::less<>> item_by_id;
    std::map<std::string, GroupId, std::less<>> group_by_id;
    std::map<std::string, ListId, std::less<>> list_by_id;
    std::set<std::string, std::less<>> without; // items of the base form that this version does not have
    Concepts concepts;                          // what items of this form ask, as other forms do
    Wordings wordings;                          // how texts are read
    bool has_reasons = false;                   // a syntax of this form can give a reason instead of a value

    std::span<const CodeRow> rows(const CodeList& list) const {
        return std::span(list_rows).subspan(list.first_row, list.rows);
    }
    void write(); // puts all tables into `blob`; mapping adds its own sections before finish()
};

// Everything wrong goes to the report; the tables are usable only if it got no error.
Tables build_tables(const FormYaml& folder, diag::Report& report);

// None, and reported: there is no such item.
ItemId known_item(const Tables& tables, std::string_view id, const diag::Where& where, diag::Report& report);

} // namespace renkei::form
