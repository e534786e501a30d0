#include "gateway/fhir/validate/elements/narrative.h"

#include "gateway/fhir/xml/characters.h"
#include "gateway/fhir/xml/markup.h"
#include "gateway/fhir/xml/xhtml.h"

namespace renkei::validate {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);
constexpr std::size_t longest_label = 60;

// Without the escapes of XML.
std::string plain(std::string_view written) {
    std::string out;
    for (std::size_t at = 0; at < written.size();) {
        if (written[at] != '&' || !xml::append_reference(out, written, at)) {
            out += written[at];
            ++at;
        }
    }
    return out;
}

class Walker {
public:
    explicit Walker(std::string_view div) : markup_(div) {}

    Narrative run() {
        using MarkupStep = xml::Markup::Step;
        for (MarkupStep step = markup_.next(); step != MarkupStep::done && step != MarkupStep::fault;
             step = markup_.next()) {
            switch (step) {
            case MarkupStep::start: start(); break;
            case MarkupStep::end: end(); break;
            case MarkupStep::text: text(); break;
            case MarkupStep::other:
            case MarkupStep::done:
            case MarkupStep::fault: break;
            }
        }
        return std::move(out_);
    }

private:
    void start() {
        ends_.push_back(path_.size());
        path_ += path_.empty() ? "" : "/";
        path_ += markup_.name();
        const bool is_anchor = markup_.name() == "a";
        const std::string_view address = is_anchor ? "href" : (markup_.name() == "img" ? "src" : "");
        for (const xml::MarkupAttribute& attribute : markup_.attributes()) {
            if (!attribute.prefix.empty()) {
                continue;
            }
            if (attribute.name == "id" || (is_anchor && attribute.name == "name")) {
                place(plain(attribute.value));
            } else if (!address.empty() && attribute.name == address) {
                out_.links.push_back({plain(attribute.value), path_, {}});
                open_ = is_anchor ? out_.links.size() - 1 : open_;
                open_depth_ = is_anchor ? ends_.size() : open_depth_;
            }
        }
    }

    // <a id="x" name="x"> is one place
    void place(std::string name) {
        if (last_place_ != ends_.size() || out_.places.empty() || out_.places.back() != name) {
            out_.places.push_back(std::move(name));
        }
        last_place_ = ends_.size();
    }

    void end() {
        if (open_ != none && ends_.size() == open_depth_) {
            open_ = none;
        }
        last_place_ = 0;
        path_.resize(ends_.back());
        ends_.pop_back();
    }

    void text() {
        if (open_ != none && out_.links[open_].label.size() < longest_label) {
            out_.links[open_].label += plain(markup_.text());
        }
    }

    xml::Markup markup_;
    Narrative out_;
    std::string path_;
    std::vector<std::size_t> ends_; // of the path, before each open element
    std::size_t open_ = none;       // the link whose label is being read
    std::size_t open_depth_ = 0;
    std::size_t last_place_ = 0; // depth of the element that was the last place
};

} // namespace

NarrativeParts parts_of_narrative(std::string_view div) {
    using MarkupStep = xml::Markup::Step;
    xml::Markup markup(xml::trimmed(div));
    NarrativeParts out;
    for (MarkupStep step = markup.next(); step != MarkupStep::done && step != MarkupStep::fault;
         step = markup.next()) {
        if (step == MarkupStep::text && markup.depth() == 1 && !xml::is_blank(plain(markup.text()))) {
            out.parts.push_back({});
        }
        if (step != MarkupStep::start || markup.depth() > 2) {
            continue;
        }
        NarrativePart part{std::string(markup.name()), {}, {}};
        std::string language;
        std::string xml_language;
        for (const xml::MarkupAttribute& it : markup.attributes()) {
            const bool is_plain = it.prefix.empty();
            std::string* const place = it.name == "lang"                ? (is_plain             ? &language
                                                                           : it.prefix == "xml" ? &xml_language
                                                                                                : nullptr)
                                       : is_plain && it.name == "class" ? &part.classes
                                                                        : nullptr;
            if (place != nullptr) {
                *place = plain(it.value);
            }
        }
        if (markup.depth() == 1) {
            out.language = language;
            out.xml_language = xml_language;
        } else {
            part.language = xml_language.empty() ? language : xml_language;
            out.parts.push_back(std::move(part));
        }
    }
    return out;
}

Narrative read_narrative(std::string_view div) { return Walker(div).run(); }

bool may_have_links(std::string_view div) {
    return div.find("href") != std::string_view::npos || div.find("src") != std::string_view::npos;
}

} // namespace renkei::validate
