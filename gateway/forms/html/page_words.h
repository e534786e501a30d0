// Japanese words for FHIR's codes: profiles/page-words.tsv.
#pragma once

#include <string>
#include <string_view>

namespace renkei::html {

// What a code does to the statement beside it.
enum class CodeEffect : char { none, denied, past, doubtful, restricted };

struct PageWord {
    std::string_view text{}; // empty: the table does not have the code
    CodeEffect effect = CodeEffect::none;
};

// `system` as FHIR has it; "status": of any element of this name.
PageWord page_word(std::string_view system, std::string_view code);
// As HTML: the word, else the code itself.
std::string code_html(std::string_view system, std::string_view code);

inline constexpr std::string_view confidentiality_system =
    "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
inline constexpr std::string_view status_system = "http://hl7.org/fhir/composition-status";
inline constexpr std::string_view gender_system = "http://hl7.org/fhir/administrative-gender";

// The table, as text.
std::string_view page_words_table();

} // namespace renkei::html
