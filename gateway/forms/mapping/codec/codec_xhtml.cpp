// Text as a narrative: paragraphs without markup but for line breaks. What others write is read as plain
// text.
#include "gateway/fhir/xml/characters.h"
#include "gateway/fhir/xml/markup.h"
#include "gateway/forms/mapping/codec/codec_list.h"
#include "gateway/forms/mapping/codec/match_state.h"
#include "gateway/forms/mapping/plan/narrative_text.h"
#include "generated/messages/conversion.h"

#include <algorithm>
#include <array>
#include <set>

namespace renkei::mapping {
namespace {

using xml::Markup;

constexpr std::string_view begin_of_div = "\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">";
constexpr std::string_view end_of_div = "</div>\"";

void put_xhtml(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    out.append(begin_of_div);
    append_narrative_text(out, encoder.part(hole, 0, row).text());
    out.append(end_of_div);
}

// Elements that begin and end a line.
constexpr std::array<std::string_view, 18> line_elements{"p",  "div", "tr", "li", "table", "ul",
                                                         "ol", "dl",  "dt", "dd", "h1",    "h2",
                                                         "h3", "h4",  "h5", "h6", "pre",   "caption"};

struct PlainText {
    std::string text;
    std::string elements; // names of elements whose meaning is lost in the text
    bool is_markup = true;
};

// Blanks around a line and empty lines are layout.
std::string without_layout(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        const std::size_t first = std::min(line.find_first_not_of(" \t\r"), line.size());
        line = line.substr(first, line.find_last_not_of(" \t\r") + 1 - first);
        if (!line.empty()) {
            out += (out.empty() ? "" : "\n");
            out += line;
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

// The names of the first few elements, for messages.
std::string some_of(const std::set<std::string_view>& elements) {
    constexpr std::size_t few = 10;
    std::string out;
    std::size_t count = 0;
    for (const std::string_view element : elements) {
        if (++count > few) {
            return out + ", …";
        }
        out.append(out.empty() ? "<" : ", <").append(element.substr(0, 20)).append(">");
    }
    return out;
}

// `<br/>` is a line break in any case; only with other elements blanks and line breaks of the source are
// layout.
PlainText plain_text(std::string_view div) {
    PlainText out;
    std::set<std::string_view> elements;
    std::string exact;
    std::string flowing;
    Markup markup(div);
    const auto break_line = [&](std::string_view element) {
        if (std::ranges::find(line_elements, element) != line_elements.end()) {
            flowing += '\n';
        }
    };
    std::vector<std::string_view> open;
    for (;;) {
        switch (markup.next()) {
        case Markup::Step::start:
            open.push_back(markup.name());
            if (open.size() == 1 && open.back() != "div") {
                out.is_markup = false;
                return out;
            }
            if (open.back() == "br") {
                exact += '\n';
                flowing += '\n';
            } else if (open.size() > 1) {
                elements.insert(open.back());
                break_line(open.back());
            }
            break;
        case Markup::Step::end:
            break_line(open.back());
            flowing += open.back() == "td" || open.back() == "th" ? " " : "";
            open.pop_back();
            break;
        case Markup::Step::text: {
            const std::size_t from = flowing.size();
            for (std::string* const out_of : {&exact, &flowing}) {
                if (markup.is_cdata()) {
                    *out_of += markup.text();
                } else {
                    xml::append_resolved(*out_of, markup.text());
                }
            }
            std::replace(flowing.begin() + static_cast<std::ptrdiff_t>(from), flowing.end(), '\n', ' ');
            break;
        }
        case Markup::Step::other: break;
        case Markup::Step::error: out.is_markup = false; return out;
        case Markup::Step::done:
            out.elements = some_of(elements);
            out.text = elements.empty() ? exact : without_layout(flowing);
            return out;
        }
    }
}

bool get_xhtml(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    const PlainText plain = plain_text(match.string(node));
    if (!plain.is_markup || !is_form_text(plain.text)) {
        match.consumption.mark_loss(node, message::loss_not_canonical, xhtml_codec.canonical);
        return false;
    }
    const ItemId item = match.item_of(hole);
    if (!match.put_and_consume(item, match.record().arena().keep(plain.text), node, row)) {
        return false;
    }
    if (!plain.elements.empty()) {
        match.consumption.note(message::loss_normalised, node, plain.elements, "text", item);
    }
    return true;
}

constexpr CodecPlace xhtml_places[] = {{text_item, false, "xhtml", false}};

} // namespace

const Codec xhtml_codec{CodecId::xhtml, "<div>…</div>", xhtml_places, has_first_part, put_xhtml, get_xhtml};

} // namespace renkei::mapping
