// The target of a conversion: FHIR in JSON or XML, or a syntax of its form, and the version.
#pragma once

#include "gateway/core/diag/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::form {
class Form;
struct Syntax;
} // namespace renkei::form
namespace renkei::mapping {
class Plan;
}
namespace renkei::transfer {
enum class Direction : std::uint8_t;
class Transfer;
} // namespace renkei::transfer
namespace renkei::catalogue {
class Catalogue;
}

namespace renkei::service {

class RecordSource;

inline constexpr std::string_view fhir_name = "fhir";
inline constexpr std::string_view page_name = "html"; // a page for people; never read back
enum class FhirSyntax : std::uint8_t { json, xml, ndjson };

// "csv@202404" or "discharge/csv" as written by the user; every part may be empty.
struct TargetSpec {
    std::string syntax{};
    std::string version{};
    std::string form{}; // of the document that is made, or its family, where it is not that of the input
};
TargetSpec parse_target_spec(std::string_view text);

struct ConversionTarget {
    const mapping::Plan* plan = nullptr;
    const form::Syntax* syntax = nullptr;         // nullptr: FHIR bundle
    FhirSyntax fhir = FhirSyntax::json;           // of the bundle
    bool is_page = false;                         // a page for people, no bundle
    const transfer::Transfer* transfer = nullptr; // nullptr: the document stays of its form
    transfer::Direction way{};                    // Direction::in
};

// By default a form file becomes a bundle, and a bundle the first syntax of its form. Carried to another
// form, a document of ours becomes its first syntax, one of a foreign type a bundle.
diag::Result<ConversionTarget> choose_target(const catalogue::Catalogue& catalogue,
                                             const RecordSource& source, const TargetSpec& spec);

// What to say where the catalogue has no form of this id.
diag::Finding unknown_form(const catalogue::Catalogue& catalogue, std::string_view id);

// The plan of a form that a user names; without a version, of the newest.
diag::Result<const mapping::Plan*> wanted_plan(const catalogue::Catalogue& catalogue, std::string_view id,
                                               const std::optional<std::string>& version);

// Versions of a form, for people: "202404, 202504".
std::string known_versions(const catalogue::Catalogue& catalogue, std::string_view form);

// Pairs of forms that a transfer joins, for people: "a 1 ⇄ b 2, c 1 ⇄ d 2".
std::string known_transfers(const catalogue::Catalogue& catalogue);

// From a form to another kind of document, by the id of its form or its family (empty: any); the newest
// version of it, if none is wanted.
std::optional<ConversionTarget> find_transfer(const catalogue::Catalogue& catalogue, const form::Form& from,
                                              std::string_view name, std::string_view version);

} // namespace renkei::service
