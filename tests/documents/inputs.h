// Documents to send: those of the fixtures, with another id, revision or content.
#pragma once

#include "tests/documents/kit.h"

namespace renkei::documents {

// Admission in CSV, from the office of "manager" to the hospital: revision 1 of FIX-FULL.
std::string admission();
std::string admission(std::string_view revision, std::string_view phone = "");
std::string admission_named(std::string_view id);
inline const std::string admission_name = "NYUIN_9970100013_43_9910100016_00_20260301091500.CSV";

// Nursing report in JSON, from the office of "nurse" to "manager" and "clinic"; it has no revision.
std::string report(std::string_view id, std::string_view replaces = "", std::string_view status = "final");
// The same about the person of the admission, or about the one of the same name with this number.
std::string report_of_hanako(std::string_view id, std::string_view number = "0000001016",
                             std::string_view birth_date = "1938-05-12");

} // namespace renkei::documents
