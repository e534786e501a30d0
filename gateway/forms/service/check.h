// Does an input keep the rules of its form? Nothing is converted.
#pragma once

#include "gateway/forms/service/outcome.h"
#include "gateway/forms/service/source.h"

namespace renkei::service {

// A FHIR document in a form of others.
bool is_of_foreign_form(const RecordSource& source);

// Refused: it cannot be read, or it breaks a rule of severity error.
Outcome check(Workspace& workspace, const Input& input, const ReadSettings& settings);

// What a record breaks. A document of others that lacks something for its form is none to refuse: what it has
// is read, so then there are only warnings. `becomes`: the syntax of the file that a bundle becomes.
void check_rules(Workspace& workspace, const RecordSource& source, const record::Record& record,
                 diag::Report& report, const form::Syntax* becomes = nullptr);

} // namespace renkei::service
