#include "gateway/fhir/validate/elements/narrative.h"

#include "gateway/core/base/occurrences.h"
#include "gateway/fhir/xml/characters.h"
#include "gateway/fhir/xml/xhtml.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace renkei::validate {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);
constexpr std::size_t max_label_length = 60;

struct Walker {
    const xml::Markup& markup;
    Narrative out{};
    std::string path{};
    std::vector<std::size_t> ends{}; // of the path, before each open element
    std::size_t open = none;         // the link whose label is being read
    std::size_t open_depth = 0;
    std::size_t last_place = 0; // depth of the element that was the last place

    void see(xml::Markup::Step step) {
        switch (step) {
        case xml::Markup::Step::start: start(); return;
        case xml::Markup::Step::end: end(); return;
        case xml::Markup::Step::text: text(); return;
        case xml::Markup::Step::other:
        case xml::Markup::Step::done:
        case xml::Markup::Step::error: return;
        }
    }

    void start() {
        ends.push_back(path.size());
        path += path.empty() ? "" : "/";
        path += markup.name();
        const bool is_anchor = markup.name() == "a";
        const std::string_view address = is_anchor ? "href" : (markup.name() == "img" ? "src" : "");
        for (const xml::MarkupAttribute& attribute : markup.attributes()) {
            if (!attribute.prefix.empty()) {
                continue;
            }
            if (attribute.name == "id" || (is_anchor && attribute.name == "name")) {
                place(xml::without_references(attribute.value));
            } else if (!address.empty() && attribute.name == address) {
                out.links.push_back({xml::without_references(attribute.value), path, {}});
                open = is_anchor ? out.links.size() - 1 : open;
                open_depth = is_anchor ? ends.size() : open_depth;
            }
        }
    }

    // <a id="x" name="x"> is one place
    void place(std::string name) {
        if (last_place != ends.size() || out.places.empty() || out.places.back() != name) {
            out.places.push_back(std::move(name));
        }
        last_place = ends.size();
    }

    void end() {
        if (open != none && ends.size() == open_depth) {
            open = none;
        }
        last_place = 0;
        path.resize(ends.back());
        ends.pop_back();
    }

    void text() {
        if (open != none && out.links[open].label.size() < max_label_length) {
            out.links[open].label += xml::without_references(markup.text());
        }
    }
};

struct PartAttributes {
    std::string language;
    std::string xml_language;
    std::string classes;
};

PartAttributes attributes_of(const xml::Markup& markup) {
    PartAttributes out;
    for (const xml::MarkupAttribute& it : markup.attributes()) {
        const bool is_plain = it.prefix.empty();
        if (it.name == "lang" && is_plain) {
            out.language = xml::without_references(it.value);
        } else if (it.name == "lang" && it.prefix == "xml") {
            out.xml_language = xml::without_references(it.value);
        } else if (it.name == "class" && is_plain) {
            out.classes = xml::without_references(it.value);
        }
    }
    return out;
}

// Equals signs are rarer in a text than the letters of a name.
template <class Use>
bool any_before_equals(std::string_view text, Use use) {
    for (std::size_t at = text.find('='); at != std::string_view::npos; at = text.find('=', at + 1)) {
        if (use(text.substr(0, at))) {
            return true;
        }
    }
    return false;
}

} // namespace

NarrativeParts parts_of_narrative(std::string_view div) {
    using MarkupStep = xml::Markup::Step;
    xml::Markup markup(xml::trimmed(div));
    NarrativeParts out;
    for (MarkupStep step = markup.next(); step != MarkupStep::done && step != MarkupStep::error;
         step = markup.next()) {
        if (step == MarkupStep::text && markup.depth() == 1 &&
            !xml::is_blank(xml::without_references(markup.text()))) {
            out.parts.push_back({});
        }
        if (step != MarkupStep::start || markup.depth() > 2) {
            continue;
        }
        const PartAttributes attributes = attributes_of(markup);
        if (markup.depth() == 1) {
            out.language = attributes.language;
            out.xml_language = attributes.xml_language;
        } else {
            out.parts.push_back(
                {std::string(markup.name()),
                 attributes.xml_language.empty() ? attributes.language : attributes.xml_language,
                 attributes.classes});
        }
    }
    return out;
}

NarrativeParts languages_of_narrative(std::string_view div) {
    constexpr std::string_view lang = "lang";
    xml::Markup markup(xml::trimmed(div));
    if (markup.next() == xml::Markup::Step::start) {
        const auto of_div = std::ranges::count(markup.attributes(), lang, &xml::MarkupAttribute::name);
        if (base::occurrences(div, lang) == static_cast<std::size_t>(of_div)) {
            PartAttributes attributes = attributes_of(markup);
            return {std::move(attributes.language), std::move(attributes.xml_language), {}};
        }
    }
    return parts_of_narrative(div);
}

Narrative read_narrative(std::string_view div) {
    using MarkupStep = xml::Markup::Step;
    xml::Markup markup(div);
    Walker walker{markup};
    for (MarkupStep step = markup.next(); step != MarkupStep::done && step != MarkupStep::error;
         step = markup.next()) {
        walker.see(step);
    }
    return std::move(walker.out);
}

std::vector<xml::MarkupError> narrative_errors(std::string_view div, Narrative& read) {
    if (xml::trimmed(div).data() != div.data()) { // no XML, as it stands
        return xml::narrative_errors(div);
    }
    std::optional<Walker> walker;
    auto out = xml::narrative_errors(div, [&](xml::Markup::Step step, const xml::Markup& markup) {
        (walker ? *walker : walker.emplace(Walker{markup})).see(step);
    });
    read = std::move(walker->out);
    return out;
}

bool may_have_links(std::string_view div) {
    return any_before_equals(div, [](std::string_view name) {
        while (!name.empty() && xml::is_space(name.back())) {
            name.remove_suffix(1);
        }
        return name.ends_with("href") || name.ends_with("src");
    });
}

bool may_have_languages(std::string_view div) {
    return any_before_equals(div, [](std::string_view name) { return name.ends_with("lang"); });
}

} // namespace renkei::validate
