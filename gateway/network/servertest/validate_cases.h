// $validate of a server for the bundles of the kit: each as it is, and one per form with one mistake at a
// time.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/forms/conform/compare/conform.h"
#include "gateway/network/servertest/tested_server.h"

#include <functional>
#include <optional>
#include <span>

namespace renkei::servertest {

enum class Edit : std::uint8_t { replace, remove, add }; // add: a member at the end of an object

// Something that FHIR R4 itself forbids in any document, whatever packages a server knows.
struct Mistake {
    std::string_view id; // of its cases: "admission-full $validate unknown-code"
    std::string_view clause;
    std::string_view reference;
    Edit edit;
    std::string_view place; // names joined by dots; of an array before the last name its first element
    std::string_view text;  // JSON: the value, or the member that is added
};
std::span<const Mistake> mistakes();

// The document with the mistake in it; nothing: it does not have the place.
std::optional<std::string> with_mistake(const json::Tree& document, const Mistake& mistake);

// Begins the evaluation of a case that is made from another one.
using BeginCase =
    std::function<conform::CaseEvaluation&(const conform::ConformCase& base, const std::string& what,
                                           const std::string& clause, const std::string& reference)>;
void run_validate_cases(TestedServer& server, const conform::ConformKit& kit,
                        const conform::ConformScope& scope, const BeginCase& begin);

} // namespace renkei::servertest
