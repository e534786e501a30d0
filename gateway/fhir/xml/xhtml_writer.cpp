#include "gateway/fhir/xml/xhtml_writer.h"

#include "gateway/fhir/xml/escape.h"
#include "gateway/fhir/xml/reader.h"

namespace renkei::xml {
namespace {

struct Canonical {
    XhtmlWriter writer;
    void start(const xmlChar* name, const xmlChar* space, const Attributes& attributes) {
        writer.start(name, space, attributes);
    }
    void end() { writer.end(); }
    void text(std::string_view text) {
        within([&] { writer.text(text); });
    }
    void comment(std::string_view text) {
        within([&] { writer.comment(text); });
    }
    void instruction(std::string_view target, std::string_view text) {
        within([&] { writer.instruction(target, text); });
    }

private:
    template <class Write>
    void within(Write write) { // parts before and behind the div do not belong to it
        if (writer.is_open()) {
            write();
        }
    }
};

} // namespace

void XhtmlWriter::clear() {
    out_.clear();
    open_.clear();
    tag_is_open_ = false;
}

void XhtmlWriter::close_tag() {
    if (tag_is_open_) {
        out_.push_back('>');
        tag_is_open_ = false;
    }
}

void XhtmlWriter::start(const xmlChar* name, const xmlChar* space, const Attributes& attributes) {
    close_tag();
    out_.append("<").append(view(name));
    const bool is_div = open_.empty();
    if (is_div || space != open_.back().space) {
        // the div is XHTML, even where its namespace was forgotten
        out_.append(" xmlns=\"");
        append_attribute(out_, is_div ? xhtml_namespace : with_ampersands(view(space), scratch_));
        out_.push_back('"');
    }
    attributes_of(attributes);
    open_.push_back({name, space});
    tag_is_open_ = true;
}

void XhtmlWriter::attributes_of(const Attributes& attributes) {
    for (std::size_t at = 0; at < attributes.size(); ++at) {
        const xmlChar* const prefix = attributes.prefix(at);
        out_.push_back(' ');
        if (prefix != nullptr) {
            if (view(attributes.space(at)) != xml_namespace) {
                const bool is_declared = [&] {
                    for (std::size_t before = 0; before < at; ++before) {
                        if (attributes.prefix(before) == prefix) {
                            return true;
                        }
                    }
                    return false;
                }();
                if (!is_declared) {
                    out_.append("xmlns:").append(view(prefix)).append("=\"");
                    append_attribute(out_, with_ampersands(view(attributes.space(at)), scratch_));
                    out_.append("\" ");
                }
            }
            out_.append(view(prefix)).push_back(':');
        }
        out_.append(view(attributes.name(at))).append("=\"");
        append_attribute(out_, with_ampersands(attributes.value(at), scratch_));
        out_.push_back('"');
    }
}

void XhtmlWriter::end() {
    if (tag_is_open_) {
        out_.append("/>");
        tag_is_open_ = false;
    } else {
        out_.append("</").append(view(open_.back().name)).push_back('>');
    }
    open_.pop_back();
}

void XhtmlWriter::text(std::string_view text) {
    if (!text.empty()) {
        close_tag();
        append_text(out_, text);
    }
}

void XhtmlWriter::comment(std::string_view text) {
    close_tag();
    out_.append("<!--").append(text).append("-->");
}

void XhtmlWriter::instruction(std::string_view target, std::string_view text) {
    close_tag();
    out_.append("<?").append(target).append(text.empty() ? "" : " ").append(text).append("?>");
}

diag::Result<std::string> canonical_xhtml(std::string_view div) {
    Sax sax(ReaderOptions{}.max_bytes);
    Canonical canonical;
    TRY_VOID(sax.run(div, canonical));
    return canonical.writer.written();
}

} // namespace renkei::xml
