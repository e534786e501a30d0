// R4's definitions: which types there are, their elements in order, how often each may occur, what it may
// hold, which codes belong to a value set. They are compiled at build time into one file (r4.defs) that is
// mapped into memory.
#pragma once

#include "gateway/core/base/file.h"
#include "gateway/core/json/names.h"
#include "gateway/fhir/definitions/rows.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string_view>

namespace renkei::definitions {

enum class Tristate : std::uint8_t { no, yes, unknown };

class R4Definitions {
public:
    // The file that belongs to this program: see find_data_file().
    static diag::Result<R4Definitions> open();
    static diag::Result<R4Definitions> open(const std::filesystem::path& path);

    // "Patient", "Quantity", "date", "Bundle.entry"; none if R4 has no such type.
    TypeId type(std::string_view name) const;
    const Type& operator[](TypeId type) const { return types_[type.value]; }
    std::string_view name(TypeId type) const { return blob_.text(types_[type.value].name); }
    TypeKind kind(TypeId type) const { return types_[type.value].kind; }
    Primitive primitive(TypeId type) const { return types_[type.value].primitive; }
    bool is_a(TypeId type, TypeId base) const; // Patient is a Resource; every type is itself
    std::span<const Type> types() const { return types_.subspan(1); }
    TypeId id_of(const Type& type) const { return {static_cast<std::uint16_t>(&type - types_.data())}; }

    // The elements of a type with those it inherits, in the order of its StructureDefinition.
    std::span<const Element> elements(TypeId type) const;
    // By its JSON name ("valueQuantity"); nullptr if the type has no such element.
    const Element* find(TypeId parent, std::string_view name) const;
    // From a type along names without indices: "Bundle.entry.fullUrl", "Observation.valueQuantity.value".
    // nullptr for an element beyond one of type Resource, because its type is unknown.
    const Element* find_path(std::string_view path) const;
    std::string_view name(const Element& element) const { return blob_.text(element.name); }

    // Every name that an element has in JSON, with "_" before it where a primitive may have such a sibling,
    // and "resourceType". A json::Parser made with it gives nodes whose `name` find() takes.
    const json::NameTable& names() const { return names_; }
    // "birthDate" for "_birthDate"; a name without "_" is its own, and so is one that only a larger table
    // knows.
    json::NameId plain(json::NameId name) const {
        return name < plain_names_.size() ? plain_names_[name] : name;
    }
    const Element* find(TypeId parent, json::NameId name) const; // of a plain name
    std::string_view choice(const Element& element) const { return blob_.text(element.choice); }
    // The resource types that a Reference or canonical may point to; empty if the definition does not say.
    std::span<const TypeId> targets(const Element& element) const;

    // URLs may end in "|version"; R4 has one version of each.
    ValueSetId value_set(std::string_view url) const;
    std::string_view url(ValueSetId set) const { return blob_.text(value_sets_[set.value].url); }
    std::span<const Member> members(ValueSetId set) const;
    std::string_view code(const Member& member) const { return blob_.text(member.code); }
    std::string_view system(const Member& member) const {
        return blob_.text(code_systems_[member.system].url);
    }
    // An element of type code has no system of its own: ask with an empty one.
    Tristate in_value_set(ValueSetId set, std::string_view system, std::string_view code) const;
    Tristate in_value_set(std::string_view url, std::string_view system, std::string_view code) const;

    Tristate in_code_system(std::string_view system, std::string_view code) const;
    std::optional<std::string_view> display(std::string_view system, std::string_view code) const;

    std::span<const ValueSet> value_sets() const { return value_sets_.subspan(1); }
    std::span<const CodeSystem> code_systems() const { return code_systems_; }

private:
    explicit R4Definitions(base::MappedFile file) : file_(std::move(file)) {}
    template <class T>
    std::span<const T> rows(DefinitionsSection section) const;
    const CodeSystem* code_system(std::string_view url) const;
    const Concept* code_concept(const CodeSystem& system, std::string_view code) const;

    base::MappedFile file_; // owns what the views below look into
    base::Blob blob_;
    std::span<const Type> types_;
    std::span<const Element> elements_;
    std::span<const std::uint16_t> by_name_;
    std::span<const TypeId> targets_;
    std::span<const ValueSet> value_sets_;
    std::span<const Member> members_;
    std::span<const CodeSystem> code_systems_;
    std::span<const Concept> concepts_;
    json::NameTable names_;
    std::span<const json::NameId> plain_names_;
    // ids: places in types(); documents name types at every resource and reference
    json::NameList type_names_;
};

// A file that is installed or built with the program: in the folder $RENKEI_DATA, else in share/renkei or
// share of base::installation_folder().
diag::Result<std::filesystem::path> find_data_file(std::string_view name);

} // namespace renkei::definitions
