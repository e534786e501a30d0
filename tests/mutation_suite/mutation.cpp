#include "tests/mutation_suite/mutation.h"

#include "tests/mutation_suite/kind.h"

#include <algorithm>

namespace renkei::mutation {
namespace {

// Stands for a value until the document is text; no document holds it.
constexpr std::string_view marker = "@@mutated@@";

Target inner_of(const Target& outer, std::string path, std::string key, Json& value) {
    Target out;
    out.path = std::move(path);
    out.key = std::move(key);
    out.parent = outer.value;
    out.value = &value;
    out.is_resource = value.is_object() && value.contains("resourceType");
    out.resource = out.is_resource && value["resourceType"].is_string()
                       ? value["resourceType"].get<std::string>()
                       : outer.resource;
    return out;
}

void collect(const Target& at, std::vector<Target>& out) {
    out.push_back(at);
    if (at.value->is_object()) {
        for (auto member = at.value->begin(); member != at.value->end(); ++member) {
            collect(inner_of(at, at.path + "." + member.key(), member.key(), member.value()), out);
        }
    } else if (at.value->is_array()) {
        for (std::size_t i = 0; i < at.value->size(); ++i) {
            Target element = inner_of(at, at.path + "[" + std::to_string(i) + "]", at.key, (*at.value)[i]);
            element.index = i;
            collect(element, out);
        }
    }
}

std::optional<Target> draw(Json& document, Applies applies, Random& random) {
    std::vector<Target> all;
    const std::string type = document.value("resourceType", "");
    Target whole;
    whole.path = type;
    whole.value = &document;
    whole.resource = type;
    whole.is_resource = true;
    collect(whole, all);
    std::erase_if(all, [&](const Target& one) { return !applies(one); });
    return all.empty() ? std::nullopt : std::optional(all[random() % all.size()]);
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    if (const std::size_t at = text.find(what); at != std::string::npos) {
        text.replace(at, what.size(), by);
    }
    return text;
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::optional<Mutant> replace(Json document, const Replacement& kind, Random& random) {
    const auto target = draw(document, kind.applies, random);
    if (!target) {
        return std::nullopt;
    }
    std::string was = dumped(*target->value);
    if (target->value->is_string()) {
        was = was.substr(1, was.size() - 2);
    }
    *target->value = marker;
    const std::string by = replaced(std::string(kind.json), "{}", was);
    return Mutant{std::string(kind.name), target->path,
                  replaced(dumped(document), "\"" + std::string(marker) + "\"", by)};
}

std::optional<Mutant> add(Json document, const Addition& kind, Random& random) {
    const auto target = draw(document, kind.applies, random);
    if (!target) {
        return std::nullopt;
    }
    Json& object = *target->value;
    const std::string member(kind.member);
    if (object.contains(member) && object[member].is_array()) {
        for (const Json& element : Json::parse(kind.json)) {
            object[member].push_back(element);
        }
    } else {
        object[member] = Json::parse(kind.json);
    }
    return Mutant{std::string(kind.name), target->path, dumped(document)};
}

std::optional<Mutant> operate(Json document, const Operation& kind, Random& random) {
    const auto target = draw(document, kind.applies, random);
    if (!target) {
        return std::nullopt;
    }
    kind.apply(*target, document, random);
    return Mutant{std::string(kind.name), target->path, dumped(document)};
}

template <class Table>
auto row_of(const Table& table, std::string_view name) {
    const auto found = std::ranges::find(table, name, &std::remove_cvref_t<decltype(table[0])>::name);
    return found == table.end() ? nullptr : &*found;
}

} // namespace

std::vector<std::string_view> kinds() {
    std::vector<std::string_view> out;
    const auto names = [&out](const auto& table) {
        for (const auto& row : table) {
            out.push_back(row.name);
        }
    };
    names(replacements());
    names(additions());
    names(operations());
    return out;
}

std::optional<Mutant> mutate(const Json& document, std::string_view kind, Random& random) {
    std::optional<Mutant> out;
    if (const auto* row = row_of(replacements(), kind)) {
        out = replace(document, *row, random);
    } else if (const auto* more = row_of(additions(), kind)) {
        out = add(document, *more, random);
    } else if (const auto* other = row_of(operations(), kind)) {
        out = operate(document, *other, random);
    }
    return out && out->text != dumped(document) ? out : std::nullopt;
}

} // namespace renkei::mutation
