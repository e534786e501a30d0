// JSON Schemas: of files of a form in JSON, made from the compiled form, for programs that write them; and of
// mapping files, for editors, with a page of their keys to read.
#pragma once

#include "gateway/forms/form/form.h"
#include "gateway/forms/form/mapping_keys.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::publish {

// Draft 2020-12, with an `$id` of its own. `example` is a document of the form (JSON), or empty. What rules
// hold between items is not in it.
std::string form_schema(const form::Form& form, const form::Syntax& syntax, std::string_view example);

// The same for `components/schemas` of OpenAPI 3.0, where null is `nullable` and the texts of codes are
// words.
std::string openapi_form_schema(const form::Form& form, const form::Syntax& syntax, std::string_view example);

// A pattern of a form (RE2, the whole text) as a regular expression of ECMA 262. None: the pattern has
// something that ECMA 262 does not have, or reads as something else.
std::optional<std::string> ecma_pattern(std::string_view re2);

// Draft 2020-12. It knows the keys and what stands under them, not what the loader checks between them.
std::string mapping_schema(const form::MappingFile& file);

// All keys of all kinds of files, in Markdown.
std::string mapping_keys_page();

} // namespace renkei::publish
