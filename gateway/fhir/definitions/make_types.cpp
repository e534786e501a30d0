#include "gateway/fhir/definitions/make_types.h"

#include "gateway/core/json/names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

namespace renkei::definitions {
namespace {

template <class Value>
using Names = std::pair<std::string_view, Value>;

constexpr std::array kinds = {
    Names<TypeKind>{"resource", TypeKind::resource},
    Names<TypeKind>{"complex-type", TypeKind::complex},
    Names<TypeKind>{"primitive-type", TypeKind::primitive},
};

constexpr std::array strengths = {
    Names<Strength>{"example", Strength::example},
    Names<Strength>{"preferred", Strength::preferred},
    Names<Strength>{"extensible", Strength::extensible},
    Names<Strength>{"required", Strength::required},
};

constexpr std::array primitives = {
    Names<Primitive>{"base64Binary", Primitive::base64Binary},
    Names<Primitive>{"boolean", Primitive::boolean},
    Names<Primitive>{"canonical", Primitive::canonical},
    Names<Primitive>{"code", Primitive::code},
    Names<Primitive>{"date", Primitive::date},
    Names<Primitive>{"dateTime", Primitive::dateTime},
    Names<Primitive>{"decimal", Primitive::decimal},
    Names<Primitive>{"id", Primitive::id},
    Names<Primitive>{"instant", Primitive::instant},
    Names<Primitive>{"integer", Primitive::integer},
    Names<Primitive>{"markdown", Primitive::markdown},
    Names<Primitive>{"oid", Primitive::oid},
    Names<Primitive>{"positiveInt", Primitive::positiveInt},
    Names<Primitive>{"string", Primitive::string},
    Names<Primitive>{"time", Primitive::time},
    Names<Primitive>{"unsignedInt", Primitive::unsignedInt},
    Names<Primitive>{"uri", Primitive::uri},
    Names<Primitive>{"url", Primitive::url},
    Names<Primitive>{"uuid", Primitive::uuid},
    Names<Primitive>{"xhtml", Primitive::xhtml},
};

// The types that a binding applies to when an element may have several types.
constexpr std::array coded_types = {"code", "Coding", "CodeableConcept", "Quantity", "string", "uri"};

template <class Value, std::size_t n>
Value named(const std::array<Names<Value>, n>& table, std::string_view name) {
    const auto* found = std::ranges::find(table, name, &Names<Value>::first);
    return found == table.end() ? Value::none : found->second;
}

std::string last_segment(std::string_view text, char separator) {
    return std::string(text.substr(text.rfind(separator) + 1));
}

std::string parent_of(std::string_view path) { return std::string(path.substr(0, path.rfind('.'))); }

std::uint16_t maximum(std::string_view text) {
    return text == "*" ? unbounded : static_cast<std::uint16_t>(std::stoi(std::string(text)));
}

bool lists_text(Json object, std::string_view key, std::string_view wanted) {
    return std::ranges::any_of(list(object, key), [&](Json item) { return as_text(item) == wanted; });
}

// "value" of "value[x]"
std::optional<std::string> choice_of(const std::string& name) {
    return name.ends_with("[x]") ? std::optional(name.substr(0, name.size() - 3)) : std::nullopt;
}

std::string choice_name(const std::string& choice, std::string type) {
    type[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(type[0])));
    return choice + type;
}

} // namespace

std::vector<TypesBuilder::Alternative> TypesBuilder::types_of(Json element, std::string_view path,
                                                              TypeKind kind) {
    std::vector<Alternative> out;
    for (const Json type : list(element, "type")) {
        Alternative alternative{std::string(text(type, "code")), {}};
        if (alternative.type == "http://hl7.org/fhirpath/System.String") {
            alternative.type = "string"; // ids, and Extension.url, which says more below
        }
        for (const Json extension : list(type, "extension")) {
            if (text(extension, "url").ends_with("/structuredefinition-fhir-type")) {
                alternative.type = text(extension, "valueUrl");
            }
        }
        // R4 declares Resource.id as string; its page of data types and its regular expressions say id
        if (kind == TypeKind::resource && path.ends_with(".id") && std::ranges::count(path, '.') == 1) {
            alternative.type = "id";
        }
        for (const Json profile : list(type, "targetProfile")) {
            alternative.targets.push_back(last_segment(as_text(profile), '/'));
        }
        out.push_back(std::move(alternative));
    }
    return out;
}

TypesBuilder::Line TypesBuilder::line_of(Json element, std::string_view path, TypeKind kind) {
    Json base;
    const bool has_base = element["base"].get(base) == simdjson::SUCCESS;
    Line line{
        .name = last_segment(path, '.'),
        .content_reference = last_segment(text(element, "contentReference"), '#'),
        .types = types_of(element, path, kind),
        .min = static_cast<std::uint16_t>(number(element, "min")),
        .max = maximum(text(element, "max")),
        .is_array = (has_base ? text(base, "max") : text(element, "max")) != "1",
        .is_summary = flag(element, "isSummary"),
        .is_modifier = flag(element, "isModifier"),
        .is_xml_attribute = lists_text(element, "representation", "xmlAttr"),
    };
    Json binding;
    if (element["binding"].get(binding) == simdjson::SUCCESS) {
        line.strength = named(strengths, text(binding, "strength"));
        line.value_set = without_version(text(binding, "valueSet"));
    }
    return line;
}

void TypesBuilder::add(Json definition, TerminologyBuilder& terms) {
    const TypeKind kind = named(kinds, text(definition, "kind"));
    Json snapshot;
    if (kind == TypeKind::none || text(definition, "derivation") == "constraint" ||
        definition["snapshot"].get(snapshot) != simdjson::SUCCESS) {
        return;
    }
    const std::string root(text(definition, "type"));
    drafts_[root] = {
        kind, last_segment(text(definition, "baseDefinition"), '/'), flag(definition, "abstract"), {}};
    for (const Json element : list(snapshot, "element")) {
        const std::string path(text(element, "path"));
        const bool is_value_of_primitive = kind == TypeKind::primitive && path == root + ".value";
        if (path == root || is_value_of_primitive || text(element, "max") == "0") {
            continue;
        }
        Line line = line_of(element, path, kind);
        if (!line.value_set.empty()) {
            terms.add_bound(line.value_set);
        }
        const std::string parent = parent_of(path);
        if (!drafts_.contains(parent)) { // its first child shows that the parent is a backbone
            Line& backbone = drafts_.at(parent_of(parent)).lines.back();
            drafts_[parent] = {
                TypeKind::backbone, std::exchange(backbone.types.at(0).type, parent), false, {}};
        }
        drafts_.at(parent).lines.push_back(std::move(line));
    }
}

TypeId TypesBuilder::number_of(const std::string& name) {
    const auto found = drafts_.find(name);
    if (found == drafts_.end()) {
        problems_.push_back("no definition of type " + name);
        return {};
    }
    return {static_cast<std::uint16_t>(std::distance(drafts_.begin(), found) + 1)};
}

Element TypesBuilder::element(base::BlobWriter& out, const Line& line, const Alternative& alternative,
                              Element row) {
    const auto choice = choice_of(line.name);
    const std::string name = choice ? choice_name(*choice, alternative.type) : line.name;
    row.name = out.text(name);
    row.choice = out.text(choice.value_or(""));
    row.type = number_of(alternative.type);
    row.is_primitive = named(primitives, alternative.type) != Primitive::none;
    row.first_target = static_cast<std::uint32_t>(targets_.size());
    row.targets = static_cast<std::uint16_t>(alternative.targets.size());
    for (const std::string& target : alternative.targets) {
        targets_.push_back(number_of(target));
    }
    if (line.types.size() > 1 && std::ranges::find(coded_types, alternative.type) == coded_types.end()) {
        row.value_set = {};
        row.strength = Strength::none;
    }
    names_.push_back(name);
    return row;
}

void TypesBuilder::write_line(base::BlobWriter& out, const TerminologyBuilder& terms, const Line& line,
                              Element row) {
    row.min = line.min;
    row.max = line.max;
    row.value_set = terms.number_of(line.value_set);
    row.strength = line.strength;
    row.is_array = line.is_array;
    row.is_summary = line.is_summary;
    row.is_modifier = line.is_modifier;
    row.is_xml_attribute = line.is_xml_attribute;
    if (!line.content_reference.empty()) {
        elements_.push_back(element(out, line, {line.content_reference, {}}, row));
    }
    for (const Alternative& alternative : line.types) {
        elements_.push_back(element(out, line, alternative, row));
    }
}

void TypesBuilder::index_by_name(std::size_t first) {
    std::vector<std::uint16_t> numbers(elements_.size() - first);
    std::iota(numbers.begin(), numbers.end(), std::uint16_t{0});
    std::ranges::sort(numbers, {},
                      [&](std::uint16_t number) { return std::string_view(names_[first + number]); });
    by_name_.insert(by_name_.end(), numbers.begin(), numbers.end());
}

// The names are sorted, so that an element's place among its siblings by name is its place by number too.
void TypesBuilder::write_names(base::BlobWriter& out) {
    std::set<std::string> plain(names_.begin(), names_.end());
    plain.insert("resourceType");
    std::vector<std::string> all(plain.begin(), plain.end());
    std::vector<json::NameId> plain_names(all.size());
    std::iota(plain_names.begin(), plain_names.end(), json::NameId{0});
    std::set<std::string> primitive;
    for (std::size_t at = 0; at < elements_.size(); ++at) {
        const auto id = std::distance(plain.begin(), plain.find(names_[at]));
        elements_[at].name_id = static_cast<json::NameId>(id);
        if (elements_[at].is_primitive && primitive.insert(names_[at]).second) {
            all.push_back("_" + names_[at]);
            plain_names.push_back(static_cast<json::NameId>(id));
        }
    }
    const std::vector<std::string_view> views(all.begin(), all.end());
    const json::NameList list(views);
    out.section(static_cast<std::uint32_t>(DefinitionsSection::name_slots), list.slots());
    out.section(static_cast<std::uint32_t>(DefinitionsSection::name_texts), list.texts());
    out.section(static_cast<std::uint32_t>(DefinitionsSection::name_bytes), list.bytes());
    out.section(static_cast<std::uint32_t>(DefinitionsSection::plain_names), plain_names);
}

std::vector<std::string> TypesBuilder::write(base::BlobWriter& out, const TerminologyBuilder& terms) {
    std::vector<Type> types(1); // zero is no type
    for (const auto& [name, draft] : drafts_) {
        const std::size_t first = elements_.size();
        std::uint16_t order = 0;
        for (const Line& line : draft.lines) {
            write_line(out, terms, line, {.order = order++, .parent = number_of(name)});
        }
        index_by_name(first);
        types.push_back({
            .name = out.text(name),
            .first_element = static_cast<std::uint32_t>(first),
            .elements = static_cast<std::uint16_t>(elements_.size() - first),
            .base = draft.base.empty() ? TypeId{} : number_of(draft.base),
            .kind = draft.kind,
            .primitive = draft.kind == TypeKind::primitive ? named(primitives, name) : Primitive::none,
            .is_abstract = draft.is_abstract,
        });
    }
    write_names(out);
    out.section(static_cast<std::uint32_t>(DefinitionsSection::types), types);
    out.section(static_cast<std::uint32_t>(DefinitionsSection::elements), elements_);
    out.section(static_cast<std::uint32_t>(DefinitionsSection::elements_by_name), by_name_);
    out.section(static_cast<std::uint32_t>(DefinitionsSection::targets), targets_);
    return problems_;
}

} // namespace renkei::definitions
