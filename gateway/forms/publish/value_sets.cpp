#include "gateway/forms/publish/package_parts.h"
#include "generated/messages/publish.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace renkei::publish {
namespace {

// A code list as it stands in FHIR, merged over all forms that have it.
struct Set {
    std::string system;
    std::string title;
    std::map<std::string, std::string> codes{}; // code -> display
    bool is_ours = false;
};

bool is_japanese(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

// If the code system is another's, so is the display; what the ministry calls the code is a designation.
json::Document included_code(const std::string& code, const std::string& display, bool is_ours) {
    json::Document out = {{"code", code}};
    if (is_japanese(display) && !is_ours) {
        out["designation"] = json::Document::array({{{"language", "ja"}, {"value", display}}});
    } else if (!display.empty()) {
        out["display"] = display;
    }
    return out;
}

void put_value_set(const std::string& id, const Set& set, const PackageMetadata& head, ResourceSet& out) {
    json::Document concepts = json::Document::array();
    for (const auto& [code, display] : set.codes) {
        concepts.push_back(included_code(code, display, set.is_ours));
    }
    json::Document document = definition_head(head, "ValueSet", id, set.title, set.title);
    document["compose"]["include"].push_back({{"system", set.system}, {"concept", std::move(concepts)}});
    out.add(package_resource(document, set.title));
}

// Two forms may have a list of the same name; they agree where they have the same code.
void merge(const LoadedForm& form, const form::CodeList& list, const std::string& id, Set& set,
           diag::Report& report) {
    set.system = form.text(list.system);
    set.is_ours = form.is_ours(set.system);
    set.title = form.text(list.name);
    for (const form::CodeRow& row : form.tables.rows(list)) {
        const std::string code = form.text(row.fhir);
        const std::string display = form.text(row.display);
        const auto [known, fresh] = set.codes.try_emplace(code, display);
        if (!fresh && known->second != display) {
            report.add(message::publish_codes_differ, {}, {id, code, set.system, display, known->second});
        }
    }
}

} // namespace

std::string value_set_id(const LoadedForm& form, form::ListId list) {
    const std::string system = form.text(form.tables.lists[list].system);
    return form.is_ours(system) ? std::string(last_segment(system)) : slug(form.tables.list_ids[list]);
}

std::string answer_set_id(const LoadedForm& form, form::ListId list, const Codings& codings) {
    const auto all = codings.listed.find(form.text(form.tables.lists[list].system));
    const bool is_part = all != codings.listed.end() && form.tables.lists[list].rows < all->second.size();
    return is_part ? slug(form.tables.list_ids[list]) + "-answers" : value_set_id(form, list);
}

void add_value_sets(const LoadedForms& forms, const Codings& codings, const PackageMetadata& head,
                    ResourceSet& out, diag::Report& report) {
    std::map<std::string, Set> sets;
    std::set<std::string> whole; // value sets that came with their code system
    for (const auto& form : forms) {
        for (const form::ListId l : form->tables.lists.ids()) {
            const std::string id = value_set_id(*form, l);
            merge(*form, form->tables.lists[l], id, sets[id], report);
            if (sets[id].is_ours) {
                whole.insert(id);
            }
            if (const std::string part = answer_set_id(*form, l, codings); part != id) {
                diag::Report said; // of the whole code system
                merge(*form, form->tables.lists[l], part, sets[part], said);
            }
        }
    }
    for (const auto& [id, set] : sets) {
        if (whole.contains(id)) {
            continue;
        }
        if (out.find("ValueSet", id) != nullptr) {
            report.add(message::publish_twice, {}, {"ValueSet/" + id});
        } else {
            put_value_set(id, set, head, out);
        }
    }
}

} // namespace renkei::publish
