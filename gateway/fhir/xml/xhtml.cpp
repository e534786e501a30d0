#include "gateway/fhir/xml/xhtml.h"

#include "gateway/fhir/xml/characters.h"
#include "gateway/fhir/xml/reader.h"
#include "gateway/fhir/xml/xhtml_rules.h"
#include "generated/messages/xml.h"

#include <algorithm>

namespace renkei::xml {
namespace {

using Step = Markup::Step;

// Takes each fault; false ends the walk.
template <class Take>
class Checker {
public:
    Checker(std::string_view div, Take take, const StepVisitor& see)
        : markup_(trimmed(div)),
          take_(take),
          see_(see) {}

    void run() {
        for (;;) {
            const Step step = markup_.next();
            if (see_) {
                see_(step, markup_);
            }
            switch (step) {
            case Step::start:
                if (!element()) {
                    return;
                }
                break;
            case Step::text:
                if (!text()) {
                    return;
                }
                break;
            case Step::end: end(); break;
            case Step::other: break;
            case Step::error: take_(markup_.error()); return;
            case Step::done:
                if (!has_content_) {
                    say(message::narrative_blank, {});
                }
                return;
            }
        }
    }

private:
    bool say(Message message, diag::Arguments args) { return take_({message, std::move(args.texts), 0}); }

    bool element() {
        const std::string_view name = markup_.name();
        const HtmlElement* const outer = open_.empty() ? nullptr : open_.back();
        open_.push_back(nullptr);
        if (markup_.depth() == 1 && name != "div") {
            return say(message::narrative_not_div, {name});
        }
        if (markup_.space() != xhtml_namespace) {
            return say(message::narrative_namespace, {name});
        }
        const HtmlElement* const known = narrative_element(name);
        open_.back() = known;
        if (known == nullptr) {
            if (!say(message::narrative_element, {name})) {
                return false;
            }
        } else if (!place(*known, outer)) {
            return false;
        }
        return std::ranges::all_of(markup_.attributes(),
                                   [&](const MarkupAttribute& it) { return attribute(name, it); });
    }

    bool place(const HtmlElement& known, const HtmlElement* outer) {
        const bool is_link = known.name == "a";
        if (is_link && links_++ > 0) {
            return say(message::narrative_misplaced, {"a", "a"});
        }
        const Nesting fits = outer == nullptr ? Nesting::right : nesting(*outer, known);
        return fits == Nesting::right ||
               say(fits == Nesting::wrong ? message::narrative_misplaced : message::narrative_oddly_placed,
                   {known.name, outer->name});
    }

    void end() {
        links_ -= open_.back() != nullptr && open_.back()->name == "a" && links_ > 0 ? 1 : 0;
        open_.pop_back();
    }

    bool text() {
        const HtmlElement* const around = open_.back();
        const bool is_in_place = around == nullptr || may_hold_text(*around);
        if ((has_content_ && is_in_place) || is_blank_text(markup_.text())) {
            return true;
        }
        has_content_ = true;
        return is_in_place || say(message::narrative_text_misplaced, {around->name});
    }

    bool attribute(std::string_view element, const MarkupAttribute& it) {
        if (Markup::is_declaration(it)) {
            return true;
        }
        if (!is_narrative_attribute(element, it.prefix, it.name)) {
            const std::string written =
                std::string(it.prefix) + (it.prefix.empty() ? "" : ":") + std::string(it.name);
            return say(message::narrative_attribute, {written, element});
        }
        has_content_ = has_content_ || (element == "img" && it.name == "src");
        return is_address(it.name) ? address(element, it) : it.name != "style" || style(element, it);
    }

    bool address(std::string_view element, const MarkupAttribute& it) {
        const std::string_view value = resolved(it.value);
        const auto excerpt = [&] { return std::string(value.substr(0, 100)); };
        const Danger danger = danger_of_address(element, value);
        if (danger != Danger::none) {
            return say(danger == Danger::active ? message::narrative_address
                                                : message::narrative_address_hidden,
                       {excerpt(), it.name, element});
        }
        const auto error = it.name == "href" || it.name == "src" ? address_error(value) : std::nullopt;
        return !error || say(message::narrative_address_malformed, {excerpt(), it.name, element, *error});
    }

    bool style(std::string_view element, const MarkupAttribute& it) {
        const std::string_view value = resolved(it.value);
        const Danger danger = danger_of_known_style(value, value.data() == it.value.data());
        return danger == Danger::none ||
               say(danger == Danger::active ? message::narrative_style : message::narrative_style_outside,
                   {value.substr(0, 100), element});
    }

    // The cells of a table have a few styles again and again. `stays`: as long as the markup.
    Danger danger_of_known_style(std::string_view value, bool stays) {
        const auto known = std::ranges::find(styles_, value, &KnownStyle::text);
        if (known != styles_.end()) {
            return known->danger;
        }
        const Danger out = danger_of_style(value);
        if (stays && styles_.size() < most_styles) {
            styles_.push_back({value, out});
        }
        return out;
    }

    // &#160; and &#32; are white space too, where XML counts as such
    static bool is_blank_text(std::string_view text) {
        return text.find('&') == std::string_view::npos ? is_blank(text) : is_blank(without_references(text));
    }

    // Lives until the next call.
    std::string_view resolved(std::string_view text) {
        if (text.find('&') == std::string_view::npos) {
            return text;
        }
        resolved_ = without_references(text);
        return resolved_;
    }

    Markup markup_;
    Take take_;
    const StepVisitor& see_;
    struct KnownStyle {
        std::string_view text;
        Danger danger;
    };
    static constexpr std::size_t most_styles = 32;
    std::vector<KnownStyle> styles_;
    // nullptr for an element that is not allowed: then the places of its content are not checked
    std::vector<const HtmlElement*> open_;
    std::string resolved_;
    std::size_t links_ = 0; // open ones
    bool has_content_ = false;
};

template <class Take>
void check(std::string_view div, Take take, const StepVisitor& see = {}) {
    Checker<Take>(div, take, see).run();
}

} // namespace

std::string_view trimmed(std::string_view div) {
    while (!div.empty() && is_space(div.front())) {
        div.remove_prefix(1);
    }
    while (!div.empty() && is_space(div.back())) {
        div.remove_suffix(1);
    }
    return div;
}

bool is_good_narrative(std::string_view div) {
    bool good = true;
    check(div, [&](const MarkupError& error) {
        good = good && diag::row(error.message).severity != diag::Severity::error;
        return good;
    });
    return good;
}

std::vector<MarkupError> narrative_errors(std::string_view div, const StepVisitor& see) {
    std::vector<MarkupError> out;
    const auto take = [&](MarkupError error) {
        out.push_back(std::move(error));
        return true;
    };
    check(div, take, see);
    return out;
}

std::optional<MarkupError> malformed(std::string_view div) {
    Markup markup(div);
    std::optional<MarkupError> out;
    for (bool is_first = true;;) {
        const Step step = markup.next();
        if (step == Step::error) {
            return markup.error(); // more important than a fault that could be mended
        }
        if (step == Step::done) {
            return out;
        }
        if (step == Step::start && is_first) {
            is_first = false;
            if (markup.name() != "div") {
                out = MarkupError{message::narrative_not_div, {std::string(markup.name())}, 0};
            } else if (markup.space() != xhtml_namespace) {
                out = MarkupError{message::narrative_namespace,
                                  {std::string(markup.name()), std::string(markup.space())},
                                  0};
            }
        }
    }
}

} // namespace renkei::xml
