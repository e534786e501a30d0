#include "gateway/fhir/xml/sax.h"

#include "gateway/core/json/place.h"
#include "gateway/fhir/xml/characters.h"
#include "generated/messages/xml.h"

#include <fmt/format.h>
#include <libxml/parserInternals.h>

#include <algorithm>
#include <cctype>

namespace renkei::xml {
namespace {

struct Meaning {
    int code; // xmlParserErrors
    Message message;
};

// What libxml2 says most often, in our words; the rest is passed on in its own.
constexpr Meaning meanings[] = {
    {XML_ERR_DOCUMENT_EMPTY, message::xml_no_start},
    {XML_ERR_DOCUMENT_END, message::xml_trailing},
    {XML_ERR_INVALID_CHAR, message::xml_character},
    {XML_ERR_INVALID_CHARREF, message::xml_character},
    {XML_ERR_INVALID_ENCODING, message::xml_not_utf8},
    {XML_I18N_CONV_FAILED, message::xml_not_utf8},
    {XML_ERR_UNDECLARED_ENTITY, message::xml_entity},
    {XML_WAR_UNDECLARED_ENTITY, message::xml_entity},
    {XML_ERR_TAG_NAME_MISMATCH, message::xml_tag_mismatch},
    {XML_ERR_ATTRIBUTE_REDEFINED, message::xml_attribute_twice},
    {XML_NS_ERR_ATTRIBUTE_REDEFINED, message::xml_attribute_twice},
    {XML_NS_ERR_UNDEFINED_NAMESPACE, message::xml_prefix},
    {XML_ERR_TAG_NOT_FINISHED, message::xml_ends_early},
    {XML_ERR_NO_MEMORY, message::xml_memory},
};

std::string without_line_end(const char* text) {
    std::string out = text == nullptr ? "" : text;
    while (!out.empty() && std::isspace(static_cast<unsigned char>(out.back())) != 0) {
        out.pop_back();
    }
    return out;
}

std::string text_of(const char* text) { return text == nullptr ? std::string() : std::string(text); }

Message message_of(const xmlError& error, bool at_end) {
    const std::string_view said = error.message == nullptr ? "" : error.message;
    if (said.find("too long") != std::string_view::npos ||
        said.find("Huge input") != std::string_view::npos ||
        said.find("huge text") != std::string_view::npos) {
        return message::xml_value_too_long;
    }
    if (said.starts_with("Excessive depth")) {
        return message::xml_too_deep;
    }
    const auto* const found = std::ranges::find(meanings, error.code, &Meaning::code);
    const Message message = found == std::end(meanings) ? message::xml_malformed : found->message;
    const bool is_of_the_end = message == message::xml_malformed || message == message::xml_no_start;
    return at_end && is_of_the_end ? message::xml_ends_early : message;
}

std::vector<std::string> arguments(Message message, const xmlError& error, std::string_view input) {
    switch (message) {
    case message::xml_tag_mismatch: return {text_of(error.str1), std::to_string(error.int1)};
    case message::xml_attribute_twice:
    case message::xml_entity:
    case message::xml_prefix: return {text_of(error.str1)};
    case message::xml_memory: return {std::to_string(input.size())};
    case message::xml_too_deep: return {std::to_string(xmlParserMaxDepth)};
    default: return {without_line_end(error.message)};
    }
}

bool is_utf8(std::string_view encoding) {
    std::string lower(encoding);
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower == "utf-8" || lower == "utf8" || lower == "us-ascii";
}

// Encodings that show in the first bytes.
struct Mark {
    std::string_view bytes;
    std::string_view encoding;
};
constexpr Mark foreign_marks[] = {
    {{"\xFF\xFE\0\0", 4}, "UTF-32"}, {{"\0\0\xFE\xFF", 4}, "UTF-32"}, {{"\0\0\0<", 4}, "UTF-32"},
    {{"<\0\0\0", 4}, "UTF-32"},      {"\xFF\xFE", "UTF-16"},          {"\xFE\xFF", "UTF-16"},
    {{"<\0", 2}, "UTF-16"},          {{"\0<", 2}, "UTF-16"},          {"\x4C\x6F\xA7\x94", "EBCDIC"},
};
constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

// How many quoted values a tag has before its '>'.
std::size_t attributes_in(std::string_view tag) {
    std::size_t count = 0;
    std::size_t at = 0;
    for (;;) {
        at = tag.find_first_of("\"'>", at);
        if (at == std::string_view::npos || tag[at] == '>') {
            return count;
        }
        ++count;
        at = tag.find(tag[at], at + 1);
        if (at == std::string_view::npos) {
            return count;
        }
        ++at;
    }
}

} // namespace

std::string_view with_ampersands(std::string_view value, std::string& scratch) {
    constexpr std::string_view reference = "&#38;";
    std::size_t found = value.find(reference);
    if (found == std::string_view::npos) {
        return value;
    }
    scratch.clear();
    for (std::size_t begin = 0;; found = value.find(reference, begin)) {
        scratch.append(value.substr(begin, found - begin));
        if (found == std::string_view::npos) {
            return scratch;
        }
        scratch.push_back('&');
        begin = found + reference.size();
    }
}

void Sax::Free::operator()(xmlParserCtxt* context) const { xmlFreeParserCtxt(context); }

std::size_t Sax::offset() const {
    const xmlParserInput* const at = context_->input;
    const std::size_t parsed =
        at == nullptr ? 0 : at->consumed + static_cast<std::size_t>(at->cur - at->base);
    return std::min(input_.size(), parsed + skipped_);
}

// No '<' may occur inside a tag, so the last one before the parser is its beginning.
std::size_t Sax::tag() const {
    const std::size_t found = input_.rfind('<', offset());
    return found == std::string_view::npos ? 0 : found;
}

std::optional<std::string_view> Sax::in_input(std::string_view value) const {
    const xmlParserInput* const at = context_->input;
    const auto* const begin = reinterpret_cast<const xmlChar*>(value.data());
    if (std::less<>()(begin, at->base) || std::less<>()(at->end, begin + value.size())) {
        return std::nullopt;
    }
    return input_.substr(at->consumed + static_cast<std::size_t>(begin - at->base) + skipped_, value.size());
}

std::size_t Sax::text_begin(std::string_view text) const {
    constexpr std::string_view section = "<![CDATA[";
    const auto there = in_input(text);
    const std::string_view before = input_.substr(0, offset());
    if (before.ends_with("]]>")) {
        return std::min(before.size(), before.rfind(section));
    }
    const std::size_t begin =
        there ? static_cast<std::size_t>(there->data() - input_.data()) : before.rfind('>') + 1;
    return std::min(before.size(), input_.find_first_not_of(" \t\r\n", begin));
}

void Sax::stop(Message message, std::size_t offset, diag::Arguments args) {
    if (!refused_) {
        const json::Position place = json::position(input_, offset);
        refused_ = diag::finding(message, {.offset = offset, .line = place.line, .column = place.column},
                                 std::move(args));
    }
}

// libxml2 does not always distinguish a foreign character from invalid bytes.
void Sax::stop_at_character(std::size_t offset) {
    for (std::size_t at = 0; at < input_.size();) {
        const Character character = character_at(input_, at);
        if (character.length == 0) {
            stop(message::xml_not_utf8, at,
                 {fmt::format("0x{:02X}", static_cast<unsigned char>(input_[at]))});
            return;
        }
        at += character.length;
    }
    stop(message::xml_character, offset);
}

bool Sax::names_are_few(void* context) {
    const xmlParserCtxt& parser = *static_cast<xmlParserCtxt*>(context);
    Sax& sax = *link_of(context)->sax;
    if (parser.nsNr > 2 * max_namespaces) { // prefix and URI
        sax.stop(message::xml_too_many_namespaces, sax.tag(), {std::to_string(max_namespaces)});
        return false;
    }
    if (xmlDictSize(parser.dict) > max_names) {
        sax.stop(message::xml_too_many_names, sax.tag(), {std::to_string(max_names)});
        return false;
    }
    return true;
}

void Sax::found_doctype(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
    Sax& sax = *link_of(context)->sax;
    const std::size_t offset = sax.offset();
    const std::size_t begin = sax.input_.rfind("<!DOCTYPE", offset);
    sax.stop(message::xml_doctype, begin == std::string_view::npos ? offset : begin);
    xmlStopParser(static_cast<xmlParserCtxt*>(context)); // before its entities are read
}

void Sax::found_error(void* context, const xmlError* error) {
    const bool is_about_uri = error->code == XML_WAR_NS_URI || error->code == XML_WAR_NS_URI_RELATIVE;
    const bool is_warning =
        is_about_uri || (error->level < XML_ERR_ERROR && error->code != XML_WAR_UNDECLARED_ENTITY);
    Link* const link = context == nullptr ? nullptr : link_of(context);
    if (link == nullptr || is_warning || link->sax->refused_) {
        return;
    }
    Sax& sax = *link->sax;
    const std::size_t offset = sax.offset();
    const Message message = message_of(*error, offset >= sax.input_.size());
    if (message == message::xml_character || message == message::xml_not_utf8) {
        sax.stop_at_character(offset);
        return;
    }
    sax.stop(message, offset, arguments(message, *error, sax.input_));
}

xmlSAXHandler Sax::handler_table() {
    xmlSAXHandler table{};
    table.initialized = XML_SAX2_MAGIC;
    table.internalSubset = found_doctype;
    table.serror = [](auto* context, auto* error) { found_error(context, error); };
    return table;
}

void Sax::refuse_size() {
    if (input_.size() > max_bytes_) {
        stop(message::xml_too_large, 0, {std::to_string(input_.size()), std::to_string(max_bytes_)});
    } else if (input_.find_first_not_of(" \t\r\n", skipped_) == std::string_view::npos) {
        stop(message::xml_empty, 0);
    }
}

void Sax::refuse_encoding() {
    const auto* const mark =
        std::ranges::find_if(foreign_marks, [&](const Mark& it) { return input_.starts_with(it.bytes); });
    if (mark != std::end(foreign_marks)) {
        stop(message::xml_encoding, 0, {mark->encoding});
    }
}

// libxml2 is set to UTF-8 whatever the document declares, so that no converter stands between its
// places and ours.
void Sax::refuse_declared_encoding() {
    const std::string_view head = input_.substr(skipped_, 200);
    if (!head.starts_with("<?xml")) {
        return;
    }
    const std::string_view declaration = head.substr(0, head.find("?>"));
    std::size_t at = declaration.find("encoding");
    if (at == std::string_view::npos) {
        return;
    }
    at = declaration.find_first_of("\"'", at);
    if (at == std::string_view::npos) {
        return;
    }
    const std::string_view encoding =
        declaration.substr(at + 1, declaration.find(declaration[at], at + 1) - at - 1);
    if (!is_utf8(encoding)) {
        stop(message::xml_encoding, skipped_ + at + 1, {encoding});
    }
}

// libxml2 compares each attribute of a tag with all before it.
void Sax::refuse_attributes() {
    constexpr std::size_t max_attributes = 256;
    constexpr std::size_t shortest = sizeof(" a=''") - 1;
    constexpr std::size_t harmless = max_attributes * shortest;
    std::size_t at = input_.find('<');
    while (at != std::string_view::npos) {
        // the last '<' so near: the tags before it are too short to have so many
        const std::size_t near = input_.rfind('<', at + harmless);
        if (near != at) {
            at = near;
            continue;
        }
        const std::size_t next = input_.find('<', at + 1);
        const std::string_view tag = input_.substr(at, next - at);
        if (tag.size() > harmless && attributes_in(tag) > max_attributes) {
            stop(message::xml_too_many_attributes, at, {std::to_string(max_attributes)});
            return;
        }
        at = next;
    }
}

void Sax::parse(const xmlSAXHandler& table, Link link) {
    // names of foreign documents stay in a context's dictionary: a new one now and then keeps it small
    constexpr int max_kept_names = 10'000;
    if (context_ == nullptr || xmlDictSize(context_->dict) > max_kept_names) {
        static const bool initialised = (xmlInitParser(), true);
        context_.reset(initialised ? xmlNewParserCtxt() : nullptr);
        ++dictionary_;
    }
    if (context_ == nullptr) {
        stop(message::xml_memory, 0, {std::to_string(input_.size())});
        return;
    }
    xmlCtxtReset(context_.get());
    *context_->sax = table;
    context_->_private = &link;
    const std::string_view text = input_.substr(skipped_);
    xmlDoc* const document =
        xmlCtxtReadMemory(context_.get(), text.data(), static_cast<int>(text.size()), nullptr, nullptr,
                          XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_IGNORE_ENC);
    if (document != nullptr) {
        xmlFreeDoc(document);
    }
    if (context_->wellFormed == 0 && !refused_) {
        stop(message::xml_malformed, offset(), {""});
    }
    context_->_private = nullptr;
}

diag::Result<void> Sax::run_with(std::string_view input, const xmlSAXHandler& table, Link link) {
    input_ = input;
    skipped_ = input.starts_with(utf8_mark) ? utf8_mark.size() : 0;
    refused_.reset();
    for (const auto refuse : {&Sax::refuse_size, &Sax::refuse_encoding, &Sax::refuse_declared_encoding,
                              &Sax::refuse_attributes}) {
        if (!refused_) {
            (this->*refuse)();
        }
    }
    if (!refused_) {
        parse(table, link);
    }
    if (refused_) {
        return tl::make_unexpected(std::move(*refused_));
    }
    return {};
}

} // namespace renkei::xml
