// Identifiers that IHE asks for, made from ids that are there: the same document gives the same ones on every
// node.
#pragma once

#include "gateway/network/policy/number.h"
#include "gateway/network/store/rows/rows.h"

#include <string>
#include <string_view>

namespace renkei::mhd {

std::string unique_id(const store::Version& version);          // of the document: "urn:uuid:…"
std::string entry_uuid(const store::Version& version);         // of its DocumentReference: "urn:uuid:…"
std::string fhir_unique_id(const store::Version& version);     // of the same document as FHIR: "urn:uuid:…"
std::string fhir_entry_uuid(const store::Version& version);    // of its DocumentReference: "urn:uuid:…"
std::string submission_id(const store::Version& version);      // of its SubmissionSet: "urn:oid:2.25.…"
std::string submission_uuid(const store::Version& version);    // "urn:uuid:…"
std::string source_id(const policy::Identifier& organisation); // "urn:oid:2.25.…"

// Of a part of a person's summary: "urn:uuid:…"
std::string summary_uuid(std::string_view part, std::string_view name);

} // namespace renkei::mhd
