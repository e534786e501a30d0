// Metadata of a FHIR document: sender, receivers, person, name, what it replaces. Read from FHIR's own
// elements, so it holds for every form and for documents without a form.
#pragma once

#include "gateway/core/base/personal.h"
#include "gateway/network/documents/person_number.h"

#include <optional>
#include <string>
#include <vector>

namespace renkei::json {
class Tree;
}
namespace renkei::resources {
class BundleIndex;
}

namespace renkei::documents {

// Numbers of one document's person that are indexed, and how many of its identifiers, of its Coverages and of
// what these name are read for them: what an intake costs must not grow faster than the document.
inline constexpr std::size_t max_person_numbers = 64;

struct ExtractedMetadata {
    // Composition.custodian, else the authors' organisations, else what the form names (parsed_document.cpp)
    std::vector<policy::Identifier> senders{};
    std::vector<policy::Identifier> authors{};           // organisations of Composition.author
    std::vector<policy::Identifier> receivers{};         // extension information-recipient
    std::vector<base::Personal<PersonNumber>> persons{}; // Composition.subject → Patient.identifier
    bool has_more_persons = false;                       // beyond max_person_numbers
    base::Personal<std::string> birth{};                 // of that Patient
    policy::Identifier type{};                           // first coding of Composition.type
    std::string title{};
    std::string date{};
    std::string status{}; // of the Composition
    // Of a document without a form: "system|value" of Composition.identifier, else of Bundle.identifier, and
    // HL7's versionNumber of a clinical document.
    std::string identifier{};
    std::string revision{};
    std::optional<std::string> replaces{}; // value of relatesTo[code=replaces].targetIdentifier
};

// Of a Bundle without Composition: the Bundle's own identifier and time, and its only Patient.
ExtractedMetadata extract_metadata(const json::Tree& tree, const resources::BundleIndex& index);

} // namespace renkei::documents
