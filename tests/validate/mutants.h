// Documents with random changes: their findings must not depend on caches.
#pragma once

#include "gateway/fhir/packages/library.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace renkei::validate::test {

using Json = nlohmann::ordered_json;
using Random = std::mt19937_64;

// R4, HL7's terminology and extensions, and what is our own.
const packages::Library& library();

std::size_t below(std::size_t n, Random& random);
std::string type_of(const Json& resource);
std::string text_of(const Json& document);
// FHIR resources in the .json files of a folder and below.
std::vector<Json> documents_in(const std::filesystem::path& folder);

// One member or element is taken out, doubled, broken, of another type, or there is one more.
void mutate(Json& document, Random& random);
// One text or number says something else: what another one of the document says, or what no form would write.
void refill(Json& document, Random& random);
// Of the texts and numbers that are not part of a signature, about half say what another one of that name
// says, and one in a hundred what no form would write.
std::string with_other_free_texts(const std::string& document, Random& random);
// Two entries of a bundle change places, or one of them is there twice, or its resource is another's.
void rearrange(Json& bundle, Random& random);

} // namespace renkei::validate::test
