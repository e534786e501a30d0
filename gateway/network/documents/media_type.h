// What a media type says about the content that comes with it.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/text/encoding_guess.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::form {
struct Syntax;
}
namespace renkei::text {
struct MediaRange;
}

namespace renkei::documents {

// "text/csv; charset=windows-31j", in lower case.
struct MediaType {
    std::string type{};
    std::string charset{};
    std::string fhir_version{};
    std::string other{}; // name of a parameter that has no meaning here, stands twice or has no value

    bool is_of_r4() const; // as far as it says
};
MediaType read_media_type(std::string_view text);
MediaType media_type_of(const text::MediaRange& range);

// What content can be, as far as its syntax goes.
enum class Content : std::uint8_t { csv, json, fhir_json, fhir_xml };
std::string_view printed(Content content);     // "CSV", "FHIR (JSON)" …
std::string_view media_type(Content content);  // without parameters
std::string_view fhir_syntax(Content content); // "fhir", "fhir-xml": Version::syntax of FHIR

// Of a form's file, or of FHIR.
Content content_of(const form::Syntax* syntax, bool is_xml);

// It is an error if nothing of this type, or with these parameters, is taken here.
diag::Result<void> check_media_type(const MediaType& type);
// The same of a type that is taken; what becomes of others is decided elsewhere.
diag::Result<void> check_parameters(const MediaType& type);
// It is an error if the content is of another type. The beginning distinguishes CSV, JSON and XML; the kind
// of JSON is known after parsing.
diag::Result<void> check_beginning(std::string_view media_type, std::string_view bytes);
diag::Result<void> check_content(std::string_view media_type, Content content);

// "windows-31j", "Shift_JIS", "utf-8" … in any case
std::optional<text::Encoding> encoding_of_charset(std::string_view charset);
std::optional<text::Encoding> encoding_of_media_type(std::string_view media_type); // of its charset
std::string_view charset_of(text::Encoding encoding); // a name that others decode alike
// Of a CSV file whose media type does not say it: UTF-8 if it certainly is.
std::optional<text::Encoding> declared_encoding(std::string_view charset, std::string_view bytes);

// Of a file with such content: "bundle.json"; "bin", if the type is not known.
std::string_view file_extension_of(std::string_view media_type);

} // namespace renkei::documents
