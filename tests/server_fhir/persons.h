// Documents of persons, with identifiers as our documents have them, and with numbers alone, whose insurer or
// hospital stands elsewhere, as others may write them.
#pragma once

#include "tests/server_fhir/kit.h"

#include <string>
#include <string_view>

namespace renkei::server {

inline const std::string user_system = "https://renkei.example.jp/fhir/IdSystem/office-user-no";
inline const std::string hanako_member = member_system + "|990010:0000001016";
inline const std::string hospital_system = "urn:oid:1.2.392.100495.20.3.51.19910100016";

// The full admission as FHIR, with numbers alone; `town`: the insurer; `local`: the number at the hospital.
std::string plain_document(std::string_view id, std::string_view town, std::string_view local);
std::string present_document(std::string_view id, std::string_view town, std::string_view local);
// present_document() with these identifiers of the Patient, and without its Coverage if `is_insured` is
// false.
std::string document_with(std::string_view id, const Json& identifiers, bool is_insured = true);
// A document with the insured number alone, and this number of the system urn:oid:1.2.3.4.
std::string document_without_insurer(std::string_view id, const std::string& own);
// present_document() of the insurer 990010, with a spouse and the spouse's Coverage of this insured number.
std::string document_with_spouse(std::string_view id, std::string_view insured_number);

// Two persons with the same insured number, of two insurers.
struct TwoPersons {
    TwoPersons() {
        plain = site.submit(plain_document("A-1", "990010", "00012345"));
        present = site.submit(present_document("A-2", "990010", "00012345"));
        namesake = site.submit(present_document("B-1", "990028", "00054321"));
    }
    Site site;
    std::string plain;
    std::string present;
    std::string namesake;
};

std::string escaped(std::string_view identifier);  // for a URL
std::string escaped_query(std::string_view query); // what is not ASCII, and spaces

} // namespace renkei::server
