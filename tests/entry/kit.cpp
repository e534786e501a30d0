#include "tests/entry/kit.h"

#include <algorithm>

namespace renkei::entry {
namespace {

std::string plain(std::string_view html) {
    std::string out;
    for (std::size_t at = 0; at < html.size();) {
        constexpr std::pair<std::string_view, char> entities[] = {
            {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
        const auto* const found = std::ranges::find_if(
            entities, [&](const auto& each) { return html.substr(at).starts_with(each.first); });
        const bool is_entity = found != std::end(entities);
        out += is_entity ? found->second : html[at];
        at += is_entity ? found->first.size() : 1;
    }
    return out;
}

std::string attribute(std::string_view tag, std::string_view name) {
    const std::string begin = " " + std::string(name) + "=\"";
    const std::size_t at = tag.find(begin);
    return at == std::string_view::npos
               ? std::string()
               : plain(tag.substr(at + begin.size(), tag.find('"', at + begin.size()) - at - begin.size()));
}

// Calls `see` with each tag and with what stands between it and its end.
template <class See>
void each_control(std::string_view page, const See& see) {
    for (std::size_t at = page.find('<'); at != std::string_view::npos; at = page.find('<', at + 1)) {
        const std::string_view tag = page.substr(at, page.find('>', at) - at);
        const std::string_view kind = tag.substr(1, tag.find_first_of(" >") - 1);
        if (kind == "input" || kind == "select" || kind == "textarea") {
            const std::size_t from = at + tag.size() + 1;
            const std::string end = "</" + std::string(kind) + ">";
            see(kind, tag,
                kind == "input" ? std::string_view() : page.substr(from, page.find(end, from) - from));
        }
    }
}

// Of a select: the values of its options, those that are selected only.
std::vector<std::string> options(std::string_view html, bool selected) {
    std::vector<std::string> out;
    for (std::size_t at = html.find("<option"); at != std::string_view::npos;
         at = html.find("<option", at + 1)) {
        const std::string_view tag = html.substr(at, html.find('>', at) - at);
        if (!selected || tag.ends_with(" selected")) {
            out.push_back(attribute(tag, "value"));
        }
    }
    return out;
}

} // namespace

Fields sent_by(std::string_view page) {
    Fields out;
    each_control(page, [&](std::string_view kind, std::string_view tag, std::string_view inside) {
        const std::string name = attribute(tag, "name");
        const std::string type = attribute(tag, "type");
        if (kind == "select") {
            const std::vector<std::string> chosen = options(inside, true);
            out.emplace_back(name, chosen.empty() ? std::string() : chosen.front());
        } else if (kind == "textarea") {
            out.emplace_back(name, plain(inside.substr(1))); // behind the first line break
        } else if ((type != "radio" && type != "checkbox") || tag.ends_with(" checked")) {
            out.emplace_back(name, attribute(tag, "value"));
        }
    });
    return out;
}

std::vector<std::string> boxes_on(std::string_view page) {
    std::vector<std::string> out;
    each_control(page, [&](std::string_view, std::string_view tag, std::string_view) {
        if (attribute(tag, "id") == attribute(tag, "name")) { // the first of several choices has the id
            out.push_back(attribute(tag, "name"));
        }
    });
    return out;
}

bool could_type(std::string_view page, std::string_view box, std::string_view value) {
    bool out = false;
    each_control(page, [&](std::string_view kind, std::string_view tag, std::string_view inside) {
        if (attribute(tag, "name") != box) {
            return;
        }
        const std::string type = attribute(tag, "type");
        if (kind == "select") {
            const std::vector<std::string> all = options(inside, false);
            out = out || std::ranges::find(all, value) != all.end();
        } else {
            out = out || (type != "radio" && type != "checkbox") || attribute(tag, "value") == value;
        }
    });
    return out;
}

} // namespace renkei::entry
