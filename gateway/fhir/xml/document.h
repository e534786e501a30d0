// An XML document as FHIR JSON, and which place of the XML each place of the JSON came from.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/place.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::xml {

struct Origin {
    std::uint32_t json; // offset of a value
    std::uint32_t xml;  // offset of the element or the attribute's value that it stands for
};

// What is in the XML and has no place in the resource: a comment, a processing instruction, a hint where a
// schema is.
struct Dropped {
    diag::Message message{};
    std::uint32_t offset = 0;
    std::string text{};
};

// Filled by Reader and reused from document to document.
struct Document {
    std::string_view input{};       // the XML; owned by the caller of Reader::read()
    std::string json{};             // one resource, compact
    std::vector<Origin> origins{};  // in the order of the JSON, the resource first
    std::vector<Dropped> dropped{}; // in the order of the XML
    // where arrays begin in the JSON that FHIR does not have: an element stands more often than it may, which
    // was reported; in their order
    std::vector<std::uint32_t> doubled{};

    // Where in the XML the value stands that begins at `json_offset` or, inside a value, around it.
    std::size_t xml_offset(std::size_t json_offset) const;
};

// Adds what was dropped, each at its line: for callers that do not keep the XML.
void report_dropped(const Document& document, diag::Report& report);

// Puts findings about the JSON of a document at their lines of the XML. Reads the XML once. Views the
// document.
class XmlPositions {
public:
    explicit XmlPositions(const Document& document) : document_(document), positions_(document.input) {}

    json::Position at(std::size_t json_offset) const {
        return positions_.at(document_.xml_offset(json_offset));
    }
    // Offset, line and column; a place without a line stays as it is.
    diag::Where in_xml(diag::Where in_json) const;
    // Adds all that was found in the JSON, also what was only counted.
    void append(diag::Report& report, const diag::Report& about_json) const;

private:
    const Document& document_;
    json::Positions positions_;
};

} // namespace renkei::xml
