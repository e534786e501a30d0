#include "gateway/fhir/validate/definitions/cql_library.h"

#include "gateway/core/base/base64.h"
#include "gateway/core/json/parser.h"
#include "gateway/fhir/xml/characters.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace renkei::validate {
namespace {

using Names = std::set<std::string>;

// A lexer of just as much CQL as definitions need: words, quoted names, and what hides them.
class Words {
public:
    explicit Words(std::string_view text) : text_(text) {}

    // Empty: the end. A quoted name comes with its first quote, so that "define" the name is not a word.
    std::string_view next() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (text_.substr(at_).starts_with("//")) {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (text_.substr(at_).starts_with("/*")) {
                const std::size_t end = text_.find("*/", at_ + 2);
                at_ = end == std::string_view::npos ? text_.size() : end + 2;
            } else if (c == '"' || c == '\'' || c == '`') {
                return quoted(c);
            } else if (is_word(c)) {
                const std::size_t begin = at_;
                while (at_ < text_.size() && is_word(text_[at_])) {
                    ++at_;
                }
                return text_.substr(begin, at_ - begin);
            } else {
                ++at_;
            }
        }
        return {};
    }

private:
    static bool is_word(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
    std::string_view quoted(char quote) {
        const std::size_t begin = at_++;
        while (at_ < text_.size() && text_[at_] != quote) {
            at_ += text_[at_] == '\\' ? 2 : 1;
        }
        at_ = std::min(at_, text_.size());
        const std::string_view out = text_.substr(begin, at_ - begin);
        ++at_;
        return out;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

std::string plain_name(std::string_view word) {
    return std::string(word.starts_with('"') || word.starts_with('`') ? word.substr(1) : word);
}

// "define [private] [fluent] [function] Name"
std::optional<Names> names_in_cql(std::string_view text) {
    Names out;
    Words words(text);
    for (std::string_view word = words.next(); !word.empty(); word = words.next()) {
        if (word != "define" && word != "parameter") {
            continue;
        }
        word = words.next();
        while (word == "private" || word == "public" || word == "fluent" || word == "function") {
            word = words.next();
        }
        out.insert(plain_name(word));
    }
    return out;
}

// The value of an attribute of a start tag: name="…"
std::string_view attribute(std::string_view tag, std::string_view name) {
    for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
        const std::size_t quote = at + name.size() + 1;
        if (at > 0 && xml::is_space(tag[at - 1]) && quote < tag.size() && tag[quote - 1] == '=' &&
            (tag[quote] == '"' || tag[quote] == '\'')) {
            const std::size_t end = tag.find(tag[quote], quote + 1);
            return end == std::string_view::npos ? std::string_view()
                                                 : tag.substr(quote + 1, end - quote - 1);
        }
    }
    return {};
}

std::optional<Names> names_in_elm_xml(std::string_view text) {
    if (text.find("<library") == std::string_view::npos) {
        return std::nullopt;
    }
    Names out;
    for (std::size_t at = text.find("<def "); at != std::string_view::npos; at = text.find("<def ", at + 1)) {
        const std::string_view tag = text.substr(at, text.find('>', at) - at);
        if (const std::string_view name = attribute(tag, "name"); !name.empty()) {
            out.emplace(name);
        }
    }
    return out;
}

std::optional<Names> names_in_elm_json(std::string_view text) {
    Names out;
    json::Tree tree;
    if (!json::Parser().parse(text, tree)) {
        return std::nullopt;
    }
    const json::NodeId library = tree.child(json::Tree::root, "library");
    if (library == json::no_node) {
        return std::nullopt;
    }
    for (const std::string_view part : {"statements", "parameters"}) {
        const json::NodeId holder = tree.child(library, part);
        const json::NodeId list = holder == json::no_node ? json::no_node : tree.child(holder, "def");
        if (list == json::no_node || !tree[list].is_array()) {
            continue;
        }
        for (const json::NodeId one : tree.children(list)) {
            if (const json::NodeId name = tree.child(one, "name"); name != json::no_node) {
                out.emplace(tree.text(name));
            }
        }
    }
    return out;
}

struct LibraryFormat {
    std::string_view content_type;
    std::optional<Names> (*read)(std::string_view); // nothing: it is something else
};
constexpr std::array library_formats{LibraryFormat{"text/cql", names_in_cql},
                                     LibraryFormat{"application/elm+xml", names_in_elm_xml},
                                     LibraryFormat{"application/elm+json", names_in_elm_json}};

} // namespace

CqlDefinitions definitions_in(const packages::Resource& library) {
    const json::Tree& tree = library.tree;
    const json::NodeId contents = tree.child(json::Tree::root, "content");
    CqlDefinitions out;
    if (contents == json::no_node || !tree[contents].is_array()) {
        return out;
    }
    for (const json::NodeId content : tree.children(contents)) {
        const std::string_view type = library.text(content, "contentType");
        const std::string_view data = library.text(content, "data");
        for (const LibraryFormat& format : library_formats) {
            if (type != format.content_type || data.empty()) {
                continue;
            }
            const auto text = base::from_base64(data);
            std::optional<Names> names = text ? format.read(*text) : std::nullopt;
            if (!names) { // what it defines is unknown
                return {.unreadable = std::string(type)};
            }
            if (!out.names) {
                out.names.emplace();
            }
            out.names->merge(*names);
        }
    }
    return out;
}

} // namespace renkei::validate
