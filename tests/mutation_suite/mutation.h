// Single changes of FHIR documents, each of a kind that a table names: what the mutation suite asks two
// validators about.
#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::mutation {

using Json = nlohmann::ordered_json;
using Random = std::mt19937_64;

struct Mutant {
    std::string kind;
    std::string path; // of what was changed: "Patient.name[0].family"
    std::string text; // the document; not always JSON
};

// Every kind of change, in the order of the tables.
std::vector<std::string_view> kinds();

// `document` with one change of this kind at a place drawn by `random`; nothing if there is no place for it.
std::optional<Mutant> mutate(const Json& document, std::string_view kind, Random& random);

} // namespace renkei::mutation
