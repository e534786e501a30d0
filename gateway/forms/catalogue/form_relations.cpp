#include "gateway/forms/catalogue/form_relations.h"

#include "gateway/core/base/filesystem.h"
#include "gateway/forms/form/form.h"
#include "gateway/forms/form/tables.h"
#include "gateway/forms/record/name/file_name.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

namespace renkei::catalogue {
namespace {

template <class Each>
void each_need(const form::Form& form, const Each& each) {
    for (const base::Str need : form.needs()) {
        for (const std::string_view id : form::forms_of_need(form.text(need))) {
            each(id);
        }
    }
}

bool needs(const form::Form& form, std::string_view id) {
    bool out = false;
    each_need(form, [&](std::string_view needed) { out = out || needed == id; });
    return out;
}

} // namespace

RelationsOfForms relations_of(const std::deque<form::Form>& forms) {
    std::multimap<std::string_view, const form::Form*> by_id;
    RelationsOfForms out;
    for (const form::Form& form : forms) {
        by_id.emplace(form.id(), &form);
        out.try_emplace(&form);
    }
    const auto each_of = [&](std::string_view id, const auto& each) {
        for (auto [at, end] = by_id.equal_range(id); at != end; ++at) {
            each(at->second);
        }
    };
    for (const form::Form& form : forms) {
        for (const form::Deletion& deleted : form.deletes()) {
            if (!deleted.item.empty()) { // says only which items are the same
                continue;
            }
            each_of(form.text(deleted.form), [&](const form::Form* other) {
                out[&form].deletes.push_back(other);
                out[other].deletions.push_back(&form);
            });
        }
        each_need(form, [&](std::string_view id) {
            each_of(id, [&](const form::Form* other) {
                if (!needs(*other, form.id())) {
                    out[&form].heads.push_back(other);
                    out[other].parts.push_back(&form);
                }
            });
        });
    }
    return out;
}

void check_file_names(const fs::path& mappings, const std::deque<form::Form>& forms, diag::Report& report) {
    std::map<std::string, const form::Form*> of_shape;
    for (const form::Form& form : forms) {
        for (const form::Syntax& syntax : form.syntaxes()) {
            if (syntax.kind == form::SyntaxKind::json || form.name_parts(syntax).empty()) {
                continue;
            }
            const std::string shape = record::file_name_shape(form, syntax);
            const form::Form& first = *of_shape.emplace(shape, &form).first->second;
            const bool is_known_by_name =
                record::has_items_in_name(form, syntax) || !record::file_name_beginning(form, syntax).empty();
            if (first.id() != form.id() && is_known_by_name) {
                report.add(diag::message::file_names_same,
                           {.file = (mappings / form.id() / "form.yaml").generic_string()},
                           {first.id(), form.id(), shape});
            }
        }
    }
}

namespace {

// An item that `deletes:` names must be there, and all that names a document of the other form must be said.
void check_key(const fs::path& mappings, const form::Form& form, const form::Deletion& deleted,
               const form::Form& other, diag::Report& report) {
    const auto missing = [&](std::string_view item) {
        report.add(diag::message::identity_item_missing,
                   {.file = (mappings / form.id() / "form.yaml").generic_string()},
                   {"deletes: " + std::string(other.id()), item, ""});
    };
    if (!deleted.item.empty()) {
        if (!other.item(form.text(deleted.item))) {
            missing(form.text(deleted.item));
        }
        return;
    }
    for (const form::ItemId id : other.documents()) {
        const form::Item& item = other.items()[id];
        const std::string_view name = other.text(item.id);
        const bool is_paired = std::ranges::any_of(form.deletes(), [&](const form::Deletion& each) {
            return form.text(each.form) == other.id() && form.text(each.item) == name;
        });
        if (!is_paired && !form.item(name) && item.none.empty()) {
            missing(name);
        }
    }
}

} // namespace

void check_set_forms(const fs::path& mappings, const std::deque<form::Form>& forms, diag::Report& report) {
    std::map<std::string, bool, std::less<>> known;
    std::string ids;
    for (const form::Form& form : forms) {
        if (known.try_emplace(std::string(form.id())).second) {
            ids.append(ids.empty() ? "" : ", ").append(form.id());
        }
    }
    for (const form::Form& form : forms) {
        const auto check = [&](std::string_view key, std::string_view id) {
            if (!known.contains(id)) {
                report.add(diag::message::set_form_unknown,
                           {.file = (mappings / form.id() / "form.yaml").generic_string()},
                           {key, id, form::nearest(id, known), ids});
            }
        };
        for (const base::Str need : form.needs()) {
            for (const std::string_view id : form::forms_of_need(form.text(need))) {
                check("needs", id);
            }
        }
        for (const form::Deletion& deleted : form.deletes()) {
            check("deletes", form.text(deleted.form));
            for (const form::Form& other : forms) {
                if (other.id() == form.text(deleted.form)) {
                    check_key(mappings, form, deleted, other, report);
                }
            }
        }
    }
}

} // namespace renkei::catalogue
