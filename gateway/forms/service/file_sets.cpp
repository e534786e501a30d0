#include "gateway/forms/service/file_sets.h"

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/service/document_set.h"

#include <algorithm>
#include <map>
#include <optional>

namespace renkei::service {
namespace {

struct NamedFile {
    const form::Form* form = nullptr;
    std::string key{};
};

struct NamePattern {
    const form::Form* form = nullptr;
    const form::Syntax* syntax = nullptr;
    std::string_view beginning{};
};

// Of forms that belong to others, the longest beginning first.
std::vector<NamePattern> patterns_of(const catalogue::Catalogue& catalogue) {
    std::vector<NamePattern> out;
    for (const mapping::Plan& plan : catalogue.plans()) {
        const form::Form& form = plan.form();
        for (const form::Syntax& syntax : form.syntaxes()) {
            const std::string_view beginning = record::file_name_beginning(form, syntax);
            if (!beginning.empty() && belongs_to_others(catalogue, form)) {
                out.push_back({&form, &syntax, beginning});
            }
        }
    }
    std::ranges::stable_sort(out, std::greater(), [](const NamePattern& it) { return it.beginning.size(); });
    return out;
}

// What the name says beside the form: the filled parts that are items.
std::optional<std::string> key_in(const NamePattern& pattern, std::string_view name) {
    const form::Form& form = *pattern.form;
    const std::optional<record::NameCut> cut = record::cut_file_name(form, *pattern.syntax, name);
    if (!cut) {
        return std::nullopt;
    }
    std::string out;
    const std::span<const form::NamePart> parts = form.name_parts(*pattern.syntax);
    for (std::size_t i = 0; i < cut->texts.size(); ++i) {
        const form::NamePart& part = parts[i];
        const bool is_filled = cut->texts[i] != form.text(part.text);
        if (part.item != form::none && record::fixed_part(form, part).empty() && is_filled) {
            out.append(form.text(form.items()[part.item].id)).append("=").append(cut->texts[i]).append("\n");
        }
    }
    return out;
}

std::optional<NamedFile> named_file(const std::vector<NamePattern>& patterns, std::string_view name) {
    for (const NamePattern& each : patterns) {
        if (record::begins_as_named(record::bare_file_name(name), each.beginning)) {
            if (std::optional<std::string> key = key_in(each, name)) {
                return NamedFile{each.form, *std::move(key)};
            }
        }
    }
    return std::nullopt;
}

bool is_whole(const std::vector<const form::Form*>& forms) {
    const auto is_there = [&](std::string_view id) {
        return std::ranges::any_of(forms, [&](const form::Form* form) { return form->id() == id; });
    };
    return std::ranges::all_of(forms, [&](const form::Form* form) {
        return std::ranges::all_of(form->needs(), [&](base::Str need) {
            return std::ranges::any_of(form::forms_of_need(form->text(need)), is_there);
        });
    });
}

} // namespace

std::vector<FileSet> file_sets(const catalogue::Catalogue& catalogue, std::span<const std::string> names) {
    const std::vector<NamePattern> patterns = patterns_of(catalogue);
    std::vector<FileSet> out;
    std::map<std::string, std::size_t> place; // of a key in `out`
    std::map<std::size_t, std::vector<const form::Form*>> forms;
    for (const std::string& name : names) {
        const std::optional<NamedFile> file = named_file(patterns, name);
        const std::size_t at = file ? place.try_emplace(file->key, out.size()).first->second : out.size();
        if (at == out.size()) {
            out.emplace_back();
        }
        out[at].names.push_back(name);
        if (file) {
            forms[at].push_back(file->form);
        }
    }
    for (const auto& [at, of_set] : forms) {
        out[at].is_whole = is_whole(of_set);
    }
    return out;
}

} // namespace renkei::service
