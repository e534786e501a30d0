// Definitions for tests: whole (with all prose) from folders, or written by hand upon R4.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/fhir/packages/library.h"
#include "gateway/fhir/profiles/profiles.h"

#include <nlohmann/json.hpp>

#include <concepts>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::profiles::test {

using Json = nlohmann::ordered_json;

const definitions::R4Definitions& r4_defs();

// An image that keeps each definition's JSON as it is.
packages::PackageImage image_of(const std::vector<Json>& definitions);

std::vector<Json>
definitions_in(const std::filesystem::path& folder); // StructureDefinition-*.json, by file name
std::filesystem::path r4_folder();
std::filesystem::path jp_folder();

bool is_profile(const Json& definition); // has a differential and derives by constraint
Json without_snapshot(Json definition);

// A profile on a type of R4, with these elements in its differential: "http://x.jp/NAME".
Json profile(std::string_view name, std::string_view type, std::string_view elements);
Json upon(std::string_view base, Json definition); // another base

// R4 and some definitions.
class Defined {
public:
    template <std::same_as<Json>... Definition>
    explicit Defined(const Definition&... definitions) : Defined(std::vector<Json>{definitions...}) {}
    explicit Defined(const std::vector<Json>& definitions);

    const Profiles& profiles() const { return profiles_; }
    const Structure& operator[](std::string_view canonical) const;                    // must be there
    const ElementDef& element(std::string_view canonical, std::string_view id) const; // must be there
    // The ids of the definition's problems, each with the element it is about: "profile-twice
    // Observation.code"
    std::vector<std::string> problems(std::string_view canonical) const;

private:
    packages::Library library_;
    Profiles profiles_;
};

// The ids of all elements that begin so.
std::vector<std::string> ids(const Structure& structure, std::string_view beginning);
std::vector<std::string> types(const ElementDef& element);
std::string cardinality(const ElementDef& element); // "0..*"
std::string json(const Structure& structure, json::NodeId node);
std::string member(const Structure& structure, const ElementDef& element, std::string_view key); // as JSON

} // namespace renkei::profiles::test
