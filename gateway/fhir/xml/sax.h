// libxml2's parser, restricted: UTF-8 only, no DOCTYPE, no entities but the five of XML, no network,
// limits, no output; the first error ends the reading with a finding.
#pragma once

#include "gateway/core/diag/result.h"

#include <libxml/parser.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::xml {

// A NUL-terminated text of libxml2.
inline std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : std::string_view(reinterpret_cast<const char*>(text));
}
inline std::string_view view(const xmlChar* begin, const xmlChar* end) {
    return {reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin)};
}

// An attribute as libxml2 hands it over: five pointers.
class Attributes {
public:
    Attributes(const xmlChar** rows, int count) : rows_(rows), count_(static_cast<std::size_t>(count)) {}
    std::size_t size() const { return count_; }
    const xmlChar* name(std::size_t at) const { return rows_[at * 5]; } // one pointer per name and document
    const xmlChar* prefix(std::size_t at) const { return rows_[at * 5 + 1]; } // nullptr: none; so is space()
    const xmlChar* space(std::size_t at) const { return rows_[at * 5 + 2]; }
    std::string_view value(std::size_t at) const { return view(rows_[at * 5 + 3], rows_[at * 5 + 4]); }

private:
    const xmlChar** rows_;
    std::size_t count_;
};

// A value whose '&' libxml2 hands over as "&#38;", which it does with each as long as it replaces no
// entities. `scratch` holds the result if it is another.
std::string_view with_ampersands(std::string_view value, std::string& scratch);

// Reusable; one per thread.
class Sax {
public:
    explicit Sax(std::size_t max_bytes) : max_bytes_(max_bytes) {}

    // Calls handler.start(name, space, Attributes), end(), text(view), comment(view), instruction(target,
    // view). The handler may stop(). libxml2 has one pointer per name, prefix and namespace, so pointers are
    // compared instead of texts.
    template <class Handler>
    [[nodiscard]] diag::Result<void> run(std::string_view input, Handler& handler);

    std::string_view input() const { return input_; }
    // Changes when names get other pointers, which is between two documents at most.
    std::uint32_t dictionary() const { return dictionary_; }
    std::size_t offset() const; // in the input, where the parser stands
    std::size_t tag() const;    // within start(): the '<' of the tag
    // Within text(): the first character that is no white space, or near it if libxml2 had to rewrite the
    // text.
    std::size_t text_begin(std::string_view text) const;
    // The same bytes in the input; nothing if libxml2 had to rewrite them (references, line ends).
    std::optional<std::string_view> in_input(std::string_view value) const;
    // The first stop counts.
    void stop(diag::Message message, std::size_t offset, diag::Arguments args = {});

private:
    struct Free {
        void operator()(xmlParserCtxt* context) const;
    };
    // What libxml2's calls find behind their context.
    struct Link {
        Sax* sax = nullptr;
        void* handler = nullptr;
    };

    // libxml2 looks through the namespaces at every element, and its table of names does not grow with them.
    static constexpr int max_namespaces = 64;
    static constexpr int max_names = 50'000;
    // False if there are more, and the reading ends.
    static bool names_are_few(void* context);
    template <class Handler, class Call>
    static void call(void* context, Call call_handler) {
        Link& link = *link_of(context);
        if (!link.sax->refused_) {
            call_handler(*static_cast<Handler*>(link.handler));
        }
        if (link.sax->refused_) { // not before the handler is done: stopping frees what it looks at
            xmlStopParser(static_cast<xmlParserCtxt*>(context));
        }
    }
    static Link* link_of(void* context) {
        return static_cast<Link*>(static_cast<xmlParserCtxt*>(context)->_private);
    }
    static void found_doctype(void* context, const xmlChar*, const xmlChar*, const xmlChar*);
    static void found_error(void* context, const xmlError* error);
    static xmlSAXHandler handler_table();
    [[nodiscard]] diag::Result<void> run_with(std::string_view input, const xmlSAXHandler& table, Link link);
    void stop_at_character(std::size_t offset);
    void refuse_size();
    void refuse_encoding();
    void refuse_declared_encoding();
    void refuse_attributes();
    void parse(const xmlSAXHandler& table, Link link);

    std::size_t max_bytes_;
    std::string_view input_;  // owned by the caller of run()
    std::size_t skipped_ = 0; // byte order mark
    std::unique_ptr<xmlParserCtxt, Free> context_;
    std::uint32_t dictionary_ = 0; // how many contexts were made
    std::optional<diag::Error> refused_;
};

template <class Handler>
diag::Result<void> Sax::run(std::string_view input, Handler& handler) {
    xmlSAXHandler table = handler_table();
    table.startElementNs = [](void* context, const xmlChar* name, const xmlChar*, const xmlChar* space, int,
                              const xmlChar**, int count, int, const xmlChar** attributes) {
        call<Handler>(context, [&](Handler& it) {
            if (names_are_few(context)) {
                it.start(name, space, Attributes(attributes, count));
            }
        });
    };
    table.endElementNs = [](void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
        call<Handler>(context, [](Handler& it) { it.end(); });
    };
    table.characters = [](void* context, const xmlChar* text, int size) {
        call<Handler>(context, [&](Handler& it) { it.text(view(text, text + size)); });
    };
    table.ignorableWhitespace = table.characters; // the same function: libxml2 then asks no further
    table.cdataBlock = table.characters;
    table.comment = [](void* context, const xmlChar* text) {
        call<Handler>(context, [&](Handler& it) { it.comment(view(text)); });
    };
    table.processingInstruction = [](void* context, const xmlChar* target, const xmlChar* text) {
        call<Handler>(context, [&](Handler& it) { it.instruction(view(target), view(text)); });
    };
    return run_with(input, table, {this, &handler});
}

} // namespace renkei::xml
