// A form file into FHIR documents and back, with a report of everything that could not be carried over.
#pragma once

#include <renkei/forms/form_catalogue.h>

#include <optional>
#include <string_view>

namespace renkei {

enum class CsvEncoding : std::uint8_t { cp932, utf8 };

struct ConversionOptions {
    // "fhir", "fhir-xml", or a syntax of the form such as "csv"; "csv@202404" also names the version. Empty:
    // a form becomes FHIR JSON, a bundle the first syntax of its form. Any FHIR becomes "fhir-json" or
    // "fhir-xml".
    std::string to{};
    std::string form{};                    // its id, if the content does not show which form it is
    std::optional<CsvEncoding> encoding{}; // of CSV; none: as recognised
    bool accept_deviations = false;        // common ones, such as dates of Japanese eras; each is reported
    bool convert_despite_rules = false;    // a form that breaks a rule is converted and the rule reported
    bool refuse_loss = false;              // nothing is made if something cannot be carried over
    bool rebuild = false;                  // FHIR to FHIR by way of the form's items
    bool indented = false;                 // FHIR JSON stays compact; XML gets line breaks
};

struct ConvertedDocument {
    std::string name; // a file name for it
    std::string kind; // "fhir-json", "admission 202404 csv"
    std::string bytes;
};

struct Conversion {
    bool is_converted = false; // all documents of the input, or none
    std::vector<ConvertedDocument> documents{};
    Findings findings{};
};

// One per thread. Keeps its working memory for the next input.
class Converter {
public:
    explicit Converter(FormCatalogue catalogue);
    Converter(Converter&&) noexcept;
    Converter& operator=(Converter&&) noexcept;
    ~Converter();

    // `bytes`: a form file (CSV in CP932 or UTF-8, JSON, …) or FHIR bundles in JSON, XML or NDJSON. `name`:
    // its file name, for findings and for names of documents.
    Conversion convert(std::string_view bytes, const std::string& name,
                       const ConversionOptions& options = {});

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace renkei
