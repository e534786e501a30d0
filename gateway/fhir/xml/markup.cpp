#include "gateway/fhir/xml/markup.h"

#include "gateway/core/text/utf8.h"
#include "gateway/fhir/xml/characters.h"
#include "gateway/fhir/xml/escape.h"
#include "generated/messages/xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace renkei::xml {
namespace {

constexpr std::size_t max_depth = 250; // libxml2 reads 256, and a narrative is in something
constexpr std::size_t max_attributes = 64;
constexpr std::string_view xmlns_namespace = "http://www.w3.org/2000/xmlns/";

// Bytes that content may hold without a second look: ASCII but controls, & < and ].
constexpr auto plain_bytes = [] {
    std::array<bool, 256> out{};
    for (std::size_t c = 0x20; c < 0x80; ++c) {
        out[c] = c != '&' && c != '<' && c != ']';
    }
    out['\t'] = out['\n'] = out['\r'] = true;
    return out;
}();

bool is_plain_byte(char c) { return plain_bytes[static_cast<unsigned char>(c)]; }

// Eight bytes at once: are all of them ASCII, but controls, & < and ]?
bool is_plain_block(const char* bytes) {
    constexpr auto each = [](std::uint64_t byte) { return byte * 0x0101010101010101U; };
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    // the highest bit of a byte: it is less than `least`, which is at most 0x80
    const auto less = [&each](std::uint64_t all, std::uint64_t least) { return (all - each(least)) & ~all; };
    const auto is = [&](char c) { return less(word ^ each(static_cast<unsigned char>(c)), 1); };
    const std::uint64_t other = word | less(word, 0x20) | is('&') | is('<') | is(']');
    return (other & each(0x80)) == 0;
}

// Behind the plain bytes that begin at `at`.
std::size_t after_plain_bytes(std::string_view text, std::size_t at) {
    constexpr std::size_t block = sizeof(std::uint64_t);
    for (;;) {
        while (at + block <= text.size() && is_plain_block(text.data() + at)) {
            at += block;
        }
        const std::size_t end = std::min(text.size(), at + block); // of the bytes looked at one by one
        while (at < end && is_plain_byte(text[at])) {
            ++at;
        }
        if (at < end || at == text.size()) {
            return at;
        }
    }
}

// Three bytes, U+1000 to U+CFFF: kana and kanji among them, and all of them characters of XML.
bool is_kana_or_kanji(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t n) { return static_cast<unsigned char>(text[at + n]); };
    return at + 3 <= text.size() && byte(0) >= 0xE1 && byte(0) <= 0xEC && (byte(1) & 0xC0U) == 0x80U &&
           (byte(2) & 0xC0U) == 0x80U;
}

// Letters of ASCII: what nearly all names are made of.
using base::is_letter;

// What else of ASCII a name may have, but not as its first.
bool is_digit_or_sign(char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == ':';
}

} // namespace

Markup::Step Markup::fail(std::string what) {
    error_ = MarkupError{diag::message::narrative_malformed, {std::move(what)}, at_};
    return Step::error;
}

Markup::Step Markup::next() {
    if (error_) {
        return Step::error;
    }
    if (end_is_due_) {
        end_is_due_ = false;
        close();
        return Step::end;
    }
    if (open_.empty() && has_begun_) {
        return at_ == text_.size() ? Step::done : fail(fmt::format("{}…", text_.substr(at_, 1)));
    }
    if (at_ == text_.size()) {
        return fail(open_.empty() ? "<div> ?" : fmt::format("</{}> ?", open_.back().written));
    }
    if (text_[at_] != '<') {
        return open_.empty() ? fail("<div> ?") : characters();
    }
    switch (peek(1)) {
    case '/': return end();
    case '!':
    case '?': return special();
    default: return start();
    }
}

void Markup::skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) {
        ++at_;
    }
}

bool Markup::take_name(std::string_view& name) {
    const std::size_t begin = at_;
    while (at_ < text_.size()) {
        if (is_letter(text_[at_])) {
            ++at_;
            continue;
        }
        if (at_ > begin && static_cast<unsigned char>(text_[at_]) < 0x80) {
            if (!is_digit_or_sign(text_[at_])) {
                break;
            }
            ++at_;
            continue;
        }
        const Character c = character_at(text_, at_);
        if (c.length == 0 || !(at_ == begin ? is_name_start(c.code) : is_name_part(c.code))) {
            break;
        }
        at_ += c.length;
    }
    name = text_.substr(begin, at_ - begin);
    return !name.empty();
}

// `written` was taken as a name.
bool Markup::split(std::string_view written, std::string_view& prefix, std::string_view& name) {
    const std::size_t colon = written.find(':');
    if (colon == std::string_view::npos) {
        prefix = {};
        name = written;
        return true;
    }
    prefix = written.substr(0, colon);
    name = written.substr(colon + 1);
    return !prefix.empty() && !name.empty() && name.find(':') == std::string_view::npos &&
           is_name_start(character_at(name, 0).code);
}

std::optional<std::string_view> Markup::space_of(std::string_view prefix) const {
    if (prefix == "xml") {
        return xml_namespace;
    }
    for (auto at = declarations_.rbegin(); at != declarations_.rend(); ++at) {
        if (at->prefix == prefix) {
            return at->space;
        }
    }
    return prefix.empty() ? std::optional<std::string_view>("") : std::nullopt;
}

Markup::Step Markup::start() {
    std::string_view written;
    ++at_;
    if (!take_name(written)) {
        return fail("<");
    }
    attributes_.clear();
    open_.push_back({written, declarations_.size()});
    if (open_.size() > max_depth) {
        return fail(fmt::format("> {}", max_depth));
    }
    for (;;) {
        const std::size_t before = at_;
        skip_space();
        if (peek(0) == '>' || (peek(0) == '/' && peek(1) == '>')) {
            break;
        }
        if (at_ == before || !take_attribute()) {
            return error_ ? Step::error : fail(fmt::format("<{}", written));
        }
    }
    end_is_due_ = text_[at_] == '/';
    at_ += end_is_due_ ? 2 : 1;
    has_begun_ = true;
    std::string_view prefix;
    if (!split(written, prefix, name_) || prefix == "xmlns" || !check_attributes()) {
        return error_ ? Step::error : fail(fmt::format("<{}", written));
    }
    const auto space = space_of(prefix);
    if (!space) {
        return fail(fmt::format("xmlns:{} ?", prefix));
    }
    space_ = *space;
    return Step::start;
}

bool Markup::take_attribute() {
    std::string_view written;
    MarkupAttribute it;
    if (attributes_.size() == max_attributes || !take_name(written) || !split(written, it.prefix, it.name)) {
        return false;
    }
    skip_space();
    if (peek(0) != '=') {
        return false;
    }
    ++at_;
    skip_space();
    if (!take_value(it.value)) {
        return false;
    }
    attributes_.push_back(it);
    if (is_declaration(it)) {
        const bool is_default = it.prefix.empty();
        const bool is_reserved = it.value == xmlns_namespace || (!is_default && it.name == "xmlns") ||
                                 (it.value == xml_namespace) != (!is_default && it.name == "xml");
        if (is_reserved || (!is_default && it.value.empty())) {
            return false;
        }
        declarations_.push_back({is_default ? std::string_view{} : it.name, it.value});
    }
    return true;
}

bool Markup::take_value(std::string_view& value) {
    if (peek(0) != '"' && peek(0) != '\'') {
        return false;
    }
    const std::size_t begin = at_ + 1;
    const std::size_t end = text_.find(text_[at_], begin);
    if (end == std::string_view::npos ||
        text_.substr(begin, end - begin).find('<') != std::string_view::npos ||
        !check_characters(begin, end)) {
        return false;
    }
    value = text_.substr(begin, end - begin);
    at_ = end + 1;
    return true;
}

// References are known, and all characters are XML's.
bool Markup::check_characters(std::size_t from, std::size_t to) {
    std::string ignored;
    const std::string_view text = text_.substr(0, to);
    for (std::size_t at = after_plain_bytes(text, from); at < to; at = after_plain_bytes(text, at)) {
        if (text_[at] == ']' || text_[at] == '<') {
            ++at;
        } else if (text_[at] == '&') {
            const std::size_t begin = at;
            if (!append_reference(ignored, text, at)) {
                at_ = begin;
                fail(std::string(text_.substr(begin, std::min<std::size_t>(to - begin, 10))));
                return false;
            }
        } else {
            const Character c = character_at(text_, at);
            if (c.length == 0 || !is_allowed(c.code)) {
                at_ = at;
                fail(text::code_point_name(c.code));
                return false;
            }
            at += c.length;
        }
    }
    return true;
}

// No attribute twice, all prefixes declared.
bool Markup::check_attributes() {
    for (std::size_t at = 0; at < attributes_.size(); ++at) {
        const MarkupAttribute& it = attributes_[at];
        const auto space = is_declaration(it) || it.prefix.empty() ? std::string_view{} : space_of(it.prefix);
        if (!space) {
            fail(fmt::format("xmlns:{} ?", it.prefix));
            return false;
        }
        for (std::size_t before = 0; before < at; ++before) {
            const MarkupAttribute& other = attributes_[before];
            const bool is_prefixed =
                !it.prefix.empty() && !other.prefix.empty() && !is_declaration(it) && !is_declaration(other);
            if (it.name == other.name &&
                (it.prefix == other.prefix || (is_prefixed && space_of(other.prefix) == space))) {
                fail(fmt::format("{0}= {0}=", it.name));
                return false;
            }
        }
    }
    return true;
}

void Markup::close() {
    declarations_.resize(open_.back().declarations);
    open_.pop_back();
}

Markup::Step Markup::end() {
    std::string_view written;
    at_ += 2;
    if (open_.empty() || !take_name(written) || written != open_.back().written) {
        return fail(fmt::format("</{}>", written));
    }
    skip_space();
    if (peek(0) != '>') {
        return fail(fmt::format("</{}", written));
    }
    ++at_;
    close();
    return Step::end;
}

Markup::Step Markup::characters() {
    const std::size_t begin = at_;
    std::size_t at = after_plain_bytes(text_, at_);
    for (; at < text_.size() && text_[at] != '<'; at = after_plain_bytes(text_, at)) {
        if (is_kana_or_kanji(text_, at)) {
            do {
                at += 3;
            } while (is_kana_or_kanji(text_, at));
            continue;
        }
        if (text_.substr(at).starts_with("]]>")) {
            at_ = at;
            return fail("]]>");
        }
        if (text_[at] == ']') {
            ++at;
            continue;
        }
        const std::size_t end = text_[at] == '&' ? std::min(text_.size(), text_.find_first_of(";<", at))
                                                 : at + std::max(1U, character_at(text_, at).length);
        const std::size_t stop = text_[at] == '&' ? std::min(text_.size(), end + 1) : end;
        if (!check_characters(at, stop)) {
            return Step::error;
        }
        at = stop;
    }
    run_ = text_.substr(begin, at - begin);
    is_cdata_ = false;
    at_ = at;
    return Step::text;
}

// <!-- --> <![CDATA[ ]]> <? ?>; anything else with <! is refused.
Markup::Step Markup::special() {
    struct Kind {
        std::string_view begin;
        std::string_view end;
        Step step;
    };
    constexpr Kind kinds[] = {
        {"<!--", "--", Step::other}, {"<![CDATA[", "]]>", Step::text}, {"<?", "?>", Step::other}};
    const auto* const kind = std::ranges::find_if(kinds, [&](const Kind& it) { return is_at(it.begin); });
    if (kind == std::end(kinds) || open_.empty()) {
        return fail(std::string(text_.substr(at_, 10)));
    }
    const std::size_t from = at_ + kind->begin.size();
    const std::size_t end = text_.find(kind->end, from);
    if (end == std::string_view::npos) {
        return fail(std::string(kind->begin));
    }
    run_ = text_.substr(from, end - from);
    is_cdata_ = kind->step == Step::text;
    for (std::size_t at = from; at < end;) { // '&' is only a character here
        const Character c = character_at(text_, at);
        if (c.length == 0 || !is_allowed(c.code)) {
            at_ = at;
            return fail(text::code_point_name(c.code));
        }
        at += c.length;
    }
    const std::size_t begin = at_;
    at_ = end + kind->end.size();
    if (kind->begin == "<!--") {
        return is_at(">") ? (++at_, Step::other) : fail("--");
    }
    if (kind->begin == "<?") {
        std::string_view target;
        at_ = from;
        std::string lower;
        if (!take_name(target) || target.find(':') != std::string_view::npos ||
            (at_ != end && !is_space(text_[at_]))) {
            return fail(std::string(text_.substr(begin, 10)));
        }
        std::ranges::transform(target, std::back_inserter(lower),
                               [](char c) { return static_cast<char>(c | 0x20); });
        if (lower == "xml") {
            return fail("<?xml");
        }
        at_ = end + kind->end.size();
    }
    return kind->step;
}

} // namespace renkei::xml
