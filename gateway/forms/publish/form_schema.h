// The JSON Schema of files of a form in JSON, made from the compiled form: for programs that write them.
#pragma once

#include "gateway/forms/form/form.h"

#include <string>
#include <string_view>

namespace renkei::publish {

// Draft 2020-12, with an `$id` of its own. `example` is a document of the form (JSON), or empty. What rules
// hold between items is not in it.
std::string form_schema(const form::Form& form, const form::Syntax& syntax, std::string_view example);

// The same for `components/schemas` of OpenAPI 3.0, where null is `nullable` and the texts of codes are
// words.
std::string openapi_form_schema(const form::Form& form, const form::Syntax& syntax, std::string_view example);

} // namespace renkei::publish
