#include "gateway/fhir/definitions/r4_definitions.h"

#include "generated/messages/definitions.h"

#include <algorithm>
#include <vector>

namespace renkei::definitions {
namespace {

std::string_view without_version(std::string_view url) { return url.substr(0, url.find('|')); }

// The row whose key is `key` in rows sorted by it; nullptr if there is none.
template <class Row, class Key>
const Row* find_sorted(std::span<const Row> rows, std::string_view key, Key key_of) {
    const auto found = std::ranges::lower_bound(rows, key, {}, key_of);
    return found != rows.end() && key_of(*found) == key ? &*found : nullptr;
}

} // namespace

template <class T>
std::span<const T> R4Definitions::rows(DefinitionsSection section) const {
    return blob_.section<T>(static_cast<std::uint32_t>(section));
}

diag::Result<R4Definitions> R4Definitions::open() {
    TRY(const auto path, find_data_file("r4.defs"));
    return open(path);
}

diag::Result<R4Definitions> R4Definitions::open(const std::filesystem::path& path) {
    TRY(auto file, base::MappedFile::open(path));
    R4Definitions out(std::move(file));
    auto blob = base::Blob::open(out.file_.bytes(), "defs", layout_version);
    if (!blob) {
        blob.error().where.file = path.string();
        return tl::make_unexpected(std::move(blob).error());
    }
    out.blob_ = *blob;
    out.types_ = out.rows<Type>(DefinitionsSection::types);
    out.elements_ = out.rows<Element>(DefinitionsSection::elements);
    out.by_name_ = out.rows<std::uint16_t>(DefinitionsSection::elements_by_name);
    out.targets_ = out.rows<TypeId>(DefinitionsSection::targets);
    out.value_sets_ = out.rows<ValueSet>(DefinitionsSection::value_sets);
    out.members_ = out.rows<Member>(DefinitionsSection::members);
    out.code_systems_ = out.rows<CodeSystem>(DefinitionsSection::code_systems);
    out.concepts_ = out.rows<Concept>(DefinitionsSection::concepts);
    out.names_ = {out.rows<json::NameTable::Slot>(DefinitionsSection::name_slots),
                  out.rows<json::NameTable::Text>(DefinitionsSection::name_texts),
                  out.rows<char>(DefinitionsSection::name_bytes)};
    out.plain_names_ = out.rows<json::NameId>(DefinitionsSection::plain_names);
    if (out.types_.empty() || out.value_sets_.empty()) {
        return diag::fail(message::definitions_empty, {.file = path.string()});
    }
    std::vector<std::string_view> type_names;
    for (const Type& type : out.types()) {
        type_names.push_back(out.blob_.text(type.name));
    }
    out.type_names_ = json::NameList(type_names);
    return out;
}

TypeId R4Definitions::type(std::string_view name) const {
    const json::NameId found = type_names_.table().find(name);
    return found == json::no_name ? TypeId{} : id_of(types()[found]);
}

bool R4Definitions::is_a(TypeId type, TypeId base) const {
    while (type && type != base) {
        type = types_[type.value].base;
    }
    return bool(type);
}

std::span<const Element> R4Definitions::elements(TypeId type) const {
    const Type& row = types_[type.value];
    return elements_.subspan(row.first_element, row.elements);
}

const Element* R4Definitions::find(TypeId parent, std::string_view name) const {
    const auto here = elements(parent);
    const auto sorted = by_name_.subspan(types_[parent.value].first_element, here.size());
    const auto* at =
        find_sorted(sorted, name, [&](std::uint16_t number) { return blob_.text(here[number].name); });
    return at == nullptr ? nullptr : &here[*at];
}

const Element* R4Definitions::find(TypeId parent, json::NameId name) const {
    const auto here = elements(parent);
    const auto sorted = by_name_.subspan(types_[parent.value].first_element, here.size());
    const auto id_of = [&](std::uint16_t number) { return here[number].name_id; }; // ids follow the names
    const auto at = std::ranges::lower_bound(sorted, name, {}, id_of);
    return at == sorted.end() || id_of(*at) != name ? nullptr : &here[*at];
}

const Element* R4Definitions::find_path(std::string_view path) const {
    std::size_t dot = path.find('.');
    TypeId parent = type(path.substr(0, dot));
    const Element* element = nullptr;
    while (dot != std::string_view::npos) {
        path.remove_prefix(dot + 1);
        dot = path.find('.');
        element = find(parent, path.substr(0, dot));
        if (element == nullptr) {
            return nullptr;
        }
        parent = element->type;
    }
    return element;
}

std::span<const TypeId> R4Definitions::targets(const Element& element) const {
    return targets_.subspan(element.first_target, element.targets);
}

ValueSetId R4Definitions::value_set(std::string_view url) const {
    const ValueSet* found = find_sorted(value_sets(), without_version(url),
                                        [this](const ValueSet& row) { return blob_.text(row.url); });
    return {found == nullptr ? std::uint16_t{0} : static_cast<std::uint16_t>(found - value_sets_.data())};
}

std::span<const Member> R4Definitions::members(ValueSetId set) const {
    const ValueSet& row = value_sets_[set.value];
    return members_.subspan(row.first_member, row.members);
}

Tristate R4Definitions::in_value_set(ValueSetId set, std::string_view system, std::string_view code) const {
    if (!set) {
        return Tristate::unknown;
    }
    const auto all = members(set);
    const auto code_of = [this](const Member& member) { return this->code(member); };
    auto member = std::ranges::lower_bound(all, code, {}, code_of);
    for (; member != all.end() && code_of(*member) == code; ++member) {
        if (system.empty() || this->system(*member) == system) {
            return Tristate::yes;
        }
    }
    return value_sets_[set.value].is_complete != 0 ? Tristate::no : Tristate::unknown;
}

Tristate R4Definitions::in_value_set(std::string_view url, std::string_view system,
                                     std::string_view code) const {
    return in_value_set(value_set(url), system, code);
}

const CodeSystem* R4Definitions::code_system(std::string_view url) const {
    const auto url_of = [this](const CodeSystem& row) { return blob_.text(row.url); };
    // first as it stands: some of HL7's own tables are named v2-0006|2.1
    const CodeSystem* exact = find_sorted(code_systems_, url, url_of);
    return exact != nullptr ? exact : find_sorted(code_systems_, without_version(url), url_of);
}

const Concept* R4Definitions::code_concept(const CodeSystem& system, std::string_view code) const {
    return find_sorted(concepts_.subspan(system.first_concept, system.concepts), code,
                       [this](const Concept& row) { return blob_.text(row.code); });
}

Tristate R4Definitions::in_code_system(std::string_view system, std::string_view code) const {
    const CodeSystem* found = code_system(system);
    if (found == nullptr) {
        return Tristate::unknown;
    }
    if (code_concept(*found, code) != nullptr) {
        return Tristate::yes;
    }
    return found->is_complete != 0 ? Tristate::no : Tristate::unknown;
}

std::optional<std::string_view> R4Definitions::display(std::string_view system, std::string_view code) const {
    const CodeSystem* found = code_system(system);
    const Concept* row = found == nullptr ? nullptr : code_concept(*found, code);
    if (row == nullptr || row->display.empty()) {
        return std::nullopt;
    }
    return blob_.text(row->display);
}

} // namespace renkei::definitions
