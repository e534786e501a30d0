#include "gateway/network/mhd/summary/document_silence.h"

#include "gateway/core/base/word_list.h"
#include "gateway/core/text/width_folding.h"
#include "gateway/fhir/xml/characters.h"
#include "gateway/fhir/xml/markup.h"
#include "gateway/fhir/xml/xhtml.h"
#include "gateway/network/mhd/metadata/path.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace renkei::mhd {
namespace {

constexpr std::string_view nil_known = "nilknown";
constexpr std::string_view not_asked = "notasked";
constexpr std::array<std::string_view, 6> known_reasons{nil_known,  not_asked,    usual_empty_reason,
                                                        "withheld", "notstarted", "closed"};

// What neither changes what the text between says, nor hides it, nor says more than the text.
constexpr std::string_view plain_elements =
    "div p span br hr b strong i em u h1 h2 h3 h4 h5 h6 ul ol li dl dt dd "
    "table caption colgroup col thead tbody tfoot tr td th";
constexpr std::string_view plain_attributes =
    "xmlns lang id class colspan rowspan border cellpadding width align";
constexpr std::size_t longest_plain = 4096; // bytes; that there is none takes fewer

// The text of a narrative; nothing: it is for people alone.
std::optional<std::string> plain_text(std::string_view div) {
    std::string out;
    if (div.empty() || div.size() > longest_plain) {
        return div.empty() ? std::optional(out) : std::nullopt;
    }
    using xml::Markup;
    Markup markup(xml::trimmed(div));
    for (Markup::Step step = markup.next(); step != Markup::Step::done; step = markup.next()) {
        const bool is_start = step == Markup::Step::start;
        const bool is_text = step == Markup::Step::text && !markup.is_cdata();
        const bool is_plain = is_text || step == Markup::Step::end ||
                              (is_start && base::is_word_of(plain_elements, markup.name()) &&
                               std::ranges::all_of(markup.attributes(), [](const xml::MarkupAttribute& each) {
                                   return base::is_word_of(plain_attributes, each.name);
                               }));
        if (!is_plain) {
            return std::nullopt;
        }
        if (is_text) {
            xml::append_resolved(out, markup.text());
        }
    }
    return out;
}

// Of R4's own codes; empty: there is none.
std::string_view given_reason(const Tree& tree, NodeId section) {
    for (const NodeId coding : nodes_at(tree, section, "emptyReason.coding")) {
        if (text_at(tree, coding, "system") == "http://terminology.hl7.org/CodeSystem/list-empty-reason") {
            return text_at(tree, coding, "code");
        }
    }
    return {};
}

// The code that words stand for; empty: they say something else.
std::string_view reason_of_words(const std::string& text, const SummarySection& section,
                                 const form::Wordings& wordings) {
    for (const SearchRequest& search : section.searches) {
        const form::Wording* const wording = wordings.of_type(search.type);
        const form::Reading* const read = wording == nullptr ? nullptr : wording->of_text(text);
        if (read != nullptr && read->says == form::Says::nothing) {
            return nil_known;
        }
        if (read != nullptr && read->says == form::Says::unknown) {
            return read->name == "not-asked" ? not_asked : usual_empty_reason;
        }
    }
    return {};
}

// Which section of the summary asks for what a section of a document asks for.
std::optional<Silence> asked_by(const Tree& tree, NodeId section, std::span<const SummarySection> sections) {
    const NodeId code = tree.child(section, "code");
    for (std::size_t i = 0; code != json::no_node && i < sections.size(); ++i) {
        for (const AskedInDocument& each : sections[i].asked_in) {
            if (matches(each.code, tree, code)) {
                return Silence{.section = i, .kind = each.kind};
            }
        }
    }
    return std::nullopt;
}

} // namespace

std::size_t read_silence(const Tree& tree, NodeId composition, std::span<const SummarySection> sections,
                         const form::Wordings& wordings, const std::function<void(const Silence&)>& said) {
    std::size_t words_alone = 0;
    const bool has_modifier = tree.child(composition, "modifierExtension") != json::no_node;
    std::vector<NodeId> waiting = nodes_at(tree, composition, "section");
    while (!waiting.empty()) {
        const NodeId section = waiting.back();
        waiting.pop_back();
        const std::vector<NodeId> inside = nodes_at(tree, section, "section");
        waiting.insert(waiting.end(), inside.begin(), inside.end());
        if (tree.child(section, "entry") != json::no_node) {
            continue;
        }
        std::optional<Silence> asked = asked_by(tree, section, sections);
        const std::string_view title = text_at(tree, section, "title");
        const std::optional<std::string> plain = plain_text(text_at(tree, section, "text.div"));
        const std::string text = plain.value_or(std::string());
        const std::string folded = text::fold(text);
        const bool has_words = !folded.empty() && folded != text::fold(title);
        const bool is_understood = plain.has_value() &&
                                   tree.child(section, "modifierExtension") == json::no_node &&
                                   tree.child(section, "focus") == json::no_node && !has_modifier;
        const std::string_view given = given_reason(tree, section);
        const std::string_view in_words = asked && has_words
                                              ? reason_of_words(text, sections[asked->section], wordings)
                                              : std::string_view();
        // words beside a reason that say something else are for people
        const std::string_view code = given.empty() || (has_words && in_words.empty()) ? in_words : given;
        const auto* const known = std::ranges::find(known_reasons, code);
        if (asked && known != known_reasons.end() && is_understood) {
            asked->code = *known; // `code` may be the document's own text
            asked->title = title;
            said(*asked);
        } else if (has_words || !is_understood) {
            ++words_alone;
        }
    }
    return words_alone;
}

} // namespace renkei::mhd
