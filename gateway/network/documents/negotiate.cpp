// Which representation a caller gets: what this version can be shown as, and what the Accept header prefers.
#include "gateway/core/text/words.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/documents/media_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace renkei::documents {
namespace {

using text::same_word;
using text::trim;

// Cuts the text before the next separator that is not in quotes off its front.
std::string_view cut(std::string_view& text, char separator) {
    bool quoted = false;
    std::size_t at = 0;
    for (; at < text.size() && (quoted || text[at] != separator); ++at) {
        quoted ^= text[at] == '"';
    }
    const std::string_view out = trim(text.substr(0, at));
    text.remove_prefix(std::min(at + 1, text.size()));
    return out;
}

struct Range {
    std::string_view type{}; // "text/csv", "text/*", "*/*"
    std::string_view charset{};
    std::string_view fhir_version{};
    int quality = 1000; // q, in thousandths
};

int thousandths(std::string_view q) {
    double out = 1;
    const auto [end, error] = std::from_chars(q.data(), q.data() + q.size(), out);
    return error == std::errc() && out >= 0 && out <= 1 ? static_cast<int>(out * 1000 + 0.5) : 0;
}

Range parse(std::string_view text) {
    Range out{.type = cut(text, ';')};
    while (!text.empty()) {
        std::string_view value = cut(text, ';');
        const std::string_view name = cut(value, '=');
        value = text::unquoted(value);
        if (same_word(name, "q")) {
            out.quality = thousandths(value);
        } else if (same_word(name, "charset")) {
            out.charset = value;
        } else if (same_word(name, "fhirVersion")) {
            out.fhir_version = value;
        }
    }
    return out;
}

// How exactly a range of an Accept header names what is offered; 0 if it does not name it.
int closeness(const Range& range, const Range& offered) {
    const std::string_view group = offered.type.substr(0, offered.type.find('/') + 1);
    const bool is_group = range.type.size() == group.size() + 1 && range.type.ends_with('*') &&
                          same_word(range.type.substr(0, group.size()), group);
    const bool is_exact = same_word(range.type, offered.type);
    if (!is_exact && !is_group && range.type != "*/*") {
        return 0;
    }
    const auto charset = encoding_of_charset(offered.charset.empty() ? "utf-8" : offered.charset);
    if (!range.charset.empty() && encoding_of_charset(range.charset) != charset) {
        return 0;
    }
    if (!range.fhir_version.empty() && !range.fhir_version.starts_with("4.0")) {
        return 0;
    }
    const int parameters = (range.charset.empty() ? 0 : 1) + (range.fhir_version.empty() ? 0 : 1);
    return (is_exact ? 20 : is_group ? 10 : 1) + parameters;
}

// The quality in the closest range; 0 if no range names the offer or the client does not want it.
int quality(std::string_view accept, const Range& offered) {
    int closest = 0;
    int out = 0;
    while (!accept.empty()) {
        const Range range = parse(cut(accept, ','));
        const int close = closeness(range, offered);
        if (close > closest || (close != 0 && close == closest && range.quality > out)) {
            closest = close;
            out = range.quality;
        }
    }
    return out;
}

void offer(std::vector<Representation>& out, Representation one) {
    const bool is_new = std::ranges::none_of(
        out, [&](const Representation& each) { return same_word(each.media_type, one.media_type); });
    if (is_new) {
        out.push_back(std::move(one));
    }
}

void offer_syntax(std::vector<Representation>& out, const form::Form& form, const form::Syntax& syntax) {
    const std::string id(form.text(syntax.id));
    if (syntax.kind == form::SyntaxKind::json) {
        offer(out, {std::string(media_type(Content::json)), id});
        return;
    }
    using text::Encoding;
    const Encoding own = syntax.encoding == form::Encoding::utf8 ? Encoding::utf8 : Encoding::cp932;
    for (const Encoding encoding : {own, own == Encoding::utf8 ? Encoding::cp932 : Encoding::utf8}) {
        offer(out, {fmt::format("{};charset={}", media_type(Content::csv), charset_of(encoding)), id});
    }
}

} // namespace

std::vector<Representation> representations(const LoadedDefinitions& loaded, const store::Version& version) {
    const mapping::Plan* const plan = find_plan(loaded, version);
    std::vector<Representation> out;
    if (!version.part) {
        out.push_back(original_of(loaded, version));
    }
    if (plan != nullptr && !version.part) {
        for (const form::Syntax& syntax : plan->form().syntaxes()) {
            offer_syntax(out, plan->form(), syntax);
        }
    }
    if (version.has_fhir && (plan != nullptr || !version.part)) {
        for (const Content content : {Content::fhir_json, Content::fhir_xml}) {
            offer(out, {std::string(media_type(content)), std::string(fhir_syntax(content))});
        }
    }
    if (plan != nullptr) {
        offer(out, {"text/html;charset=UTF-8", "html"});
    }
    return out;
}

std::optional<Representation> negotiate(std::string_view accept, std::span<const Representation> offered) {
    const Representation* best = nullptr;
    int highest = 0;
    for (const Representation& each : offered) {
        const int wanted = trim(accept).empty() ? 1000 : quality(accept, parse(each.media_type));
        if (wanted > highest) {
            highest = wanted;
            best = &each;
        }
    }
    return best == nullptr ? std::nullopt : std::optional(*best);
}

} // namespace renkei::documents
