// Reads a document for a test, and makes any document for a law.
#pragma once

#include "gateway/core/json/parser.h"
#include "gateway/core/json/place.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <string_view>

namespace renkei::json {

// A tree with the text it views.
struct Document {
    std::string text;
    Tree tree;
};

inline Document read(std::string text, NameTable names = {}) {
    Document out{.text = std::move(text), .tree = {}};
    const auto result = Parser(names).parse(out.text, out.tree);
    EXPECT_TRUE(result) << diag::to_text(result.error(), diag::Language::english) << "\n" << out.text;
    return out;
}

inline NodeId at(const Document& document, std::string_view pointer) {
    const NodeId node = resolve(document.tree, pointer);
    EXPECT_NE(node, no_node) << pointer;
    return node;
}

// "J009 1:5 /a": id, line, column and JSON Pointer of the refusal.
inline std::string refusal(std::string_view text, ParserOptions options = {}) {
    Tree tree;
    const auto result = Parser({}, options).parse(text, tree);
    if (result) {
        return "accepted";
    }
    EXPECT_TRUE(tree.empty());
    const diag::Where& where = result.error().where;
    std::string out = std::string(diag::row(result.error().message).id) + " " + std::to_string(where.line) +
                      ":" + std::to_string(where.column);
    return where.path.empty() ? out : out + " " + where.path;
}

// Any text: ASCII, Japanese, beyond the BMP, what must be escaped.
inline rc::Gen<std::string> any_text() {
    const auto piece = rc::gen::element<std::string>("a", "Z", " ", "/", "~", "\"", "\\", "\n", "\t", "\x01",
                                                     "\x1f", "\x7f", "介護", "髙", "𠮷", "é", "\xE2\x80\xA8",
                                                     "0123456789abcdef", "resourceType");
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                        [](const std::vector<std::string>& pieces) {
                            std::string out;
                            for (const std::string& each : pieces) {
                                out += each;
                            }
                            return out;
                        });
}

} // namespace renkei::json
