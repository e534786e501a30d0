// Formats of primitive values (R4, data types), beyond what JSON itself says.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {

// Reports a value that its type does not allow.
void check_primitive(ValidationRun& validation, DefAt def, NodeId node, definitions::Primitive type);

// Is this text a value of the type? Also for answers of questionnaires and parameters.
bool is_valid(definitions::Primitive type, std::string_view text);

// At example.org or below it.
bool is_example_url(std::string_view url);

// A URI with a scheme; what follows it is not checked.
bool is_absolute_uri(std::string_view text);

} // namespace renkei::validate
