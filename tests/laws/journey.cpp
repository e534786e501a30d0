#include "tests/laws/journey.h"

#include <algorithm>

namespace renkei::laws {
namespace {

// Where each value of a JSON text begins, in their order.
class Offsets {
public:
    explicit Offsets(std::string_view text) : text_(text) {
        if (!text.empty()) {
            value("Bundle");
        }
    }

    // The value that begins at the offset or is the last one before it.
    std::string at(std::uint64_t offset) const {
        const auto next =
            std::ranges::upper_bound(places_, offset, {}, [](const auto& each) { return each.first; });
        return next == places_.begin() ? "" : std::prev(next)->second;
    }

private:
    // The text is one that dump() wrote: no white space outside of strings.
    void value(const std::string& path) {
        places_.emplace_back(at_, path);
        switch (text_[at_]) {
        case '{':
            for (++at_; text_[at_] != '}'; at_ += text_[at_] == ',' ? 1U : 0U) {
                const std::size_t from = at_ + 1;
                string();
                const std::string_view key = text_.substr(from, at_ - from - 1);
                ++at_;
                value(path + "." + std::string(key.starts_with('_') ? key.substr(1) : key));
            }
            ++at_;
            break;
        case '[': {
            std::size_t index = 0;
            for (++at_; text_[at_] != ']'; at_ += text_[at_] == ',' ? 1U : 0U) {
                value(path + "[" + std::to_string(index++) + "]");
            }
            ++at_;
            break;
        }
        case '"': string(); break;
        default: at_ = std::min(text_.find_first_of(",]}", at_), text_.size());
        }
    }

    void string() {
        for (++at_; text_[at_] != '"'; ++at_) {
            at_ += text_[at_] == '\\' ? 1U : 0U;
        }
        ++at_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<std::pair<std::uint64_t, std::string>> places_;
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

void add_words(std::string text, Words& out) {
    constexpr std::pair<std::string_view, std::string_view> plain[] = {
        {"&lt;", "<"},  {"&gt;", ">"},  {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"},
        {"\u2068", ""}, {"\u2069", ""}, {"、", "\n"},     {"；", "\n"}};
    for (const auto& [from, to] : plain) {
        replace_all(text, from, to);
    }
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::size_t from = text.find_first_not_of(" \t", at);
        if (from < end) {
            ++out[text.substr(from, text.find_last_not_of(" \t", end - 1) + 1 - from)];
        }
        at = end + 1;
    }
}

} // namespace

Words words_of_page(std::string_view html) {
    Words out;
    std::string text;
    for (std::size_t at = 0; at < html.size();) {
        if (html[at] != '<') {
            const std::size_t end = std::min(html.find('<', at), html.size());
            text += html.substr(at, end - at);
            at = end;
            continue;
        }
        const std::string_view rest = html.substr(at);
        const bool is_style = rest.starts_with("<style");
        const bool is_inline = rest.starts_with("<bdi") || rest.starts_with("</bdi") ||
                               rest.starts_with("<span") || rest.starts_with("</span");
        at = is_style ? html.find("</style>", at) : html.find('>', at);
        if (!is_inline) {
            add_words(std::exchange(text, {}), out);
        }
        at += at == std::string_view::npos ? 0U : 1U;
        at = is_style ? html.find('>', at) + 1 : at;
    }
    add_words(text, out);
    return out;
}

Words gained(const Words& before, const Words& now) {
    Words out;
    for (const auto& [word, count] : now) {
        const auto there = before.find(word);
        const int more = count - (there == before.end() ? 0 : there->second);
        if (more > 0) {
            out[word] = more;
        }
    }
    return out;
}

End Journey::run(const std::string& bundle) const {
    const service::Input input{.name = "bundle.json", .bytes = bundle};
    service::ConvertOptions options;
    options.to = {.syntax = std::string(service::page_name), .form = form_};
    options.rules = service::BrokenRules::report;
    const service::Outcome outcome = service::convert(workspace_, input, options);
    End out;
    out.is_refused = outcome.documents.empty();
    for (const service::OutputDocument& each : outcome.documents) {
        for (const auto& [word, count] : words_of_page(each.bytes)) {
            out.words[word] += count;
        }
    }
    const Offsets offsets(bundle);
    for (const diag::Finding& each : outcome.report.findings()) {
        const std::string path = each.where.path.starts_with("Bundle") ? each.where.path
                                 : each.where.line > 0                 ? offsets.at(each.where.offset)
                                                                       : "";
        diag::Finding placeless = each;
        placeless.where = {.path = each.where.path};
        out.said.push_back({each.severity, std::string(diag::row(each.message).id), path, each.item,
                            each.args, diag::to_text(placeless, diag::Language::english)});
    }
    return out;
}

} // namespace renkei::laws
