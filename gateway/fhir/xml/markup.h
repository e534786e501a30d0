// Walks over well-formed XML in a string, as strict as libxml2 and faster: what a narrative is checked with.
// No DOCTYPE, no entities but the five of XML.
#pragma once

#include "gateway/core/diag/message.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::xml {

// Why a text is no XML.
struct MarkupError {
    diag::Message message{};
    std::vector<std::string> args{};
    std::size_t offset = 0;
};

struct MarkupAttribute {
    std::string_view prefix; // not of "xmlns" itself
    std::string_view name;   // without its prefix
    std::string_view value;  // as written
};

// One element with all in it, and nothing around it. Views the text.
class Markup {
public:
    enum class Step { start, end, text, other, done, error }; // other: a comment, a processing instruction

    explicit Markup(std::string_view text) : text_(text) {}

    Step next(); // an empty element <br/> is start, then end
    const MarkupError& error() const { return *error_; }

    // After start: the element. After text: what is there, references not resolved.
    std::string_view name() const { return name_; }
    std::string_view space() const { return space_; }
    std::span<const MarkupAttribute> attributes() const {
        return attributes_;
    } // declarations of namespaces too
    std::string_view text() const { return run_; }
    bool is_cdata() const { return is_cdata_; } // the text: it has no references
    std::size_t depth() const { return open_.size(); }

    static bool is_declaration(const MarkupAttribute& attribute) {
        return attribute.prefix == "xmlns" || (attribute.prefix.empty() && attribute.name == "xmlns");
    }

private:
    struct Open {
        std::string_view written; // name with prefix
        std::size_t declarations; // before this element
    };
    struct Declaration {
        std::string_view prefix;
        std::string_view space;
    };

    Step start();
    Step end();
    Step characters();
    Step special();
    Step fail(std::string what);
    bool take_attribute();
    bool take_value(std::string_view& value);
    bool take_name(std::string_view& name);
    bool split(std::string_view written, std::string_view& prefix, std::string_view& name);
    bool check_characters(std::size_t from, std::size_t to);
    bool check_attributes();
    std::optional<std::string_view> space_of(std::string_view prefix) const;
    void skip_space();
    void close();
    bool is_at(std::string_view what) const { return text_.substr(at_).starts_with(what); }
    // The byte so far ahead; 0: behind the end.
    char peek(std::size_t ahead) const { return ahead < text_.size() - at_ ? text_[at_ + ahead] : '\0'; }

    std::string_view text_;
    std::size_t at_ = 0;
    bool has_begun_ = false;
    bool end_is_due_ = false; // of an empty element
    std::optional<MarkupError> error_;
    std::string_view name_;
    std::string_view space_;
    std::string_view run_;
    bool is_cdata_ = false;
    std::vector<MarkupAttribute> attributes_;
    std::vector<Open> open_;
    std::vector<Declaration> declarations_;
};

} // namespace renkei::xml
