// Which representation a caller gets: what this version can be shown as, and what the Accept header prefers.
#include "gateway/core/text/header_values.h"
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

int thousandths(std::string_view q) {
    double out = 1;
    const auto [end, error] = std::from_chars(q.data(), q.data() + q.size(), out);
    return error == std::errc() && out >= 0 && out <= 1 ? static_cast<int>(out * 1000 + 0.5) : 0;
}

// How exactly a range of an Accept header names what is offered; 0 if it does not name it.
int closeness(const AcceptedRange& range, const MediaType& offered) {
    const bool is_group = range.type == offered.type.substr(0, offered.type.find('/') + 1) + '*';
    const bool is_exact = range.type == offered.type;
    if (!is_exact && !is_group && range.type != "*/*") {
        return 0;
    }
    const auto charset = encoding_of_charset(offered.charset.empty() ? "utf-8" : offered.charset);
    if (!range.charset.empty() && encoding_of_charset(range.charset) != charset) {
        return 0;
    }
    const int parameters = (range.charset.empty() ? 0 : 1) + (range.fhir_version.empty() ? 0 : 1);
    return (is_exact ? 20 : is_group ? 10 : 1) + parameters;
}

// The quality in the closest range; 0 if no range names the offer or the client does not want it.
int quality(std::span<const AcceptedRange> accepted, const MediaType& offered) {
    int closest = 0;
    int out = 0;
    for (const AcceptedRange& range : accepted) {
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
    if (plan != nullptr || is_fhir_without_form(loaded, version)) {
        offer(out, {"text/html;charset=UTF-8", "html"});
    }
    return out;
}

std::vector<AcceptedRange> read_accept(std::string_view accept) {
    std::vector<AcceptedRange> out;
    while (!accept.empty()) {
        text::MediaRange range = text::read_media_range(text::next_piece(accept, ','));
        AcceptedRange each;
        const auto is_quality = [](const auto& parameter) { return same_word(parameter.first, "q"); };
        if (const auto q = std::ranges::find_if(range.parameters, is_quality); q != range.parameters.end()) {
            each.quality = thousandths(q->second);
            range.parameters.erase(q, range.parameters.end()); // what follows is no part of the type
        }
        static_cast<MediaType&>(each) = media_type_of(range);
        if (!each.type.empty() && each.other.empty() && each.is_of_r4()) {
            out.push_back(std::move(each));
        }
    }
    return out;
}

std::optional<Representation> negotiate(std::string_view accept, std::span<const Representation> offered) {
    const std::vector<AcceptedRange> accepted = read_accept(accept);
    const Representation* best = nullptr;
    int highest = 0;
    for (const Representation& each : offered) {
        const int wanted =
            text::trim(accept).empty() ? 1000 : quality(accepted, read_media_type(each.media_type));
        if (wanted > highest) {
            highest = wanted;
            best = &each;
        }
    }
    return best == nullptr ? std::nullopt : std::optional(*best);
}

} // namespace renkei::documents
