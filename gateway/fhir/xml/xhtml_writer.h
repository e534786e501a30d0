// The canonical text of a narrative, the one a div has in JSON after it was read from XML:
// no prefixes, the namespace of XHTML declared once on the div and another one where it begins; attributes in
// their order, in double quotes; <br/> for an element without content; every character itself but & < > in
// text, & < > " and tab, LF, CR in attributes, CR in text; comments and processing instructions kept; CDATA
// as text.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/fhir/xml/sax.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::xml {

class XhtmlWriter {
public:
    void start(const xmlChar* name, const xmlChar* space, const Attributes& attributes);
    void end();
    void text(std::string_view text);
    void comment(std::string_view text);
    void instruction(std::string_view target, std::string_view text);

    bool is_open() const { return !open_.empty(); }
    const std::string& written() const { return out_; }
    void clear();

private:
    struct Open { // libxml2's, as long as the element is open
        const xmlChar* name;
        const xmlChar* space;
    };
    void attributes_of(const Attributes& attributes);
    void close_tag();

    std::string out_;
    std::vector<Open> open_;
    std::string scratch_;
    bool tag_is_open_ = false; // '>' is still to come
};

// Of a div as text, such as JSON holds it.
[[nodiscard]] diag::Result<std::string> canonical_xhtml(std::string_view div);

} // namespace renkei::xml
