// FHIR as text: in JSON, one document or one on every line, or in XML. Any resource goes from one into the
// other; no form is needed for that.
#pragma once

#include "gateway/core/json/parser.h"
#include "gateway/forms/service/convert.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::service {

// "fhir", "fhir-json", "fhir-xml", "fhir-ndjson"; nothing for other names.
std::optional<FhirSyntax> fhir_syntax(std::string_view name);
// The kind of a document of this syntax.
std::string_view fhir_kind(FhirSyntax syntax);
// All of them, for messages: "fhir, fhir-json, …".
std::string fhir_names();

// Does it begin as XML does?
bool is_xml(std::string_view bytes);

// The next line of an input, at its place in the file.
std::optional<json::Line> next_line(json::Lines& lines, const Input& input);

// FHIR JSON of ours as it is handed out: a line.
std::string as_line(std::string json);
// FHIR JSON as one line, as XML, or as a line for each resource of a collection, with a line feed at its
// end. Findings have no lines: the JSON is ours.
diag::Result<std::string> written_as(FhirSyntax syntax, Workspace& workspace, std::string json, Layout layout,
                                     diag::Report& report);

// The input in another syntax of FHIR, if that was asked for and the input is FHIR; nothing otherwise, and
// where a document is to be rebuilt from its form's items or is converted into another version of it.
std::optional<Outcome> convert_resource(Workspace& workspace, const Input& input,
                                        const ConvertOptions& options);

} // namespace renkei::service
