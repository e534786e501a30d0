// Questionnaires and responses for tests, in JSON with ' for ", and what the validator says about them.
#pragma once

#include "gateway/fhir/validate/walk/options.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::validate {

// A questionnaire https://forms.test/q with these items; `more`: other members, each with a comma behind it.
std::string questionnaire(std::string_view items, std::string_view more = "");
// A completed response to it.
std::string response(std::string_view items, std::string_view more = "");
std::string response_in(std::string_view status, std::string_view items);

// What is said about questionnaires ("VQ…"), in the order of its places: "VQ43 error item[0]; VQ66 warning
// …". Places are given without the name of the resource. `known`: what the validator has at hand.
std::string said(std::string_view resource, const std::vector<std::string>& known = {},
                 const ValidationOptions& options = {});
// The same of a response to a questionnaire with one item.
std::string said_of_answers(std::string_view item, std::string_view answers);

} // namespace renkei::validate
