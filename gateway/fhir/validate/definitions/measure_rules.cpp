// Measures as instances: groups that can be distinguished, and expressions that their libraries define.
#include "gateway/core/base/base64.h"
#include "gateway/core/json/member.h"
#include "gateway/core/json/parser.h"
#include "gateway/fhir/packages/library.h"
#include "gateway/fhir/validate/definitions/definition_lookup.h"
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "gateway/fhir/xml/characters.h"
#include "generated/messages/validate_definitions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace renkei::validate {
namespace {

// What a Library defines, as far as its CQL text or compiled form (ELM) is there.
struct CqlDefinitions {
    // nothing: the library holds neither CQL nor ELM, or not all of it can be read
    std::optional<std::set<std::string>> names{};
    std::string unreadable{}; // the type of the first content that cannot; empty: all can
};

using Names = std::set<std::string>;

// A lexer of just as much CQL as definitions need: words, quoted names, and what hides them.
struct Words {
    std::string_view text;
    std::size_t at = 0;

    // Empty: the end. A quoted name comes with its first quote, so that "define" the name is not a word.
    std::string_view next() {
        while (at < text.size()) {
            const char c = text[at];
            if (text.substr(at).starts_with("//")) {
                at = std::min(text.find('\n', at), text.size());
            } else if (text.substr(at).starts_with("/*")) {
                const std::size_t end = text.find("*/", at + 2);
                at = end == std::string_view::npos ? text.size() : end + 2;
            } else if (c == '"' || c == '\'' || c == '`') {
                return quoted(c);
            } else if (is_word(c)) {
                const std::size_t begin = at;
                while (at < text.size() && is_word(text[at])) {
                    ++at;
                }
                return text.substr(begin, at - begin);
            } else {
                ++at;
            }
        }
        return {};
    }

    static bool is_word(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
    std::string_view quoted(char quote) {
        const std::size_t begin = at++;
        while (at < text.size() && text[at] != quote) {
            at += text[at] == '\\' ? 2 : 1;
        }
        at = std::min(at, text.size());
        const std::string_view out = text.substr(begin, at - begin);
        ++at;
        return out;
    }
};

std::string plain_name(std::string_view word) {
    return std::string(word.starts_with('"') || word.starts_with('`') ? word.substr(1) : word);
}

// "define [private] [fluent] [function] Name"
std::optional<Names> names_in_cql(std::string_view text) {
    Names out;
    Words words{text};
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
    Tree tree;
    if (!json::Parser().parse(text, tree)) {
        return std::nullopt;
    }
    const NodeId library = tree.child(Tree::root, "library");
    if (library == no_node) {
        return std::nullopt;
    }
    for (const std::string_view part : {"statements", "parameters"}) {
        const NodeId holder = tree.child(library, part);
        for (const NodeId one : json::items(tree, holder, "def")) {
            if (const NodeId name = tree.child(one, "name"); name != no_node) {
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

CqlDefinitions definitions_in(const packages::Resource& library) {
    const Tree& tree = library.tree;
    CqlDefinitions out;
    for (const NodeId content : json::items(tree, Tree::root, "content")) {
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

struct CqlLibrary {
    std::string_view name;
    std::string_view url;
    std::optional<std::set<std::string>> names; // that it defines; nothing: it cannot be read
};

struct MeasureRules {
    ValidationRun& validation;
    NodeId measure;
    const Document& document = validation.document();
    std::vector<CqlLibrary> libraries{};
    bool is_complete = true; // all libraries were found

    void check() {
        read_libraries();
        const auto groups = document.list(measure, "group");
        if (groups.empty()) {
            validation.report(message::measure_no_groups, measure);
        }
        need_codes(groups, "group");
        for (const NodeId group : groups) {
            this->group(group);
        }
        const auto supplements = document.list(measure, "supplementalData");
        need_codes(supplements, "supplementalData");
        for (const NodeId one : supplements) {
            criteria(one);
        }
    }

    void read_libraries() {
        for (const NodeId node : document.list(measure, "library")) {
            const std::string_view canonical = validation.tree().text(node);
            const packages::Resource* found = validation.context().library().find("Library", canonical);
            if (found == nullptr) {
                validation.report(message::measure_library_missing, node, {canonical});
                is_complete = false;
                continue;
            }
            CqlDefinitions definitions = definitions_in(*found);
            if (!definitions.unreadable.empty()) {
                validation.report(message::measure_library_unreadable, node,
                                  {canonical, definitions.unreadable});
            }
            libraries.push_back({found->text("name"), found->url, std::move(definitions.names)});
        }
    }

    void need_codes(Tree::Children nodes, std::string_view what) {
        const bool are_many = nodes.size() > 1;
        for (const NodeId node : nodes) {
            if (are_many && document.child(node, "code") == no_node) {
                validation.report(message::measure_code_wanted, node, {what});
            }
        }
    }

    void group(NodeId group) {
        const auto populations = document.list(group, "population");
        if (populations.empty()) {
            validation.report(message::measure_no_populations, group);
        }
        need_codes(populations, "population");
        check_populations(validation, measure, group);
        for (const NodeId one : populations) {
            criteria(one);
        }
        const auto stratifiers = document.list(group, "stratifier");
        need_codes(stratifiers, "stratifier");
        for (const NodeId one : stratifiers) {
            criteria(one);
            const auto components = document.list(one, "component");
            need_codes(components, "component");
            for (const NodeId component : components) {
                criteria(component);
            }
        }
    }

    void criteria(NodeId holder) {
        const NodeId node = document.child(holder, "criteria");
        const std::string_view language = document.text(node, "language");
        const std::string_view expression = document.text(node, "expression");
        if (expression.empty()) {
            return;
        }
        if (language == "text/cql" || language == "text/cql.identifier" ||
            language == "text/cql-identifier") {
            cql(node, expression);
        } else if (language == "text/fhirpath") {
            const auto compiled = fhirpath::compile(expression, validation.r4());
            if (!compiled) {
                validation.report(message::measure_expression_unreadable, node,
                                  {to_text(compiled.error(), diag::Language::english)});
            }
        }
    }

    // "Library.Name", "Library.\"A name\"", "Name". Anything else is an expression of its own.
    void cql(NodeId node, std::string_view expression) {
        if (libraries.empty() || expression.find_first_of("()[]{}<>=+*/") != std::string_view::npos) {
            return;
        }
        const std::size_t dot = expression.front() == '"' ? std::string_view::npos : expression.find('.');
        if (dot == std::string_view::npos) {
            unnamed(node, expression);
            return;
        }
        const std::string_view name = expression.substr(0, dot);
        const auto at = std::ranges::find(libraries, name, &CqlLibrary::name);
        if (at != libraries.end()) {
            defined(node, expression.substr(dot + 1), *at);
        } else if (is_complete && is_of_stratifier(node)) {
            validation.report(message::measure_library_unknown, node, {name, names_of_libraries()});
        }
    }

    void unnamed(NodeId node, std::string_view name) {
        if (libraries.size() == 1 && is_complete) {
            defined(node, name, libraries.front());
        } else if (libraries.size() > 1) {
            validation.report(message::measure_which_library, node, {std::to_string(libraries.size()), name});
        }
    }

    void defined(NodeId node, std::string_view name, const CqlLibrary& library) {
        if (name.size() > 1 && name.front() == '"' && name.back() == '"') {
            name = name.substr(1, name.size() - 2);
        }
        if (library.names && !library.names->contains(std::string(name))) {
            validation.report(message::measure_expression_unknown, node, {name, library.url});
        }
    }

    // Populations are often taken over from a library that another one includes: there the prefix is an
    // alias.
    bool is_of_stratifier(NodeId criteria) const {
        const DocumentTree& tree = validation.tree();
        const NodeId list = tree.parent(tree.parent(criteria));
        return list != no_node && tree.key(list) != "population";
    }

    std::string names_of_libraries() const {
        std::vector<std::string_view> out;
        for (const CqlLibrary& one : libraries) {
            out.push_back(one.name);
        }
        return joined(out);
    }
};

} // namespace

void check_measure(ValidationRun& validation, NodeId resource) { MeasureRules{validation, resource}.check(); }

} // namespace renkei::validate
