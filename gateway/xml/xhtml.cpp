#include "gateway/xml/xhtml.h"

#include "gateway/xml/characters.h"
#include "gateway/xml/reader.h"
#include "gateway/xml/xhtml_rules.h"

#include <algorithm>

namespace renkei::xml {
namespace {

using diag::Message;
using Step = Markup::Step;

// Takes each fault; false ends the walk.
template <class Take>
class Checker {
public:
    Checker(std::string_view div, Take take)
        : markup_(trimmed(div))
        , take_(take) {}

    void run() {
        for (;;) {
            switch (markup_.next()) {
            case Step::start:
                if (!element()) {
                    return;
                }
                break;
            case Step::text:
                has_content_ = has_content_ || !is_blank_text(markup_.text());
                break;
            case Step::end:
            case Step::other:
                break;
            case Step::fault:
                take_(markup_.fault());
                return;
            case Step::done:
                if (!has_content_) {
                    take_({Message::narrative_blank, {}, 0});
                }
                return;
            }
        }
    }

private:
    bool say(Message message, std::vector<std::string> args) { return take_({message, std::move(args), 0}); }

    bool element() {
        const std::string name(markup_.name());
        if (markup_.depth() == 1 && name != "div") {
            return say(Message::narrative_not_div, {name});
        }
        if (markup_.space() != xhtml_namespace) {
            return say(Message::narrative_namespace, {name});
        }
        if (!is_narrative_element(name) && !say(Message::narrative_element, {name})) {
            return false;
        }
        return std::ranges::all_of(markup_.attributes(),
                                   [&](const MarkupAttribute& it) { return attribute(name, it); });
    }

    bool attribute(const std::string& element, const MarkupAttribute& it) {
        if (Markup::is_declaration(it)) {
            return true;
        }
        const std::string written =
            std::string(it.prefix) + (it.prefix.empty() ? "" : ":") + std::string(it.name);
        if (!is_narrative_attribute(it.prefix, it.name)) {
            return say(Message::narrative_attribute, {written, element});
        }
        const std::string value = resolved(it.value);
        has_content_ = has_content_ || (element == "img" && it.name == "src");
        if (is_address(it.name) && !is_safe_address(element, value)) {
            return say(Message::narrative_address, {value.substr(0, 100), written, element});
        }
        return it.name != "style" || is_safe_style(value) ||
               say(Message::narrative_style, {value.substr(0, 100), element});
    }

    // &#160; and &#32; are white space too, where XML counts as such
    static bool is_blank_text(std::string_view text) {
        return text.find('&') == std::string_view::npos ? is_blank(text) : is_blank(resolved(text));
    }

    static std::string resolved(std::string_view text) {
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            if (text[at] != '&' || !append_reference(out, text, at)) {
                out.push_back(text[at++]);
            }
        }
        return out;
    }

    Markup markup_;
    Take take_;
    bool has_content_ = false;
};

template <class Take>
void check(std::string_view div, Take take) {
    Checker<Take>(div, take).run();
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
    check(div, [&](const Fault&) { return good = false; });
    return good;
}

void check_narrative(std::string_view div, const diag::Where& where, diag::Report& report) {
    check(div, [&](Fault fault) {
        report.add(fault.message, where, std::move(fault.args));
        return true;
    });
}

std::optional<Fault> malformed(std::string_view div) {
    Markup markup(div);
    std::optional<Fault> out;
    for (bool is_first = true;;) {
        const Step step = markup.next();
        if (step == Step::fault) {
            return markup.fault(); // wins over what could be mended
        }
        if (step == Step::done) {
            return out;
        }
        if (step == Step::start && is_first) {
            is_first = false;
            if (markup.name() != "div") {
                out = Fault{Message::narrative_not_div, {std::string(markup.name())}, 0};
            } else if (markup.space() != xhtml_namespace) {
                out = Fault{Message::narrative_namespace,
                            {std::string(markup.name()), std::string(markup.space())},
                            0};
            }
        }
    }
}

} // namespace renkei::xml
