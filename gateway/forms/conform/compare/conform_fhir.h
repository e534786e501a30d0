// Checks that a result is valid FHIR and misleads no reader, beside having the right record.
#pragma once

#include "gateway/forms/conform/compare/conform.h"
#include "gateway/forms/service/source.h"

namespace renkei::conform {

// Adds an error for each thing that is wrong with the document that `source` read last out of a bundle;
// `record` is the one that it read. Checked are:
// - validity: FHIR R4 and the profiles that the resources claim, without best practices;
// - R4 documents.html: Bundle.type is document, the Composition comes first, its subject is in the Bundle;
// - security labels: a label (meta.security) that our own document of the same record gives a resource must
//   also stand at the resource with the same content, and at the Bundle. A stricter confidentiality
//   (v3-Confidentiality) is accepted; a contained resource may have the label of the resource around it
//   (dom-4);
// - promises of the kit: promises.h;
// - what only one of the two documents says, texts and codings beside a code, references, narratives:
//   compared_bundle.h;
// - ids of documents and persons across the run: run_identities.h; `result` names the document there.
void evaluate_fhir(EvaluationTools tools, RunIdentities& identities, const service::RecordSource& source,
                   record::Record& record, std::string_view result, diag::Report& report);

} // namespace renkei::conform
