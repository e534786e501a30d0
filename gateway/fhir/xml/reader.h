// FHIR XML -> FHIR JSON text. What FHIR forbids but JSON can carry is reported and carried: an unknown
// element under its name, a repetition as an array, a misplaced element among its likes. Comments,
// processing instructions and schema hints outside the narrative are noted as dropped.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/fhir/xml/document.h"

#include <cstddef>
#include <memory>
#include <string_view>

namespace renkei::xml {

constexpr std::string_view fhir_namespace = "http://hl7.org/fhir";
constexpr std::string_view xhtml_namespace = "http://www.w3.org/1999/xhtml";

struct ReaderOptions {
    std::size_t max_depth = 64;               // of the JSON: arrays and objects inside each other
    std::size_t max_bytes = 64 * 1024 * 1024; // of one document; below 2 GiB
    std::size_t max_nodes = 4'000'000;        // elements and attributes
};

// Reusable and cheap to use again. One per thread.
class Reader {
public:
    // `r4` outlives the reader
    explicit Reader(const definitions::R4Definitions& r4, ReaderOptions options = {});
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;
    ~Reader(); // where State is known

    // The error: malformed XML, a DOCTYPE, another encoding, no resource, too deep, too large. `out` views
    // `input`.
    [[nodiscard]] diag::Result<void> read(std::string_view input, Document& out, diag::Report& report);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace renkei::xml
