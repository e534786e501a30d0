#include "gateway/forms/service/document_set.h"

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/form/form_title.h"
#include "gateway/forms/record/name/file_name.h"
#include "generated/messages/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_set>

namespace renkei::service {
namespace {

const std::string* text_in(const SetMember& member, std::string_view item) {
    const auto found = std::ranges::find(member.key, item, &std::pair<std::string_view, std::string>::first);
    return found == member.key.end() ? nullptr : &found->second;
}

// The values of these items; nothing if the member lacks one.
std::optional<std::string> texts_of(const SetMember& member, const std::vector<std::string_view>& items) {
    std::string out;
    for (const std::string_view item : items) {
        const std::string* const text = text_in(member, item);
        if (text == nullptr) {
            return std::nullopt;
        }
        out += *text;
        out += '\n';
    }
    return out;
}

std::vector<std::string_view> items_of(const SetMember& member) {
    std::vector<std::string_view> out;
    for (const auto& [item, text] : member.key) {
        out.push_back(item);
    }
    return out;
}

// How the file of the form is called that belongs to the member: what names both is the same, and what only
// the other form has is empty there.
std::string name_beside(const SetMember& member, const form::Form& form) {
    for (const form::Syntax& syntax : form.syntaxes()) {
        if (!form.name_parts(syntax).empty()) {
            return record::expected_file_name(form, syntax, [&](std::string_view item) {
                const std::string* const text = text_in(member, item);
                return std::optional<std::string_view>(text == nullptr ? std::string_view() : *text);
            });
        }
    }
    return std::string(form.id());
}

class SetCheck {
public:
    SetCheck(const catalogue::Catalogue& catalogue, std::span<const SetMember> members, diag::Report& report)
        : catalogue_(catalogue),
          report_(report) {
        for (const SetMember& each : members) {
            members_[each.form->id()].push_back(&each);
        }
    }

    void run() {
        for (const auto& [id, members] : members_) {
            std::map<std::string, const SetMember*> seen;
            for (const SetMember* const each : members) {
                find_double(*each, seen);
                for (const base::Str need : each->form->needs()) {
                    ask(*each, each->form->text(need));
                }
            }
        }
    }

private:
    void find_double(const SetMember& member, std::map<std::string, const SetMember*>& seen) {
        const auto [at, is_first] = seen.try_emplace(*texts_of(member, items_of(member)), &member);
        if (!is_first) {
            report_.add(message::set_doubled, member.where,
                        {form::form_title(*member.form), at->second->where.file});
        }
    }

    void ask(const SetMember& member, std::string_view need) {
        const std::vector<std::string_view> forms = form::forms_of_need(need);
        const bool is_there =
            std::ranges::any_of(forms, [&](std::string_view form) { return has(form, member); });
        if (is_there || !reported_.emplace(member.where.file, need).second) {
            return;
        }
        std::vector<std::string> titles;
        std::vector<std::string> names;
        for (const std::string_view id : forms) {
            if (const mapping::Plan* const plan = catalogue_.find(id); plan != nullptr) {
                titles.push_back(form::form_title(plan->form()));
                names.push_back(name_beside(member, plan->form()));
            }
        }
        report_.add(message::set_incomplete, member.where,
                    {form::form_title(*member.form), fmt::format("{}", fmt::join(titles, " | ")),
                     fmt::format("{}", fmt::join(names, " | "))});
    }

    // A document of the form that says the same in all items that name `member`.
    bool has(std::string_view form, const SetMember& member) {
        const std::vector<std::string_view> items = items_of(member);
        const auto [at, is_new] = indexes_.try_emplace({form, items});
        if (is_new) {
            for (const SetMember* const each : members_[form]) {
                if (std::optional<std::string> texts = texts_of(*each, items)) {
                    at->second.insert(*std::move(texts));
                }
            }
        }
        return at->second.contains(*texts_of(member, items));
    }

    const catalogue::Catalogue& catalogue_;
    diag::Report& report_;
    std::map<std::string_view, std::vector<const SetMember*>> members_{}; // by form
    std::map<std::pair<std::string_view, std::vector<std::string_view>>, std::unordered_set<std::string>>
        indexes_{};
    std::set<std::pair<std::string, std::string_view>> reported_{}; // file, need
};

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

bool belongs_to_others(const catalogue::Catalogue& catalogue, const form::Form& form) {
    return !form.needs().empty() || catalogue.is_needed(form.id());
}

std::optional<SetMember> set_member(const catalogue::Catalogue& catalogue, const record::Record& record,
                                    diag::Where where) {
    const form::Form& form = record.form();
    if (!belongs_to_others(catalogue, form)) {
        return std::nullopt;
    }
    SetMember out{.form = &form, .where = std::move(where)};
    const auto add = [&](form::ItemId item) {
        const form::Item& it = form.items()[item];
        if (const std::string_view text = record.common_value(it).text(); !text.empty()) {
            out.key.emplace_back(form.text(it.id), text);
        }
    };
    std::ranges::for_each(form.senders(), add);
    std::ranges::for_each(form.documents(), add);
    if (form.about().revision_item != form::none) {
        add(form.about().revision_item);
    }
    return out;
}

void check_sets(const catalogue::Catalogue& catalogue, std::span<const SetMember> members,
                diag::Report& report) {
    SetCheck(catalogue, members, report).run();
}

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
